import { Component } from "@odoo/owl";

/** Everything known of one stage, in a popover of the stepper. */
export class StageDetail extends Component {
    static template = "order_tracking.StageDetail";
    static props = {
        stage: Object,
        canMark: Boolean,
        onMark: Function,
        close: { type: Function, optional: true },
    };

    mark() {
        this.props.close?.();
        this.props.onMark(this.props.stage);
    }
}

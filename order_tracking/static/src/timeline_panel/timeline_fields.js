import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { StageDetail } from "./stage_detail";
import { describeTimeline } from "./timeline";

/** What the stepper and the table have in common: the value, and the buttons. */
class TimelineField extends Component {
    static props = { ...standardFieldProps };

    get described() {
        const value = this.props.record.data[this.props.name];
        return value ? describeTimeline(value) : null;
    }

    /** Runs a method as a button of the form does: saves first, reloads when it is over. */
    run(name, resModel = this.props.record.resModel, resId = this.props.record.resId) {
        const { context } = this.props.record;
        return this.env.onClickViewButton({
            clickParams: { type: "object", name },
            getResParams: () => ({ resModel, resId, resIds: [resId], context }),
        });
    }

    sayHandover(stage, act) {
        return this.run(act.method, "order.tracking.milestone", stage.milestone);
    }

    markStage(stage) {
        return this.run("action_mark", "order.tracking.milestone", stage.milestone);
    }
}

/** Compact band: order state, promise, next step, one chip per stage. */
export class OrderTimelineField extends TimelineField {
    static template = "order_tracking.OrderTimeline";

    setup() {
        this.detail = usePopover(StageDetail, {
            position: "bottom",
            setActiveElement: true, // Tab stays inside, Escape closes and goes back to the step
            popoverClass: "o_order_timeline_popover",
        });
    }

    openStage(event, stage, canMark) {
        this.detail.open(event.currentTarget, {
            stage,
            canMark,
            onMark: (marked) => this.markStage(marked),
        });
    }
}

/** The whole timeline as a table; stacked where it is narrow. */
export class OrderTimelineTableField extends TimelineField {
    static template = "order_tracking.OrderTimelineTable";

    get zoneText() {
        return _t("Times are in your time zone (%s).", luxon.DateTime.now().zoneName);
    }
}

registry.category("fields").add("order_timeline", {
    component: OrderTimelineField,
    displayName: _t("Order timeline"),
    supportedTypes: ["json"],
});

registry.category("fields").add("order_timeline_table", {
    component: OrderTimelineTableField,
    displayName: _t("Order timeline table"),
    supportedTypes: ["json"],
});

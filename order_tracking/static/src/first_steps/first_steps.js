import { Component, onWillStart, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

const PANEL = "onboarding.onboarding";
const STEP = "onboarding.onboarding.step";

/** What a company does first, for its managers, until all is done or the panel was closed. */
export class FirstSteps extends Component {
    static template = "order_tracking.FirstSteps";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ panel: false });
        onWillStart(() => this.load());
    }

    async load() {
        const { orm } = this.env.services; // may answer after the page was left: no error then
        if (await user.hasGroup("order_tracking.group_manager")) {
            this.state.panel = await orm.call(PANEL, "order_tracking_panel", []);
        }
    }

    async open(step) {
        const action = await this.orm.call(STEP, step.action, []);
        const closed = () => this.action.doAction("soft_reload"); // a dialog: the panel is below it
        return this.action.doAction(action, action.target === "new" ? { onClose: closed } : {});
    }

    async close() {
        await this.orm.call(PANEL, "order_tracking_close", []);
        this.state.panel = false;
    }

    tours() {
        return this.action.doAction("order_tracking.web_tour_tour_action");
    }
}

class StageKanbanController extends KanbanController {
    static template = "order_tracking.StageKanban";
    static components = { ...KanbanController.components, FirstSteps };
}

class StageKanbanRenderer extends KanbanRenderer {
    /** Without any order there is no column either: Odoo would then show a blank page. */
    get showNoContentHelper() {
        const { isGrouped, groups } = this.props.list;
        return super.showNoContentHelper || (isGrouped && !groups.length);
    }
}

registry.category("views").add("order_tracking_kanban", {
    ...kanbanView,
    Renderer: StageKanbanRenderer,
    Controller: StageKanbanController,
});

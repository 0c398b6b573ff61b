import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { _t } from "@web/core/l10n/translation";

const EVERY = 120000; // milliseconds between two looks
const TONES = { late: "danger", must: "warning", can: "secondary" };

/** Width of the part of a bar, in percent, never more than all of it. */
export function part(count, total) {
    return total ? Math.min(100, Math.round((100 * count) / total)) : 0;
}

/** The board of a warehouse: what leaves today, in which order, what misses its truck. */
export class DispatchBoard extends Component {
    static template = "order_tracking_logistics.DispatchBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.part = part;
        this.state = useState({ board: null, busy: false });
        onWillStart(() => this.load(this.props.action.context?.warehouse_id));
        const timer = setInterval(() => document.hidden || this.load(this.warehouse), EVERY);
        onWillUnmount(() => clearInterval(timer));
    }

    get warehouse() {
        return this.state.board?.warehouse?.id;
    }

    get tiles() {
        const { counts } = this.state.board;
        return [
            { key: "today", label: _t("Leave today"), count: counts.today },
            { key: "fits", label: _t("To pick"), count: counts.fits },
            { key: "picked", label: _t("Picked"), count: counts.picked, tone: "success" },
            { key: "must", label: _t("Must leave"), count: counts.must, tone: "warning" },
            { key: "late", label: _t("Late"), count: counts.late, tone: "danger" },
            { key: "over", label: _t("Too much for today"), count: counts.over, tone: "danger" },
            { key: "later", label: _t("Another day"), count: counts.later },
            { key: "waiting", label: _t("Waiting for goods"), count: counts.waiting },
        ];
    }

    /** When the figures were read, by the clock of the warehouse. */
    get asOf() {
        const { as_of, warehouse } = this.state.board;
        return _t("%(time)s (%(zone)s)", { time: as_of, zone: warehouse.tz });
    }

    get capacityText() {
        const { used, planned, total } = this.state.board.capacity;
        return total
            ? _t("%(used)s picked or gone, %(planned)s planned; %(total)s a day are possible.", {
                  used,
                  planned,
                  total,
              })
            : _t("%(used)s picked or gone, %(planned)s planned; the warehouse has no limit.", {
                  used,
                  planned,
              });
    }

    get moreText() {
        return _t("%(count)s more deliveries are not shown.", { count: this.state.board.more });
    }

    /** What a departure still needs: `[{ key, text, tone }]`. */
    marks({ late, must, over }) {
        return [
            { key: "late", text: late && _t("%(count)s late", { count: late }), tone: "danger" },
            { key: "must", text: must && _t("%(count)s must leave", { count: must }), tone: "warning" },
            { key: "over", text: over && _t("%(count)s too many for today", { count: over }), tone: "danger" },
        ].filter(({ text }) => text);
    }

    pickedText({ picked, total }) {
        return _t("%(picked)s of %(total)s picked", { picked, total });
    }

    sizeText({ count }) {
        return count === 1 ? _t("1 transfer") : _t("%(count)s transfers", { count });
    }

    tone(urgency) {
        return TONES[urgency];
    }

    async load(warehouse) {
        this.state.board = await this.orm.call("stock.warehouse", "dispatch_board", [
            warehouse || null,
        ]);
    }

    open(ids, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "stock.picking",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain: [["id", "in", ids]],
        });
    }

    openOne(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.picking",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async makeWaves(wave) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const chosen = wave ? [wave.carrier_id || null, wave.departure] : [null, null];
            const action = await this.orm.call("stock.warehouse", "dispatch_make_waves", [
                [this.warehouse],
                ...chosen,
            ]);
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("order_tracking_logistics.dispatch_board", DispatchBoard);

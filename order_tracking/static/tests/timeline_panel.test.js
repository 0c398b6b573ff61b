import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, mockDate, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchTranslations,
} from "@web/../tests/web_test_helpers";
import { describeStage, durationText } from "@order_tracking/timeline_panel/timeline";
import { mailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

function stage(values) {
    return {
        id: 1,
        milestone: 11,
        name: "Order confirmed",
        state: "reached",
        state_label: "Reached",
        late: false,
        planned: "2026-03-02T08:00:00Z",
        promised: null,
        due: "2026-03-02T08:00:00Z",
        reached: "2026-03-02T08:00:00Z",
        since: "2026-03-02T08:00:00Z",
        evidence: "system",
        evidence_label: "Odoo document",
        done: 0,
        total: 0,
        team: "Sales",
        owner: null,
        elapsed_hours: 0,
        working_hours: 0,
        markable: false,
        visible: true,
        ...values,
    };
}

const OPEN = { reached: null, evidence: null, evidence_label: "", working_hours: null };

const HANDED = {
    state: "refused",
    label: "Given back",
    reason: "Goods are missing",
    note: "a leg",
    acts: ["accept", "offer"],
};

function timeline(values) {
    return {
        state: "running",
        state_label: "Running",
        late: true,
        flow: "Standard delivery",
        promise: {
            requested: "2026-03-04T08:00:00Z",
            first: "2026-03-05T08:00:00Z",
            last: "2026-03-09T08:00:00Z",
            changed: true,
        },
        next: { id: 3 },
        can: { mark: true, promise: true },
        exceptions: [
            {
                id: 41,
                label: "Late",
                text: "Promised for Mar 9.",
                next: "Give a new promise.",
                owner: null,
                deadline: "2026-03-07T12:30:00Z",
            },
        ],
        stages: [
            stage(),
            stage({
                ...{ id: 2, milestone: 12, name: "Packed", late: true, evidence: "scan" },
                ...{ evidence_label: "Scan", elapsed_hours: 28, working_hours: 9.5 },
            }),
            stage({
                ...OPEN,
                ...{ id: 3, milestone: 13, name: "Delivered", state: "current" },
                ...{ state_label: "Current", late: true, done: 6, total: 10, markable: true },
                ...{ team: "Warehouse", owner: "Li Na", promised: "2026-03-09T08:00:00Z" },
                ...{ due: "2026-03-05T08:00:00Z", elapsed_hours: 52 },
                handover: HANDED,
            }),
            stage({
                ...OPEN,
                ...{ id: 4, milestone: 14, name: "Paid", state: "pending" },
                ...{ state_label: "To come", elapsed_hours: null, visible: false },
            }),
        ],
        ...values,
    };
}

class SaleOrder extends models.Model {
    _name = "sale.order";

    name = fields.Char();
    tracking_timeline = fields.Json();

    _records = [
        { id: 1, name: "S1", tracking_timeline: timeline() },
        { id: 2, name: "S2", tracking_timeline: false },
        {
            id: 3,
            name: "S3",
            tracking_timeline: timeline({
                late: false,
                can: { mark: false, promise: false },
                exceptions: [],
            }),
        },
    ];
    _views = {
        form: `<form>
            <field name="name"/>
            <field name="tracking_timeline" widget="order_timeline"/>
            <field name="tracking_timeline" widget="order_timeline_table"/>
        </form>`,
    };
}

defineModels({ ...mailModels, SaleOrder });

async function mountOrder(resId) {
    mockDate("2026-03-07 10:00:00");
    mockTimeZone(+8);
    await mountView({ type: "form", resModel: "sale.order", resId });
}

const band = ".o_order_timeline";
const step = (position) => `${band}_steps > li:nth-child(${position})`;
const row = (position) => `${band}_table tbody tr:nth-child(${position})`;

test("the header says state, lateness, every promise and the next step", async () => {
    await mountOrder(1);
    expect(`${band} .badge:first`).toHaveText("Running");
    expect(`${band}_late`).toHaveText("Late");
    expect(`${band}_facts`).toHaveText(/Promised:\s*Mar 9, 4:00 PM/);
    expect(`${band}_facts`).toHaveText(/First promised:\s*Mar 5, 4:00 PM/);
    expect(`${band}_facts`).toHaveText(/Requested:\s*Mar 4, 4:00 PM/);
    expect(`${band}_next`).toHaveText(/Next step: Delivered – owner Warehouse · Li Na/);
});

test("each step carries its state as text, and lateness and progress are not colour alone", async () => {
    await mountOrder(1);
    expect(`${band}_steps > li`).toHaveCount(4);
    expect(`${step(2)} .o_stage_notes`).toHaveText("Was late");
    expect(`${step(3)} .o_stage_notes`).toHaveText(/Late.*6 of 10/s);
    expect(step(3)).toHaveAttribute("aria-current", "step");
    const label = "Delivered, Current, Late, 6 of 10, Mar 5, 4:00 PM";
    expect(`${step(3)} button`).toHaveAttribute("aria-label", label);
    expect(`${step(4)} .o_stage_notes`).toHaveCount(0);
});

test("evidence is an icon with a name", async () => {
    await mountOrder(1);
    expect(`${row(1)} .fa-cog[role=img]`).toHaveAttribute("aria-label", "Odoo document");
    expect(`${row(2)} .fa-barcode[role=img]`).toHaveAttribute("aria-label", "Scan");
    expect(`${row(3)} .o_stage_evidence`).toHaveCount(0);
});

test("the table shows owner, promise and time spent", async () => {
    await mountOrder(1);
    expect(`${row(2)} td:last`).toHaveText(/1 day, 4 hr\s*9 hr, 30 min working/);
    expect(row(3)).toHaveText(/Promised:\s*Mar 9, 4:00 PM/);
    expect(row(3)).toHaveText(/Warehouse\s*Li Na/);
    expect(`${row(4)} .fa-eye-slash`).toHaveCount(1);
});

test("what a team said about a hand-over is told, and what the reader may say is a button", async () => {
    onRpc("order.tracking.milestone", "action_offer", ({ args }) => {
        expect.step(`offer ${args[0]}`);
        return true;
    });
    await mountOrder(1);
    expect(`${band}_handover`).toHaveText("given back: Goods are missing: a leg");
    expect(`${band}_refuse`).toHaveCount(0);
    expect(`${band}_accept`).toHaveText("Accept");
    await contains(`${band}_offer`).click();
    expect.verifySteps(["offer 13"]);
});

test("a stage is marked through its milestone", async () => {
    onRpc("order.tracking.milestone", "action_mark", ({ args }) => {
        expect.step(`mark ${args[0]}`);
        return { type: "ir.actions.act_window_close" };
    });
    await mountOrder(1);
    expect(`${band}_table tbody button`).toHaveCount(1);
    await contains(`${row(3)} button`).click();
    expect.verifySteps(["mark 13"]);
});

test("a step opens its details, from where it can be marked", async () => {
    await mountOrder(1);
    await contains(`${step(3)} button`).click();
    expect(".o_order_timeline_popover").toHaveText(/Delivered\s*Current/);
    expect(".o_order_timeline_popover button").toHaveText("Mark as done");
    await contains(`${step(1)} button`).click();
    await animationFrame();
    expect(".o_order_timeline_popover").toHaveText(/Odoo document/);
    expect(".o_order_timeline_popover button").toHaveCount(0);
});

test("what needs somebody says what to do, by when and who, and opens", async () => {
    onRpc("order.exception", "action_open", ({ args }) => {
        expect.step(`open ${args[0]}`);
        return false;
    });
    await mountOrder(1);
    expect(`${band}_exceptions li`).toHaveCount(1);
    expect(`${band}_exceptions`).toHaveText(/Late\s*Promised for Mar 9\./);
    expect(`${band}_exceptions`).toHaveText(/Give a new promise\./);
    expect(`${band}_exceptions`).toHaveText(/Owner: nobody yet – act in 2 hours/);
    await contains(`${band}_exceptions button`).click();
    expect.verifySteps(["open 41"]);
});

test("nothing stands above the steps when nothing needs anybody", async () => {
    await mountOrder(3);
    expect(`${band}_exceptions`).toHaveCount(0);
});

test("readers without rights get no buttons that would refuse them", async () => {
    await mountOrder(3);
    expect(`${band}_mark`).toHaveCount(0);
    expect(`${band}_promise`).toHaveCount(0);
    expect(`${band}_table tbody button`).toHaveCount(0);
    expect(`${band}_late`).toHaveCount(0);
});

test("nothing is shown without a timeline", async () => {
    await mountOrder(2);
    expect(band).toHaveCount(0);
    expect(`${band}_table`).toHaveCount(0);
});

test("instants are shown in the zone of the user", async () => {
    patchTranslations();
    mockDate("2026-03-02 12:00:00");
    mockTimeZone(+8);
    expect(describeStage(stage()).reached.short).toBe("4:00 PM");
    mockTimeZone(-5);
    expect(describeStage(stage()).reached.text).toBe("Mar 2, 3:00 AM");
});

test("durations are two units at most, and nothing where nothing is known", async () => {
    expect(durationText(null)).toBe("");
    expect(durationText(0)).toBe("0 min");
    expect(durationText(1.5)).toBe("1 hr, 30 min");
    expect(durationText(47.99)).toBe("2 days");
});

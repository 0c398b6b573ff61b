import { describe, expect, test } from "@odoo/hoot";
import { mockDate, mockTimeZone } from "@odoo/hoot-mock";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { describeVerification } from "@order_tracking/verification/verification_band";

describe.current.tags("desktop");

const CAN_NOTHING = { fix: false, undo: false, override: false, offer: false };

function finding(values) {
    return {
        id: 1,
        severity: "block",
        severity_label: "Stop",
        state: "open",
        state_label: "Open",
        place: "Customer: Email",
        text: "It is not an address.",
        rule: "E-mail address",
        fix: "",
        reason: null,
        by: null,
        at: null,
        can: CAN_NOTHING,
        ...values,
    };
}

function audit(values) {
    return {
        id: 5,
        state: "open",
        state_label: "To Decide",
        owner: "Otto",
        deadline: "2026-03-05T12:00:00Z",
        overdue: false,
        first: null,
        by: null,
        reason: null,
        note: null,
        can: true,
        ...values,
    };
}

function band(values) {
    patchTranslations();
    mockDate("2026-03-04 12:00:00");
    mockTimeZone("Europe/London");
    return describeVerification({
        state: "blocked",
        state_label: "Stopped",
        checked: "2026-03-04T11:58:00Z",
        hold: null,
        counts: { block: 1, audit: 0, warning: 0, note: 0 },
        audit: null,
        findings: [finding()],
        ...values,
    });
}

const NONE = { block: 0, audit: 0, warning: 0, note: 0 };

test("the headline says what stops the order", () => {
    expect(band().headline).toBe("One finding stops this order");
    expect(band({ counts: { ...NONE, block: 3 } }).headline).toBe("3 findings stop this order");
    expect(band({ counts: NONE, audit: audit({ state: "refused" }) }).headline).toBe(
        "The audit refused this order"
    );
    expect(band({ state: "passed", counts: NONE }).headline).toBe("Nothing stops this order");
});

test("an audit is shown while it decides about the order", () => {
    const waiting = band({ state: "audit", counts: { ...NONE, audit: 1 }, audit: audit() });
    expect(waiting.auditText).toInclude("Otto");
    expect(waiting.canDecide).toBe(true);
    expect(waiting.tone).toBe("info");
    const blocked = band({ audit: audit() });
    expect(blocked.auditText).toBe("");
    expect(blocked.canDecide).toBe(false);
});

test("nobody owns an audit", () => {
    const orphan = audit({ owner: null });
    expect(band({ state: "audit", counts: NONE, audit: orphan }).auditText).toInclude("nobody yet");
});

test("a decision tells who and why", () => {
    const refused = audit({
        state: "refused",
        state_label: "Refused",
        by: "Otto",
        reason: "Customer cannot pay",
        note: "Two open invoices",
    });
    expect(band({ counts: NONE, audit: refused }).auditText).toBe(
        "Refused · Otto · Customer cannot pay · Two open invoices"
    );
});

test("what is settled looks different from what is open", () => {
    const [open, fixed] = band({
        findings: [finding(), finding({ state: "fixed", at: "2026-03-04T11:00:00Z" })],
    }).findings;
    expect([open.settled, open.icon]).toEqual([false, "fa-ban"]);
    expect([fixed.settled, fixed.icon]).toEqual([true, "fa-check"]);
    expect(fixed.at.relative).toBe("1 hour ago");
});

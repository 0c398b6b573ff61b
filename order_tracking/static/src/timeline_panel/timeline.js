/**
 * What the panel shows, from the value of `sale.order.tracking_timeline`: pure functions, no DOM.
 */
import { toLocaleDateString, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime, Duration } = luxon;

const STATE_ICONS = {
    pending: "fa-circle-o",
    current: "fa-dot-circle-o",
    reached: "fa-check-circle",
    skipped: "fa-minus-circle",
    failed: "fa-times-circle",
};

const EVIDENCE_ICONS = {
    system: "fa-cog",
    scan: "fa-barcode",
    carrier: "fa-truck",
    staff: "fa-user",
    customer: "fa-handshake-o",
};

const STATE_BADGES = {
    running: "text-bg-primary",
    delivered: "text-bg-success",
    done: "text-bg-success",
    returned: "text-bg-warning",
    cancelled: "text-bg-secondary",
};

/**
 * @param {Object} value the Json value of the field
 * @returns {Object} the same with instants, texts and icons ready to be shown
 */
export function describeTimeline(value) {
    const stages = value.stages.map((stage) => describeStage(stage));
    const returned = value.state === "returned"; // money may be open; no step of the goods is
    const next = !returned && stages.find((stage) => stage.state === "current");
    return {
        ...value,
        stages,
        badge: STATE_BADGES[value.state] || "text-bg-secondary",
        promises: describePromises(value.promise),
        exceptions: value.exceptions.map(describeException),
        next: next && { ...next, owner: ownerText(next) },
        canMark: stages.some((stage) => stage.markable),
    };
}

function describeException(exception) {
    return {
        ...exception,
        owner: exception.owner || _t("nobody yet"),
        deadline: instant(exception.deadline),
    };
}

/** The promise that counts comes first; the others explain it. */
function describePromises({ requested, first, last, changed }) {
    const rows = [
        [_t("Promised:"), last],
        [_t("First promised:"), changed && first],
        [_t("Requested:"), requested],
    ];
    return rows
        .filter((row) => row[1])
        .map(([label, date], index) => ({ label, main: index === 0, ...instant(date) }));
}

export function describeStage(stage) {
    const described = {
        ...stage,
        icon: STATE_ICONS[stage.state] || "fa-circle-o",
        evidenceIcon: EVIDENCE_ICONS[stage.evidence] || "fa-question-circle",
        planned: instant(stage.planned),
        promised: instant(stage.promised),
        reached: instant(stage.reached),
        due: instant(stage.due),
        since: instant(stage.since),
        progress: progressText(stage),
        lateText: lateText(stage),
        elapsed: durationText(stage.elapsed_hours),
        working: durationText(stage.working_hours),
        handover: describeHandover(stage.handover),
    };
    if (described.working === described.elapsed) {
        described.working = "";
    }
    described.shown = shownInstant(described);
    described.label = spokenLabel(described);
    described.markLabel = _t("Mark “%s” as done", stage.name);
    return described;
}

const ACTS = {
    accept: { method: "action_accept", label: _t("Accept"), icon: "fa-check" },
    refuse: { method: "action_refuse", label: _t("Give back"), icon: "fa-reply" },
    offer: { method: "action_offer", label: _t("Hand over again"), icon: "fa-share" },
};

/** What the team has said about a stage that was handed to it, and what the reader may say. */
function describeHandover(handover) {
    if (!handover) {
        return null;
    }
    const { state, acts } = handover;
    const reason = [handover.reason, handover.note].filter(Boolean).join(": ");
    // Nobody needs to be told that a stage which nobody has to accept is in hand.
    const told = { offered: _t("waits to be accepted"), refused: _t("given back: %s", reason) };
    return {
        ...handover,
        told: told[state] || "",
        acts: acts.map((act) => ({ ...ACTS[act], act })),
        deadline: instant(handover.deadline),
    };
}

/** The one date that the stepper has room for. */
function shownInstant(stage) {
    if (stage.reached) {
        return stage.reached;
    }
    const open = ["current", "pending"].includes(stage.state);
    return open ? stage.due || stage.promised || stage.planned : null;
}

/**
 * @param {string|null} iso an instant in UTC
 * @returns {{text: string, short: string, relative: string, hint: string}|null} in the zone of the user
 */
export function instant(iso) {
    if (!iso) {
        return null;
    }
    const at = DateTime.fromISO(iso, { zone: "utc" }).setZone("default");
    const today = at.hasSame(DateTime.now(), "day");
    return {
        text: toLocaleDateTimeString(at),
        short: today ? at.toLocaleString(DateTime.TIME_SIMPLE) : toLocaleDateString(at),
        relative: at.toRelative(),
        hint: `${at.toRelative()} · ${at.zoneName}`,
    };
}

function progressText({ done, total, state }) {
    const partly = total && done && done < total && state !== "skipped";
    return partly ? _t("%(done)s of %(total)s", { done: plain(done), total: plain(total) }) : "";
}

function plain(quantity) {
    return quantity.toLocaleString(luxon.Settings.defaultLocale, { maximumFractionDigits: 3 });
}

function lateText({ late, state }) {
    if (!late) {
        return "";
    }
    return state === "reached" ? _t("Was late") : _t("Late");
}

/** "2 days, 4 hours" in the user's language; never more than two units. */
export function durationText(hours) {
    if (hours === null || hours === undefined || hours === false) {
        return "";
    }
    // From a day on, whole hours are exact enough.
    const minutes = hours < 24 ? Math.round(hours * 60) : Math.round(hours) * 60;
    const rest = Duration.fromObject({ minutes }).shiftTo("days", "hours", "minutes").toObject();
    const units = Object.entries(rest).filter(([, amount]) => amount);
    const shown = units.length ? Object.fromEntries(units) : { minutes: 0 };
    return Duration.fromObject(shown).toHuman({ unitDisplay: "short" });
}

function ownerText({ team, owner }) {
    return [team, owner].filter(Boolean).join(" · ") || _t("nobody yet");
}

/** What a screen reader says for the stage's button. */
function spokenLabel(stage) {
    const parts = [stage.name, stage.state_label, stage.lateText, stage.progress];
    parts.push(stage.shown?.text, stage.reached && stage.evidence_label);
    return parts.filter(Boolean).join(", ");
}

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { instant } from "../timeline_panel/timeline";

const SEVERITIES = {
    block: { icon: "fa-ban", badge: "text-bg-danger" },
    audit: { icon: "fa-user-secret", badge: "text-bg-info" },
    warning: { icon: "fa-exclamation-triangle", badge: "text-bg-warning" },
    note: { icon: "fa-info-circle", badge: "text-bg-secondary" },
};
const SETTLED = { fixed: "fa-check", overridden: "fa-unlock-alt" };
const TONES = { blocked: "danger", audit: "info", advised: "warning", approved: "success" };

/** What the band says first. */
function headline({ state, counts, audit }) {
    if (state === "blocked" && counts.block) {
        return counts.block === 1
            ? _t("One finding stops this order")
            : _t("%s findings stop this order", counts.block);
    }
    return {
        blocked: _t("The audit refused this order"),
        audit: _t("This order is audited before it can be confirmed"),
        approved: _t("Audited and approved: this order can be confirmed"),
        advised: _t("This order can be confirmed. Please note:"),
        passed: _t("Nothing stops this order"),
    }[state];
}

/** Who decides until when, or who decided and why. */
function auditText(audit) {
    const deadline = instant(audit.deadline);
    if (audit.state === "open") {
        const owner = audit.owner || _t("nobody yet");
        const text = _t("Decided by %(owner)s until %(deadline)s.", {
            owner,
            deadline: deadline ? deadline.text : "",
        });
        return audit.first ? `${text} ${_t("First approval: %s.", audit.first)}` : text;
    }
    return [audit.state_label, audit.by, audit.reason, audit.note].filter(Boolean).join(" · ");
}

/**
 * @param {Object} value the Json value of the field
 * @returns {Object} the same with texts, icons and colours ready to be shown
 */
export function describeVerification(value) {
    const relevant = value.audit && ["audit", "approved", "blocked"].includes(value.state);
    const audited = relevant && !(value.state === "blocked" && value.counts.block);
    return {
        ...value,
        tone: TONES[value.state] || "success",
        headline: headline(value),
        checked: instant(value.checked),
        auditText: audited ? auditText(value.audit) : "",
        canDecide: audited && value.audit.can,
        findings: value.findings.map((finding) => ({
            ...finding,
            ...SEVERITIES[finding.severity],
            icon: SETTLED[finding.state] || SEVERITIES[finding.severity].icon,
            settled: finding.state !== "open",
            at: instant(finding.at),
        })),
    };
}

export class OrderVerificationField extends Component {
    static template = "order_tracking.OrderVerification";
    static props = { ...standardFieldProps };

    get described() {
        const value = this.props.record.data[this.props.name];
        return value ? describeVerification(value) : null;
    }

    /** Runs a method as a button of the form does: saves first, reloads when it is over. */
    run(name, resModel = this.props.record.resModel, resId = this.props.record.resId) {
        const { context } = this.props.record;
        return this.env.onClickViewButton({
            clickParams: { type: "object", name },
            getResParams: () => ({ resModel, resId, resIds: [resId], context }),
        });
    }

    runIssue(name, finding) {
        return this.run(name, "order.verification.issue", finding.id);
    }
}

registry.category("fields").add("order_verification", {
    component: OrderVerificationField,
    displayName: _t("Order verification"),
    supportedTypes: ["json"],
});

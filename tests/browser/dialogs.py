"""Every dialog that a button of the add-ons opens, of records where the button can be pressed."""

from odoo import fields

from odoo.addons.web.controllers.utils import clean_action

from .filled import Filled


def own_dialogs(env):
    """Names of the models that are filled in a form of the add-ons and not kept."""
    views = env["ir.ui.view"].search([("type", "=", "form"), ("model", "in", list(env))])
    names = views.get_external_id()
    ours = views.filtered(lambda view: names[view.id].startswith("order_tracking"))
    return {name for name in ours.mapped("model") if env[name]._transient}


class Dialogs(Filled):
    def dialogs(self, stories):
        """``(name, what opens it, with which options)`` of each.

        :param stories: see :meth:`rows_everywhere`.
        """
        yield from self.of_the_timeline(stories["way"])
        yield from self.of_parcels()
        yield from self.of_what_was_said(stories["arrived"])
        yield from self.of_reviews()
        yield from self.of_verification()  # last: no order is confirmed after it

    def button(self, records, method):
        """What this button opens, as the client of its reader gets it."""
        reader = records.with_user(self.env.ref("base.user_admin"))
        action = clean_action(getattr(reader, method)(), reader.env)
        return f"{records._name} {method}", action, {}

    def entry(self, name, record):
        """What this action opens beside a record."""
        at = {"active_model": record._name, "active_id": record.id, "active_ids": record.ids}
        return name, self.env.ref(name).id, {"additionalContext": at}

    def of_the_timeline(self, order):
        yield self.button(order, "action_tracking_mark")
        yield self.button(order, "action_tracking_repromise")
        yield self.button(order, "action_notice_preview")
        yield self.button(self.events(order)[:1], "action_void")
        yield self.button(self.handed_over(), "action_refuse")
        found = self.env["order.exception"].search([("state", "=", "open")], limit=1)
        yield self.button(found, "action_snooze")
        yield self.button(found, "action_settle")

    def handed_over(self):
        """A stage that waits for its team to take it over."""
        self.env.ref("order_tracking.stage_delivery_reserved").needs_acceptance = True
        order = self.order((self.chair, 1))
        self.env.ref("order_tracking.ir_cron_hand_over").method_direct_trigger()
        self.env.invalidate_all()
        return self.milestone(order, "stock_reserved")

    def of_verification(self):
        self.env.company.order_verification_mode = "enforce"
        rules = self.env["order.verification.rule"].search([])
        rules.filtered(lambda r: r.code not in ("phone_format", "stock_promised")).active = False
        stopped, audited = (self.suspect(rules, severity) for severity in ("block", "audit"))
        yield self.button(stopped.verification_issue_ids[:1], "action_override")
        yield self.button(audited.audit_id, "action_approve")
        yield self.button(audited.audit_id, "action_refuse")
        yield self.button(stopped | audited, "action_confirm_each")
        soon = fields.Datetime.add(fields.Datetime.now(), days=1)
        yield self.button(self.quotation(700, commitment_date=soon), "action_verification_offer")

    def suspect(self, rules, severity):
        """A quotation whose customer's telephone is none."""
        rules.filtered(lambda r: r.code == "phone_format").severity = severity
        self.customer.write({"country_id": self.env.ref("base.us").id, "phone": "(408) 555-0130"})
        return self.quotation(1)

    def quotation(self, quantity, **values):
        order = self.order((self.chair, quantity), confirm=False, **values)
        order.action_verify()
        return order

    def of_parcels(self):
        lost = self.receive(self.tracker("NOBODYS", ("in_transit", "2026-03-02T08:00:00Z", "Left")))
        yield self.button(lost, "action_match")
        yield self.button(self.shipment("SEED1"), "action_tell")
        _order, delivery = self.own_delivery()
        yield self.button(delivery, "action_hand_over")
        yield self.button(self.order((self.chair, 1), confirm=False), "action_choose_carrier")

    def of_what_was_said(self, order):
        complaint = self.env["order.complaint"].search([("state", "!=", "resolved")], limit=1)
        yield self.button(complaint, "action_resolve")
        yield self.button(complaint, "action_learn")
        yield self.entry("order_tracking_feedback.order_feedback_call_action", order)
        yield self.entry("order_tracking_feedback.order_return_new_action", order)
        yield self.entry("order_tracking_feedback.order_customer_data_action", order.partner_id)

    def of_reviews(self):
        about = {"product_id": self.chair.id, "warehouse_id": self.warehouse.id}
        proposal = self.env["order.restock.proposal"].create(
            {**about, "company_id": self.env.company.id, "month": "2026-01-01", "state": "proposed"}
        )
        yield self.button(proposal, "action_refuse")
        review = self.env["order.review"].create(
            {"partner_id": self.customer.id, "date_from": "2026-01-01", "date_to": "2026-01-31"}
        )
        review.action_freeze()
        yield self.button(review, "action_print")
        yield self.button(review, "action_send_customer")

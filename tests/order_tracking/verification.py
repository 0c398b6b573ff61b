"""Orders for tests of verification: a rule that finds what the test wants it to find."""

from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.order_tracking.presentation import finding_words
from odoo.addons.order_tracking.verification import engine
from odoo.addons.order_tracking.verification.finding import Finding, Fix
from odoo.addons.order_tracking.verification.rule import Rule

from .common import TrackingCase


class WordRule(Rule):
    """Finds a word in the customer's reference: STOP, AUDIT, WARN, NOTE, SHORT, FIX."""

    code = "word"
    subject = "test"
    parameters = {"percent": 10.0, "count": 3.0}
    problems = ("found",)
    words = {"STOP": "block", "AUDIT": "audit", "WARN": "warning", "NOTE": "note"}

    def check(self, order, settings):
        for word, severity in self.words.items():
            if word in order.reference:
                yield Finding(
                    self.code,
                    f"found_{word.lower()}",
                    severity,
                    "client_order_ref",
                    found=order.reference,
                    expected="another",
                )
        if "FIX" in order.reference:
            fix = Fix("sale.order", order.id, "client_order_ref", order.reference, "good")
            yield self.finding(
                settings, "found", "client_order_ref", found=order.reference, fix=fix
            )


class VerificationCase(TrackingCase):
    """Only :class:`WordRule` runs, in a company that enforces verification."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.order_verification_mode = "enforce"
        cls.startClassPatcher(patch.dict(engine.RULES, {"word": WordRule()}, clear=True))
        cls.startClassPatcher(patch.dict(finding_words.TITLES, {"word": "Word"}))
        cls.startClassPatcher(
            patch.dict(finding_words.EXPLANATIONS, {"word": "At %(percent)s of %(count)s."})
        )
        cls.rule = cls.env["order.verification.rule"].create({"name": "Word", "code": "word"})
        cls.customer.write({"email": "customer@example.com"})
        cls.seller = new_test_user(cls.env, "seller", groups="sales_team.group_sale_salesman")
        cls.boss = new_test_user(cls.env, "boss", groups="sales_team.group_sale_manager")
        cls.auditors = cls.env["res.users"]
        for name in ("audit_one", "audit_two"):
            cls.auditors |= new_test_user(cls.env, name, groups="order_tracking.group_user")
        cls.leader = new_test_user(cls.env, "audit_head", groups="order_tracking.group_user")
        cls.company.order_audit_team_id = cls.env["order.tracking.team"].create(
            {
                "name": "Auditors",
                "member_ids": [(6, 0, cls.auditors.ids)],
                "leader_id": cls.leader.id,
            }
        )

    def quotation(self, word="", **values):
        values.setdefault("user_id", self.seller.id)
        order = self.order(confirm=False, client_order_ref=f"{word} 1", **values)
        return order

    def quotations(self, *words):
        return self.env["sale.order"].concat(*[self.quotation(word) for word in words])

    def issue(self, order, state=None):
        issues = order.verification_issue_ids
        return issues.filtered(lambda i: i.state == state) if state else issues

    def assert_nothing_happened(self, order):
        """A quotation as it was: no transfer, no timeline, no mail to the customer."""
        self.sync()
        self.assertIn(order.state, ("draft", "sent"))
        self.assertFalse(order.picking_ids)
        self.assertFalse(self.events(order))
        mails = self.env["mail.mail"].sudo().search([("res_id", "=", order.id)])
        self.assertNotIn(self.customer, mails.recipient_ids)

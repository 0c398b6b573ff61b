"""Orders at risk wait for a decision, and nothing waits unseen."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .verification import VerificationCase


class AuditCase(VerificationCase):
    def audited(self, word="AUDIT", **values):
        order = self.quotation(word, **values)
        order._verify()
        return order, order.audit_ids.filtered(lambda audit: audit.state == "open")

    def decide(self, audit, user, decision="approve", reason="known_customer", **values):
        """Through the dialog, as people do."""
        action = getattr(audit.with_user(user), f"action_{decision}")()
        wizard = self.env[action["res_model"]].with_user(user).with_context(action["context"])
        field = "approval" if decision == "approve" else "refusal"
        return wizard.create({field: reason, **values})

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_tracking.ir_cron_audit").method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, order, kind="mail_activity_audit"):
        return order.activity_search([f"order_tracking.{kind}"])


class TestQueue(AuditCase):
    def test_opened_with_owner_deadline_and_reasons(self):
        order, audit = self.audited()
        self.assertIn(audit.user_id, self.auditors)
        self.assertEqual(audit.issue_ids, self.issue(order))
        self.assertEqual(audit.reasons, "Word")
        clock = self.env["order.tracking.team"]._clocks(self.company)(None)
        due = clock.add(audit.create_date, self.company.order_audit_hours)
        self.assertLess(abs(audit.deadline - due), timedelta(minutes=1))
        self.assertFalse(audit.overdue)

    def test_shared_out_evenly(self):
        orders = self.quotations(*["AUDIT"] * 4)
        orders._verify()
        owners = [audit.user_id.login for audit in orders.audit_ids]
        self.assertEqual(sorted(owners), ["audit_one"] * 2 + ["audit_two"] * 2)

    def test_one_open_audit_per_order(self):
        order, audit = self.audited()
        order._verify()
        order.client_order_ref = "AUDIT 2"
        order._verify()
        self.assertEqual(order.audit_ids, audit)

    def test_dropped_when_nothing_is_wrong_any_more(self):
        order, audit = self.audited()
        self.run_cron()
        order.client_order_ref = "fine"
        self.assertEqual((audit.state, order.verification_state), ("dropped", "passed"))
        self.assertFalse(self.activities(order))

    def test_dropped_with_the_quotation(self):
        order, audit = self.audited()
        order._action_cancel()
        self.run_cron()
        self.assertEqual(audit.state, "dropped")

    def test_not_before_what_stops_is_corrected(self):
        order = self.quotation("AUDIT STOP")
        order._verify()
        self.assertFalse(order.audit_ids)
        order.client_order_ref = "AUDIT 1"
        self.assertEqual(order.audit_ids.state, "open")

    def test_activity_for_the_owner(self):
        order, audit = self.audited()
        self.run_cron()
        self.assertEqual(self.activities(order).user_id, audit.user_id)
        self.run_cron()
        self.assertEqual(len(self.activities(order)), 1)

    def test_overdue_is_told_to_the_leader_once(self):
        order, audit = self.audited()
        audit.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(audit.overdue)
        self.assertIn(audit, audit.search([("overdue", "=", True)]))
        self.assertNotIn(audit, audit.search([("overdue", "=", False)]))
        self.run_cron()
        self.run_cron()
        late = self.activities(order, "mail_activity_audit_late")
        self.assertEqual(late.user_id, self.leader)
        self.decide(audit, self.leader).action_decide()
        self.assertFalse(self.activities(order, "mail_activity_audit_late"))

    def test_without_a_team_the_managers_audit(self):
        self.company.order_audit_team_id = False
        manager = new_test_user(self.env, "manager", groups="order_tracking.group_manager")
        _order, audit = self.audited()
        self.assertTrue(audit.user_id.has_group("order_tracking.group_manager"))
        self.assertTrue(audit.with_user(manager).may_decide)

    def test_without_anybody_it_still_waits_visibly(self):
        team = self.company.order_audit_team_id
        team.member_ids, team.leader_id = False, False
        managers = self.env.ref("order_tracking.group_manager")
        managers.all_user_ids.filtered("active").write({"group_ids": [(3, managers.id)]})
        order, audit = self.audited()
        self.assertFalse(audit.user_id)
        with self.assertRaisesRegex(UserError, "Nobody can audit it yet"):
            order.action_confirm()

    def test_take(self):
        _order, audit = self.audited()
        other = self.auditors - audit.user_id
        audit.with_user(other).action_take()
        self.assertEqual(audit.user_id, other)
        self.assertEqual(self.activities(audit.order_id).user_id, other)
        with self.assertRaises(AccessError):
            audit.with_user(self.seller).action_take()


class TestDecision(AuditCase):
    def test_approved(self):
        order, audit = self.audited()
        self.decide(audit, self.auditors[0]).action_decide()
        self.assertEqual((audit.state, order.verification_state), ("approved", "approved"))
        self.assertEqual(audit.decided_by, self.auditors[0])
        self.assertIn("approved by audit_one", order.message_ids[0].body)
        self.assertEqual(order.state, "draft")
        told = self.activities(order, "mail_activity_held")
        self.assertEqual(told.user_id, self.seller)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_approved_and_confirmed(self):
        order, audit = self.audited()
        self.decide(audit, self.auditors[0]).action_decide_and_confirm()
        self.assertEqual((audit.state, order.state), ("approved", "sale"))

    def test_approved_but_odoo_cannot_confirm(self):
        order, audit = self.audited()
        order.order_line = [(0, 0, {"name": "nothing", "product_uom_qty": 1})]
        report = self.decide(audit, self.auditors[0]).action_decide_and_confirm()
        self.assertEqual((audit.state, order.state), ("approved", "draft"))
        self.assertEqual(report["res_model"], "order.verification.report")

    def test_approval_is_for_what_was_looked_at(self):
        order, audit = self.audited()
        self.decide(audit, self.auditors[0]).action_decide()
        order.order_line.product_uom_qty = 99
        with self.assertRaises(UserError):
            order.action_confirm()
        self.assertEqual(audit.state, "approved")
        order._verify()
        self.assertEqual(order.audit_id.state, "open")
        self.assertNotEqual(order.audit_id, audit)
        order.order_line.product_uom_qty = 10
        order.action_confirm()
        self.assertEqual(order.state, "sale", "as it was approved")

    def test_changed_while_deciding(self):
        order, audit = self.audited()
        wizard = self.decide(audit, self.auditors[0])
        order.order_line.price_unit = 1
        with self.assertRaisesRegex(UserError, "changed while you were deciding"):
            wizard.action_decide()
        self.assertEqual(audit.state, "open")

    def test_changed_since_it_came_is_told(self):
        order, audit = self.audited()
        self.assertFalse(self.decide(audit, self.auditors[0]).changed)
        order.order_line.price_unit = 1
        self.assertTrue(self.decide(audit, self.auditors[0]).changed)

    def test_refused(self):
        order, audit = self.audited()
        wizard = self.decide(audit, self.auditors[0], "refuse", "credit", note="They owe a lot")
        wizard.action_decide()
        self.assertEqual((audit.state, order.verification_state), ("refused", "blocked"))
        self.assertIn("They owe a lot", order.message_ids[0].body)
        self.assertIn("They owe", self.activities(order, "mail_activity_held").note)
        with self.assertRaisesRegex(UserError, "They owe a lot"):
            order.action_confirm()
        self.assert_nothing_happened(order)
        order.client_order_ref = "AUDIT 2"
        self.assertEqual(order.audit_id.state, "open", "another order may be audited again")

    def test_decided_once(self):
        _order, audit = self.audited()
        first = self.decide(audit, self.auditors[0])
        second = self.decide(audit, self.auditors[1], "refuse", "fraud")
        first.action_decide()
        with self.assertRaisesRegex(UserError, "Approved"):
            second.action_decide()
        self.assertEqual(audit.state, "approved")

    def test_reason_is_needed(self):
        _order, audit = self.audited()
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            self.decide(audit, self.auditors[0], reason=False).action_decide()
        with self.assertRaisesRegex(UserError, "Explain"):
            self.decide(audit, self.auditors[0], reason="other", note=" ").action_decide()

    def test_only_auditors(self):
        _order, audit = self.audited()
        tracker = new_test_user(self.env, "tracker", groups="order_tracking.group_user")
        for user in (self.seller, self.boss, tracker):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.decide(audit, user).action_decide()
            self.assertFalse(audit.with_user(user).may_decide)
        with self.assertRaises(AccessError):
            audit.with_user(self.auditors[0]).write({"state": "approved"})

    def test_the_auditor_of_another_company(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="order_tracking.group_manager",
            company_id=abroad.id,
            company_ids=[(6, 0, abroad.ids)],
        )
        _order, audit = self.audited()
        with self.assertRaises(AccessError):
            audit.with_user(stranger)._decide(True, "harmless")


class TestFourEyes(AuditCase):
    def setUp(self):
        super().setUp()
        self.company.order_audit_four_eyes = True

    def test_two_different_people(self):
        order, audit = self.audited()
        first = audit.user_id
        second = self.auditors - first
        self.decide(audit, first).action_decide()
        self.assertEqual((audit.state, audit.first_user_id), ("open", first))
        self.assertEqual(order.verification_state, "audit")
        self.assertEqual(audit.user_id, second, "goes on to somebody else")
        with self.assertRaisesRegex(AccessError, "second person"):
            self.decide(audit, first).action_decide()
        self.decide(audit, second).action_decide_and_confirm()
        self.assertEqual((audit.state, order.state), ("approved", "sale"))

    def test_confirming_waits_for_the_second(self):
        order, audit = self.audited()
        self.decide(audit, self.auditors[0]).action_decide_and_confirm()
        self.assertEqual((audit.state, order.state), ("open", "draft"))

    def test_neither_salesperson_nor_creator(self):
        mine, yours = self.auditors
        mine.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        order, audit = self.audited(user_id=mine.id)
        self.assertEqual(audit.user_id, yours)
        with self.assertRaisesRegex(AccessError, "did not make the order"):
            self.decide(audit, mine).action_decide()
        made = self.quotation("AUDIT").with_user(mine).copy({"client_order_ref": "AUDIT 1"})
        made.user_id = self.seller
        made._verify()
        self.assertEqual(made.create_uid, mine)
        with self.assertRaises(AccessError):
            self.decide(made.audit_ids, mine).action_decide()
        self.assertTrue(order)

    def test_first_approval_lapses_with_a_change(self):
        order, audit = self.audited()
        self.decide(audit, self.auditors[0]).action_decide()
        order.order_line.product_uom_qty = 99
        self.decide(audit, self.auditors[1]).action_decide()
        self.assertEqual((audit.state, audit.first_user_id), ("open", self.auditors[1]))
        self.decide(audit, self.auditors[0]).action_decide()
        self.assertEqual(audit.state, "approved")

    def test_one_person_refuses(self):
        _order, audit = self.audited()
        self.decide(audit, self.auditors[0], "refuse", "fraud").action_decide()
        self.assertEqual(audit.state, "refused")

"""What verification finds, keeps and stops, whoever confirms."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .verification import VerificationCase


class TestIssues(VerificationCase):
    def test_states(self):
        for word, state in (
            ("", "passed"),
            ("NOTE", "passed"),
            ("WARN", "advised"),
            ("STOP", "blocked"),
            ("AUDIT", "audit"),
            ("AUDIT STOP", "blocked"),
        ):
            with self.subTest(word):
                order = self.quotation(word)
                order._verify()
                self.assertEqual(order.verification_state, state)

    def test_found_again_is_the_same_issue(self):
        order = self.quotation("STOP")
        order._verify()
        first = self.issue(order)
        order._verify()
        self.assertEqual(self.issue(order), first)
        self.assertEqual(first.values["found"], "STOP 1")

    def test_gone_and_back(self):
        order = self.quotation("STOP")
        order._verify()
        issue = self.issue(order)
        order.client_order_ref = "fine"
        self.assertEqual((issue.state, order.verification_state), ("gone", "passed"))
        order.client_order_ref = "STOP 1"
        order._verify()
        self.assertEqual((issue.state, order.verification_state), ("open", "blocked"))
        self.assertEqual(self.issue(order), issue)

    def test_a_correction_refreshes_only_what_was_checked(self):
        order = self.quotation("STOP")
        order.client_order_ref = "STOP 2"
        self.assertEqual(order.verification_state, "unchecked")

    def test_advise_reports_and_stops_nothing(self):
        self.company.order_verification_mode = "advise"
        order = self.quotation("AUDIT STOP")
        self.assertTrue(order.action_confirm())
        self.assertEqual((order.state, order.verification_state), ("sale", "advised"))
        self.assertEqual(len(self.issue(order, "open")), 2)
        self.assertFalse(order.audit_ids)

    def test_off_costs_nothing(self):
        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.company.order_verification_mode = "off"
        self.order()
        off = queries(self.quotation("STOP"))
        patched = "odoo.addons.order_tracking.models.sale_order_verification.SaleOrder"
        with self.unverified(patched):
            self.assertEqual(queries(self.quotation("STOP")), off)

    def unverified(self, name):
        from unittest.mock import patch

        def plain(orders):
            return super(VerificationModel, orders).action_confirm()

        from odoo.addons.order_tracking.models.sale_order_verification import (
            SaleOrder as VerificationModel,
        )

        return patch.object(type(self.env["sale.order"]), "action_confirm", plain)

    def test_the_same_number_of_queries_for_one_and_fifty(self):
        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._verify()
            return self.env.cr.sql_log_count - before

        warm, one = self.quotations(""), self.quotations("")
        many = self.quotations(*[""] * 50)
        for word in ("", "WARN", "STOP", "AUDIT", "STOP AUDIT", "FIX", ""):
            for again in (False, True):
                with self.subTest(word, again=again):
                    self.reword(warm | one | many, word)
                    warm._verify()  # what is kept in memory is read once
                    self.assertEqual(queries(many), queries(one))

    def reword(self, orders, word):
        query = "UPDATE sale_order SET client_order_ref = %s WHERE id IN %s"
        self.env.cr.execute(query, [word, orders._ids])


class TestOverride(VerificationCase):
    def setUp(self):
        super().setUp()
        self.blocked = self.quotation("STOP")
        self.blocked._verify()
        self.found = self.issue(self.blocked)

    def test_override_lets_pass_and_is_counted(self):
        self.found.with_user(self.boss)._override("agreed")
        self.assertEqual(self.blocked.verification_state, "passed")
        self.assertEqual(self.found.state, "overridden")
        self.assertEqual(self.found.decided_by, self.boss)
        self.assertIn("agreed", self.blocked.message_ids[0].body)
        self.blocked.action_confirm()
        self.assertEqual(self.blocked.state, "sale")
        self.assertEqual(self.rule.override_count, 1)
        self.assertEqual(self.rule.hit_count, 1)

    def test_override_holds_only_for_what_was_found(self):
        self.found.with_user(self.boss)._override("agreed")
        self.blocked.client_order_ref = "STOP 2"
        self.blocked._verify()
        self.assertEqual(self.found.state, "open")
        with self.assertRaises(UserError):
            self.blocked.action_confirm()
        self.assertEqual(self.rule.override_count, 1, "it was overridden once, that stays known")

    def test_remembered_when_gone_and_back(self):
        self.found.with_user(self.boss)._override("agreed")
        self.blocked.client_order_ref = "fine"
        self.blocked._verify()
        self.blocked.client_order_ref = "STOP 1"
        self.blocked._verify()
        self.assertEqual(self.found.state, "overridden")

    def test_needs_rights_and_a_reason(self):
        with self.assertRaises(AccessError):
            self.found.with_user(self.seller)._override("please")
        for reason in ("", "  ", None):
            with self.assertRaises(UserError):
                self.found.with_user(self.boss)._override(reason)

    def test_only_what_stops_is_overridden(self):
        order = self.quotation("AUDIT")
        order._verify()
        with self.assertRaises(UserError):
            self.issue(order).with_user(self.boss)._override("no audit please")

    def test_nobody_writes_issues(self):
        for user in (self.seller, self.boss, self.leader):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(self.found.with_user(user).has_access(operation))


class TestFix(VerificationCase):
    def setUp(self):
        super().setUp()
        self.wrong = self.quotation("FIX")
        self.wrong._verify()
        self.found = self.issue(self.wrong)

    def test_fix_and_undo(self):
        self.found.with_user(self.seller).action_fix()
        self.assertEqual(self.wrong.client_order_ref, "good")
        self.assertEqual((self.found.state, self.wrong.verification_state), ("fixed", "passed"))
        self.assertIn("good", self.wrong.message_ids[0].body)
        self.assertTrue(self.found.with_user(self.seller).can_undo)
        self.found.with_user(self.seller).action_undo()
        self.assertEqual(self.wrong.client_order_ref, "FIX 1")
        self.assertEqual((self.found.state, self.wrong.verification_state), ("open", "blocked"))

    def test_refuses_when_changed_meanwhile(self):
        self.env.cr.execute(
            "UPDATE sale_order SET client_order_ref = 'other' WHERE id = %s", [self.wrong.id]
        )
        self.wrong.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "other"):
            self.found.action_fix()
        self.assertEqual(self.wrong.client_order_ref, "other")

    def test_undo_refuses_when_changed_meanwhile(self):
        self.found.action_fix()
        self.wrong.client_order_ref = "better"
        with self.assertRaisesRegex(UserError, "better"):
            self.found.action_undo()

    def test_not_twice_and_not_after_confirmation(self):
        self.found.action_fix()
        with self.assertRaises(UserError):
            self.found.action_fix()
        self.wrong.action_confirm()
        with self.assertRaises(UserError):
            self.found.action_undo()

    def test_only_who_may_write_the_order(self):
        other = new_test_user(self.env, "other", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.found.with_user(other).action_fix()
        with self.assertRaises(AccessError):
            self.found.with_user(self.auditors[0]).action_fix()

    def test_offered_only_to_who_may_write_what_it_corrects(self):
        """Salespeople write their quotations; contacts only those who have that right, too."""
        of_contact = {"model": "res.partner", "record": self.wrong.partner_id.id, "field": "phone"}
        self.assertTrue(self.found.with_user(self.seller).can_fix)
        self.found.sudo().fix = {**self.found.fix, **of_contact}
        self.found.invalidate_recordset()
        self.assertFalse(self.found.with_user(self.seller).can_fix)
        self.seller.group_ids += self.env.ref("base.group_partner_manager")
        self.found.invalidate_recordset()
        self.assertTrue(self.found.with_user(self.seller).can_fix)

    def test_taking_back_is_offered_only_to_who_may_write_what_was_corrected(self):
        of_contact = {"model": "res.partner", "record": self.wrong.partner_id.id, "field": "phone"}
        self.found.sudo().write({"state": "fixed", "fix": {**self.found.fix, **of_contact}})
        self.found.invalidate_recordset()
        self.assertFalse(self.found.with_user(self.seller).can_undo)
        self.seller.group_ids += self.env.ref("base.group_partner_manager")
        self.found.invalidate_recordset()
        self.assertTrue(self.found.with_user(self.seller).can_undo)

    def test_only_records_of_the_order(self):
        foreign = self.quotation("")
        self.found.sudo().fix = {**self.found.fix, "record": foreign.id, "old": "foreign"}
        with self.assertRaises(UserError):
            self.found.action_fix()
        self.found.sudo().fix = {**self.found.fix, "model": "res.users"}
        with self.assertRaises(UserError):
            self.found.action_fix()


class TestRules(VerificationCase):
    def test_numbers_in_the_sentence(self):
        self.assertIn("At 10 of 3.", self.rule.explanation)
        self.rule.param_percent = 12.5
        self.assertIn("At 12.5 of 3.", self.rule.explanation)

    def test_defaults_of_the_registry(self):
        self.assertEqual(self.rule.param_percent, 10)
        self.assertEqual(self.rule.parameter_names, "percent count")

    def test_out_of_range(self):
        for value in (-1, 5000):
            with self.assertRaisesRegex(ValidationError, "Percent"):
                self.rule.param_percent = value

    def test_the_more_specific_record_decides(self):
        Rule = self.env["order.verification.rule"]
        team = self.env["crm.team"].create({"name": "Shop", "company_id": self.company.id})
        base = {"name": "Word", "code": "word"}
        Rule.create({**base, "channel": "csv", "severity": "note"})
        Rule.create({**base, "team_id": team.id, "severity": "warning"})
        Rule.create({**base, "company_id": self.company.id, "severity": "audit"})

        def severity(*scope):
            return Rule._settings(*scope)[0]["word"].severity

        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(severity(other.id, None, "staff"), "block")
        self.assertEqual(severity(other.id, None, "csv"), "note")
        self.assertEqual(severity(other.id, team.id, "csv"), "warning")
        self.assertEqual(severity(self.company.id, team.id, "csv"), "audit")

    def test_one_record_per_scope(self):
        from psycopg2.errors import UniqueViolation

        from odoo.tools import mute_logger

        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.rule.copy()

    def test_off_and_archived_find_nothing(self):
        order = self.quotation("FIX")
        self.rule.severity = "off"
        self.assertFalse(order._verify()[order.id])
        self.rule.severity = "block"
        self.assertTrue(order._verify()[order.id])
        self.rule.active = False
        self.assertFalse(order._verify()[order.id])

    def test_misses(self):
        order = self.order()
        order._verification_missed("word", "complaint 7")
        order._verification_missed("word", "complaint 8")
        self.assertEqual(self.rule.miss_count, 1)
        self.assertEqual(self.rule.hit_count, 0)
        self.assertIn("complaint 8", self.issue(order).text)
        order._verify()
        self.assertEqual(self.rule.miss_count, 1)
        with self.assertRaises(UserError):
            order._verification_missed("nonsense")

    def test_only_managers_change_rules(self):
        manager = new_test_user(self.env, "rules", groups="order_tracking.group_manager")
        self.assertTrue(self.rule.with_user(manager).has_access("write"))
        for user in (self.seller, self.boss, self.leader):
            self.assertFalse(self.rule.with_user(user).has_access("write"))


class TestWhoSees(VerificationCase):
    def test_salespeople_see_their_own_orders(self):
        other = new_test_user(self.env, "other", groups="sales_team.group_sale_salesman")
        abroad = self.env["res.company"].create({"name": "Abroad"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="order_tracking.group_manager,sales_team.group_sale_manager",
            company_id=abroad.id,
            company_ids=[(6, 0, abroad.ids)],
        )
        order = self.quotation("STOP AUDIT")
        order._verify()
        self.issue(order).filtered(lambda i: i.severity == "block")._override("yes")
        self.assertEqual(order.verification_state, "audit")
        for model in ("order.verification.issue", "order.audit"):
            for user, seen in (
                (self.seller, True),
                (self.boss, True),
                (self.leader, True),
                (other, False),
                (stranger, False),
            ):
                with self.subTest(f"{user.login} {model}"):
                    found = self.env[model].with_user(user).search([("order_id", "=", order.id)])
                    self.assertEqual(bool(found), seen)

    def test_nothing_for_customers(self):
        portal = new_test_user(self.env, "portal_v", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            for model in (
                "order.verification.rule",
                "order.verification.issue",
                "order.audit",
                "order.choice",
                "order.verification.report",
                "order.verification.offer",
                "order.audit.decide",
            ):
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

"""Who is offered which tour, and what taking one changes."""

from ast import literal_eval

from odoo.tests import TransactionCase, new_test_user

NAME = "order_tracking_guide_%s"


class TestGuidedTours(TransactionCase):
    def user(self, name, groups):
        return new_test_user(self.env, f"touring_{name}", groups=groups)

    def offered(self, user):
        """Roles of the tours that the menu shows."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_tracking.web_tour_tour_action"
        )
        domain = literal_eval(action["domain"])
        found = self.env["web_tour.tour"].with_user(user).search(domain)
        self.assertEqual(found, found.filtered("order_mine"))
        return {name.removeprefix(NAME % "") for name in found.mapped("name")}

    def test_each_sees_the_tours_of_their_rights(self):
        sales, boss = "sales_team.group_sale_salesman", "order_tracking.group_manager"
        for name, groups, roles, others in (
            ("seller", sales, {"salesperson"}, {"administrator", "member"}),
            ("member", "order_tracking.group_user", {"member"}, {"salesperson", "administrator"}),
            ("boss", boss, {"member"}, {"salesperson", "administrator"}),
            ("admin", f"base.group_system,{boss}", {"administrator"}, {"salesperson"}),
            ("employee", "base.group_user", set(), {"salesperson", "administrator", "member"}),
        ):
            with self.subTest(name):
                offered = self.offered(self.user(name, groups))
                self.assertLessEqual(roles, offered)
                self.assertFalse(offered & others)

    def test_odoo_starts_none_of_them_by_itself(self):
        guided = self.env["web_tour.tour"].search([("order_title", "!=", False)])
        self.assertGreaterEqual(len(guided), 2)
        self.assertEqual(guided.filtered("custom"), guided)

    def test_whoever_took_one_is_not_led_into_others(self):
        user = self.user("taker", "sales_team.group_sale_salesman")
        user.tour_enabled = True  # as Odoo sets it when a tour is started
        tours = self.env["web_tour.tour"].with_user(user)
        self.assertFalse(tours.consume(NAME % "salesperson"))
        self.assertFalse(user.tour_enabled)
        taken = tours.search([("name", "=", NAME % "salesperson")])
        self.assertTrue(taken.order_taken)
        other = self.user("other", "sales_team.group_sale_salesman")
        self.assertFalse(taken.with_user(other).order_taken)

    def test_odoos_own_tours_go_on_as_ever(self):
        user = self.user("tourist", "sales_team.group_sale_salesman")
        user.tour_enabled = True
        tours = self.env["web_tour.tour"].with_user(user)
        first = tours.get_current_tour()
        following = tours.consume(first["name"])
        self.assertTrue(user.tour_enabled)
        self.assertNotEqual(following and following["name"], first["name"])

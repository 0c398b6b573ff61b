"""Windows over what grows with the orders: their first page comes from an index."""

from unittest.mock import patch

from lxml import etree

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.order_tracking_feedback import privacy

MODULES = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
# Of each order there is at least one now and then, and none of them is ever deleted.
GROWING = (
    *("order.tracking.event", "order.tracking.promise", "order.tracking.link", "order.receipt"),
    *("order.verification.issue", "order.notice", "order.shipment", "order.shipment.event"),
    *("order.scan", "order.acceptance", "order.feedback", "order.feedback.request"),
    *("order.outcome", "order.outcome.part", "tracking.message"),
)


@tagged("post_install", "-at_install")
class TestListsAtScale(TransactionCase):
    def windows(self):
        """(window, SQL of its list's first page)."""
        rows = self.env["ir.model.data"].search(
            [("module", "in", MODULES), ("model", "=", "ir.actions.act_window")]
        )
        for window in self.env["ir.actions.act_window"].browse(rows.mapped("res_id")):
            if window.res_model in GROWING and "list" in window.view_mode.split(","):
                yield window, self.first_page(window)

    def arch(self, window):
        views = {view.view_mode: view.view_id.id for view in window.view_ids}
        view = views.get("list") or (window.view_id.type == "list" and window.view_id.id)
        return etree.fromstring(self.env[window.res_model].get_view(view or None, "list")["arch"])

    def first_page(self, window):
        records = self.env[window.res_model]
        order = self.arch(window).get("default_order")
        return records._search(Domain.TRUE, order=order, limit=80).select()

    def has_to_sort(self, page):
        """Whether PostgreSQL sorts all rows first, even where it is told not to."""
        for setting in ("enable_sort", "enable_seqscan", "enable_bitmapscan"):
            self.env.cr.execute(f"SET LOCAL {setting} = off")
        ((plan,),) = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", page))
        return "Sort" in kinds(plan[0]["Plan"])

    def test_first_pages_are_not_sorted(self):
        seen, sorted_ones = set(), []
        for window, page in self.windows():
            seen.add(window.res_model)
            if self.has_to_sort(page):
                sorted_ones.append(window.name)
        self.assertEqual(seen, set(GROWING))
        self.assertFalse(sorted_ones, "these lists sort their whole table for the first page")

    def test_lists_count_a_bounded_number_of_rows(self):
        """The client counts what a list finds, 10,000 rows of it unless the view says less."""
        missing = []
        for window, _page in self.windows():
            arch = self.arch(window)
            if int(arch.get("count_limit") or 10_000) > 1000:
                missing.append(window.name)
        self.assertFalse(missing, "these lists count up to 10,000 rows each time")

    def pivot(self, xmlid, when):
        """Asks what the pivot of some days asks; ``when``: the field that tells the day."""
        view = self.env.ref(f"{xmlid}_view_pivot").sudo()
        records, sets, sums = self.env[view.model], [[]], ["__count"]
        for node in etree.fromstring(view.arch).findall("field"):
            name, interval = node.get("name"), node.get("interval")
            if node.get("type") == "measure":
                sums.append(f"{name}:{records._fields[name].aggregator}")
            else:
                sets.append([f"{name}:{interval}" if interval else name])
        records.formatted_read_grouping_sets(
            [(when, ">=", "-7d")], [*sets, sets[1] + sets[2]], sums
        )

    def plans(self, table, index, ask):
        """Kinds of nodes in the plan of each statement on ``table`` that ``ask`` runs, where there
        is no other index: of no rows, all cost the same."""
        found, cr = [], self.env.cr
        execute = type(cr).execute

        def noted(cr, query, params=None, **options):
            if isinstance(query, SQL) and f'FROM "{table}"' in query.code:
                found.append(cr.mogrify(query.code, query.params).decode())
            return execute(cr, query, params, **options)

        with patch.object(type(cr), "execute", noted):
            ask()
        for setting in ("enable_seqscan", "enable_bitmapscan"):
            cr.execute(f"SET LOCAL {setting} = off")
        cr.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass"
            " AND NOT indisprimary AND indexrelid != %s::regclass",
            [table, f"{table}_{index}"],
        )
        for (other,) in cr.fetchall():
            cr.execute(f"DROP INDEX IF EXISTS {other}")
        plans = []
        for statement in found:
            cr.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            plans.append(kinds(cr.fetchone()[0][0]["Plan"]))
        return plans

    def test_figures_of_a_period_come_from_an_index_alone(self):
        """Reading the rows, too, costs more than adding them up."""
        reader = new_test_user(self.env, "figures", groups="order_tracking.group_user")
        self.env = self.env(user=reader, su=False)
        figures = self.env["order.feedback.figures"].create({"by": "channel"})
        promises = "order_tracking.order_tracking_promise"
        feedback = "order_tracking_feedback.order_feedback"
        for table, index, ask in (
            ("order_tracking_promise", "given_idx", lambda: self.pivot(promises, "given_at")),
            ("order_feedback", "company_idx", lambda: self.pivot(feedback, "told_at")),
            ("order_feedback", "company_idx", figures._counts),
        ):
            plans = self.plans(table, index, ask)
            self.assertTrue(plans, table)
            for plan in plans:
                self.assertIn("Index Only Scan", plan, table)

    def test_what_is_held_about_a_person_is_found_by_an_index(self):
        """“Of these orders or of this person” reads all rows where one of both has no index."""
        for held in privacy.HELD:
            model = self.env[held.model]
            if not held.person or not model._fields[held.person].store:
                continue
            self.env.cr.execute(
                "SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                " AND a.attnum = i.indkey[0] WHERE i.indrelid = %s::regclass AND a.attname = %s",
                [model._table, held.person],
            )
            self.assertTrue(self.env.cr.fetchone(), f"{held.model}: no index of {held.person}")

    def test_deliveries_without_a_carrier_are_found_by_a_few_ids(self):
        """Joined to methods and flows, all deliveries of 90 days were read: 0.5 s at a million."""
        query = self.env["stock.picking"]._search([("without_carrier", "=", True)]).select()
        text = self.env.cr.mogrify(query.code, query.params).decode()
        self.assertNotIn("delivery_carrier", text)
        self.assertNotIn("order_tracking_stage", text)

    def test_files_of_a_record_are_not_looked_for_among_all_files(self):
        """Odoo checks the rights of every file in the database before it joins those of a record,
        unless the field says otherwise: 1.3 s at 30,000 orders, growing with them."""
        fields = [
            field
            for model in self.env.registry.values()
            for field in model._fields.values()
            if field.type == "many2many" and field.store and field.comodel_name == "ir.attachment"
            if set(field._modules) & set(MODULES)
        ]
        self.assertTrue(fields)
        slow = [str(field) for field in fields if not field.bypass_search_access]
        self.assertFalse(slow, "these look at all files for those of one record")


def kinds(node):
    """Kinds of nodes of a plan."""
    return {node["Node Type"]}.union(*(kinds(inner) for inner in node.get("Plans", ())))

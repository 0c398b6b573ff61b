"""Windows over what grows with the orders: their first page comes from an index."""

from lxml import etree

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

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

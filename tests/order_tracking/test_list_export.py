"""Lists exported by Odoo's own export: no formulas of strangers, and all else as Odoo has it."""

import csv
import io
import json
from datetime import datetime
from urllib.parse import urlencode

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged

from .common import TrackingCase

FORMULAS = ("=HYPERLINK(1)", "{=1+1}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW = ("client_order_ref", "amount_total", "date_order", "locked")


@tagged("post_install", "-at_install")
class TestListExport(HttpCase, TrackingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_manager,base.group_allow_export,base.group_partner_manager"
        new_test_user(cls.env, "lister", groups, password="lister-lister")

    def setUp(self):
        super().setUp()
        self.orders = self.env["sale.order"]
        for text in FORMULAS:
            self.orders |= self.order(client_order_ref=text)
        self.orders.date_order = datetime(2026, 3, 4, 5, 6, 7)

    def exported(self, kind, records, names, **wish):
        self.authenticate("lister", "lister-lister")
        self.env.flush_all()
        fields = records.fields_get(names)
        told = {
            "model": records._name,
            "fields": [
                {"name": n, "label": n, "type": fields.get(n, {}).get("type", "char")}
                for n in names
            ],
            "ids": records.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
            **wish,
        }
        got = self.url_open(f"/web/export/{kind}?{urlencode({'data': json.dumps(told)})}")
        self.assertEqual(got.status_code, 200)
        return got.content

    def cells(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertFalse([c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"])
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

    def test_a_formula_is_text_and_the_rest_keeps_its_kind(self):
        rows = self.cells(self.exported("xlsx", self.orders, ROW))
        total = self.orders[0].amount_total
        self.assertTrue(total)
        for text, row in zip(FORMULAS, sorted(rows, key=lambda r: r[0]), strict=True):
            self.assertEqual(row, [text, total, datetime(2026, 3, 4, 5, 6, 7), False])

    def test_groups_keep_their_sums(self):
        self.orders[1].client_order_ref = FORMULAS[0]
        groupby = ["client_order_ref", "partner_id"]
        rows = self.cells(self.exported("xlsx", self.orders, ROW, groupby=groupby))
        total = self.orders[0].amount_total
        self.assertEqual(rows[0][:2], [f"{FORMULAS[0]} (2)", 2 * total])
        self.assertEqual([row[:3] for row in rows[2:]],
                         [[FORMULAS[0], total, datetime(2026, 3, 4, 5, 6, 7)]] * 2)  # fmt: skip

    def test_what_is_exported_to_be_changed_comes_back_as_it_was(self):
        for kind, texts in (("xlsx", (*FORMULAS, "@SUM(1)")), ("csv", ("{=1+1}", "@SUM(1)"))):
            partners = self.env["res.partner"].create([{"name": "x", "ref": t} for t in texts])
            content = self.exported(kind, partners, ["id", "ref"], import_compat=True)
            partners.ref = "lost"
            self.imported(content, kind)
            self.assertEqual(partners.mapped("ref"), list(texts), kind)

    def imported(self, content, kind):
        file_type = XLSX if kind == "xlsx" else "text/csv"
        wizard = self.env["base_import.import"].create(
            {"res_model": "res.partner", "file": content, "file_type": file_type}
        )
        options = {"has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"}
        result = wizard.execute_import(["id", "ref"], ["id", "ref"], options)
        self.assertTrue(result["ids"], result["messages"])

    def test_a_list_for_people_in_csv_has_signs_before_formulas(self):
        texts = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1")
        partners = self.env["res.partner"].create([{"name": "x", "ref": t} for t in texts])
        partners.color = -3
        content = self.exported("csv", partners, ["ref", "color"])
        rows = list(csv.reader(io.StringIO(content.decode())))[1:]
        self.assertCountEqual(rows, [[f"'{text}", "-3"] for text in texts])

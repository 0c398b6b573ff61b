from odoo import fields, models

from ..parcel_intake import table
from ..presentation.parcel_intake import column_labels, example_rows, parcel_problem


class OrderShipmentImport(models.TransientModel):
    """Parcels in a file, as CSV: which there are, what is in them, what happened to them."""

    _name = "order.shipment.import"
    _description = "Import Parcels"
    _inherit = "order.file.import"

    evidence = fields.Selection(
        [("carrier", "The carrier"), ("staff", "Our staff")],
        "Who Says So",
        required=True,
        default="carrier",
        help="What the journal names as the proof of the events in the file.",
    )
    shipment_ids = fields.Many2many("order.shipment", string="Shipments", readonly=True)

    def _labels(self):
        return column_labels(self.env)

    def _examples(self):
        return example_rows()

    def _name_heading(self):
        return self.env._("Parcel")

    def _say_problem(self, problem):
        return parcel_problem(self.env, problem)

    def action_template(self):
        return self._download("template", self.env._("parcels.csv"))

    def action_import(self):
        """Takes in every parcel of the file; those with a mistake are left out whole."""
        self.ensure_one()
        shipments = self.env["order.shipment"]
        shipments.check_access("create")
        drafts, wrong = table.read_table(self._text(), self._labels())
        answers = shipments._take_in(
            [{**draft.raw, "evidence": self.evidence} for draft in drafts],
            problems=[draft.problems for draft in drafts],
        )
        self.errors = self._list_errors(wrong, drafts, answers, "tracking_number")
        self._tell(answers)
        return {**self._again(), "name": self.env._("Import Parcels")}

    def _tell(self, answers):
        counts = {state: 0 for state in ("created", "known", "refused")}
        for answer in answers:
            counts[answer["state"]] += 1
        taken = [a["shipment_id"] for a in answers if a["state"] != "refused"]
        self.shipment_ids = taken
        self.summary = self.env._(
            "%(created)s parcels made, %(known)s known already, %(refused)s refused.", **counts
        )

    def action_shipments(self):
        return self.shipment_ids._get_records_action(name=self.env._("Imported Parcels"))

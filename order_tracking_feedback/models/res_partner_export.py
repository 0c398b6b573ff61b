import base64
import io
import json
import zipfile

from odoo import fields, models
from odoo.tools import html2plaintext

from .. import privacy

_SKIPPED = "message_", "activity_", "website_", "my_", "rating_"
_PLAIN = {"char", "text", "integer", "float", "monetary", "boolean", "json"}
README = """This is what we keep about your orders.

data.json: orders, what was told about them, what happened, and messages. Times are UTC.
files: your photos and other files, named after the record that they belong to; what carriers
sent about your parcels, as it came.
"""


class ResPartner(models.Model):
    """A customer's data, to be handed out."""

    _inherit = "res.partner"

    def _order_export(self):
        """Everything that is held about these people's orders, as the bytes of a ZIP file
        (superuser, after the check)."""
        orders, held = self._order_data()
        rows = {
            "Customer": [{"Name": p.name, "Email": p.email, "Phone": p.phone} for p in self],
            "Sales Order": [_order_row(order) for order in orders],
        }
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for model, records in held.items():
                rows[f"{records._description} ({model})"] = _rows(records)
                for file in self._order_export_files(model, records):
                    label = f"files/{file.res_model}-{file.res_id}-{file.id}-{_safe(file.name)}"
                    archive.writestr(label, file.raw or b"")
            for label, raw in self._order_export_carriers(held):
                archive.writestr(label, raw)
            rows["Messages"] = self._order_export_messages(held)
            text = json.dumps(rows, ensure_ascii=False, indent=2, default=str)
            archive.writestr("data.json", text)
            archive.writestr("README.txt", README)
        return written.getvalue()

    def _order_export_files(self, model, records):
        about = [
            ("res_model", "=", model),
            ("res_id", "in", records.ids),
            ("res_field", "=", False),
        ]
        return self.env["ir.attachment"].search(about, order="id")

    def _order_export_carriers(self, held):
        """What carriers sent, as it came; not what names other customers' parcels as well: what
        such a message told of these people's parcels is among the events."""
        own = held["tracking.message"]._only_about(held["order.shipment"])
        for message in own.with_context(bin_size=False):
            yield f"files/tracking.message-{message.id}.txt", base64.b64decode(message.body)

    def _order_export_messages(self, held):
        """What was written in the threads of what is held."""
        threads = {m: r for m, r in held.items() if "message_ids" in r._fields}
        return [
            {
                "About": f"{message.model} {message.res_id}",
                "Date": fields.Datetime.to_string(message.date),
                "From": message.author_id.name or message.email_from,
                "Text": html2plaintext(message.body or ""),
            }
            for model, records in threads.items()
            for message in self.env["mail.message"].search(
                [("model", "=", model), ("res_id", "in", records.ids), ("body", "!=", "")],
                order="id",
            )
        ]


def _rows(records):
    """Records as plain values by the names of their fields, without bookkeeping."""
    kept = [
        field
        for name, field in records._fields.items()
        if field.store and name not in privacy.TECHNICAL and not name.startswith(_SKIPPED)
    ]
    return [_row(record, kept) for record in records]


def _row(record, kept):
    row = {"id": record.id}
    for field in kept:
        value = _value(record, field)
        if value not in (None, "", False) and field.name != "id":
            label = field.string if field.string not in row else f"{field.string} ({field.name})"
            row[label] = value
    return row


def _value(record, field):
    value = record[field.name]
    if field.type in _PLAIN:
        return value
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, value)
    if field.type in ("datetime", "date"):
        return str(value) if value else None
    if field.type == "many2one":
        return value.display_name if value else None
    return None


def _order_row(order):
    return {
        "Number": order.name,
        "Date": fields.Datetime.to_string(order.date_order),
        "Your Reference": order.client_order_ref or "",
        "Total": f"{order.amount_total} {order.currency_id.name}",
        "Lines": [f"{line.product_uom_qty} × {line.name}" for line in order.order_line],
    }


def _safe(name):
    return "".join(sign if sign.isalnum() or sign in " ._-" else "_" for sign in name or "")[-80:]

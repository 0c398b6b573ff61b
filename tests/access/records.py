"""A record of every model for each of the three orders: found if the order has one, else made."""

from __future__ import annotations

import json

from odoo import fields
from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import SQL

OURS = "order_tracking"
# Which field says whose a record is; the first one that a model has counts.
PATHS = (
    *("order_id", "order_ids", "receipt_id", "shipment_id", "shipment_ids", "complaint_id"),
    *("return_id", "acceptance_id", "review_id", "outcome_id", "message_id", "allocation_id"),
    *("picking_id", "connector_id", "flow_id", "partner_id", "company_id"),
)
LOST = {"hours": 1, "share": 0.5, "cases": 1, "n": 2}  # figures of a finding
FILLED = ("user_id", "deadline")  # what an ordinary record has, though it could do without
# Rows that one statement makes have numbers in any order.
LATEST = {"order.tracking.milestone": "stage_id desc, id desc"}
RESERVED = ("message_route", "get_views")  # of Odoo: takes a parsed mail; describes screens
SKIPPED = ("create_uid", "write_uid", "id")


def own_models(env) -> list[str]:
    """All models that our add-ons make, and those of others to which they add a field, a method or
    a right.

    Abstract ones have no records; what they bring is told where they are inherited.
    """
    opened = opened_models(env)
    return sorted(
        name
        for name, model in env.registry.items()
        if not model._abstract and (is_ours(model) or adds(model) or name in opened)
    )


def opened_models(env) -> set[str]:
    """Models of which our add-ons say in access rows or record rules who may what."""
    found = set()
    for kind in ("ir.model.access", "ir.rule"):
        known = [("model", "=", kind), ("module", "=like", f"{OURS}%")]
        rights = env[kind].browse(env["ir.model.data"].search(known).mapped("res_id"))
        found.update(rights.model_id.mapped("model"))
    return found


def is_ours(model) -> bool:
    return model._original_module.startswith(OURS)


def adds(model) -> bool:
    """Whether an add-on of ours added fields or own methods to the model itself."""
    added = any((field._module or "").startswith(OURS) for field in model._fields.values())
    return added or bool(own_methods(model))


def own_methods(model) -> list[str]:
    """What a program may call on a model, of all that our add-ons define for it or its parents.

    What every model has (create, write, read …) is told by the table of models.
    """
    classes = [base for base in model.__mro__ if base.__module__.startswith(f"odoo.addons.{OURS}")]
    if not is_ours(model):  # what a mixin of Odoo brings to all models is not theirs
        classes = [base for base in classes if base._name == model._name]
    names = {name for base in classes for name, it in vars(base).items() if callable(it)}
    public = {name for name in names if not name.startswith("_")}
    return sorted(name for name in public if not hasattr(BaseModel, name) and name not in RESERVED)


class Records:
    """``of(model, record)``: the record of a model that belongs to one of the three orders."""

    def __init__(self, world):
        self.world = world
        self.known: dict[tuple[str, str], object] = {}
        for record, order in world.orders.items():
            company = world.companies[record]
            for one in (order, order.partner_id, company, order.user_id, world.product):
                self.known[one._name, record] = one
            self.known["order.shipment", record] = world.parcels[record]
            self.known["tracking.connector", record] = world.connectors[record]
            self.known["stock.picking", record] = order.picking_ids[:1]
            self.known["sale.order.line", record] = order.order_line[:1]
            self.known["res.currency", record] = order.currency_id
            move = order.invoice_ids or world.entry
            self.known["account.move", record] = move
            self.known["account.move.line", record] = move.line_ids[:1]

    def of(self, model: str, record: str):
        key = (model, record)
        if key not in self.known:
            self.known[key] = self._found(model, record) or self._made(model, record)
        return self.known[key]

    def _found(self, model, record):
        records = self.world.within(record)[model].with_context(active_test=False)
        path = next((name for name in PATHS if name in records._fields), None)
        if path is None:
            return None if records._transient else records.search([], limit=1, order="id")
        field = records._fields[path]
        if not field._description_searchable:
            return None
        owner = self.of(field.comodel_name, record)
        return records.search(
            [(path, "in", owner.ids)], limit=1, order=LATEST.get(model, "id desc")
        )

    def _made(self, model, record):
        records = self.world.within(record)[model]
        values = {**self._values(records, record), **self._fixed(model, record)}
        try:
            with records.env.cr.savepoint():
                return records.create(values)
        except UserError:  # nobody makes such a record by itself
            return self._inserted(records, values)

    def _fixed(self, model, record):
        """What cannot be guessed from a field."""
        ways = [{"kind": "later", "date": "2027-01-01 12:00:00"}]
        partner = self.world.orders[record].partner_id
        return {
            "order.intake.message": {"raw": json.dumps(self.world.order_message(record))},
            "order.intake.match": {"suggested_id": self.world.product.id, "said": "Chair"},
            "order.review.finding": {"kind": "lost_hours", "metric": "perfect_order", "data": LOST},
            "order.choice": {"ways": ways, "content_hash": self._content(record)},
            "order.complaint.resolve": {"fault": "transport", "reason": "mistake"},
            "rating.rating": {
                "res_model_id": self.world.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
            },
            "order.review": {"date_from": "2026-01-01", "date_to": "2026-03-31"},
            "order.review.document": {"attachment_id": self._file(record)},
        }.get(model, {})

    def _content(self, record):
        return self.world.orders[record]._verification_fingerprint()

    def _file(self, record):
        values = {"name": f"{record}.pdf", "raw": b"%PDF-1.4", "mimetype": "application/pdf"}
        return self.world.env["ir.attachment"].create(values).id

    def _inserted(self, records, values):
        columns = {
            name: json.dumps(value) if records._fields[name].type == "json" else value
            for name, value in values.items()
            if records._fields[name].column_type
        }
        query = SQL(
            "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
            SQL.identifier(records._table),
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(
                SQL("%s", None if value is False and records._fields[name].type != "boolean"
                    else value) for name, value in columns.items()
            ),
        )  # fmt: skip
        [(found,)] = records.env.execute_query(query)
        return records.browse(found)

    def _values(self, records, record):
        wanted = [
            field
            for name, field in records._fields.items()
            if name not in SKIPPED and field.store and not field.related
            and (field.required and not field.compute or name in PATHS or name in FILLED)
        ]  # fmt: skip
        values = records.default_get([field.name for field in wanted])
        for field in wanted:
            if not values.get(field.name):
                values[field.name] = self._value(records, field, record)
        return values

    def _value(self, records, field, record):
        if field.type == "many2one":
            known = (field.comodel_name, record) in self.known or field.required
            return known and self.of(field.comodel_name, record).id
        if field.type in ("many2many", "one2many"):
            known = (field.comodel_name, record) in self.known or field.required
            return [(6, 0, self.of(field.comodel_name, record).ids)] if known else []
        if field.type == "selection":
            return field.get_values(records.env)[0]
        plain = {
            "date": fields.Date.today(),
            "datetime": fields.Datetime.now(),
            "integer": 1,
            "float": 1.0,
            "monetary": 1.0,
            "json": ["made"],
            "boolean": False,
            "binary": False,
        }
        return plain.get(field.type, f"{record} {field.name}")

"""What the screens show and nobody enters is not written past the screens either.

Every field of ours that is read-only, and stored, is told to ``write`` (of our models also to
``create``) by every role of the staff that may do so with the record at all. What gets through
stands below, with the reason why it may.
"""

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tools import mute_logger

from .common import AccessCase
from .records import OURS, is_ours
from .world import OWN

STAFF = ("seller", "seller_all", "warehouse", "tracker", "manager")
WRITTEN: dict[str, dict[str, str]] = {}
CREATED = {
    "order.shipment": {"kind": "Whoever hands goods over begins an own delivery or a pickup."},
    "order.improvement": {"finding_id": "Whoever makes one says from which finding, or from none."},
}


class TestReadonly(AccessCase):
    def test_what_follows_from_others_is_not_written(self):
        self.compare(self.writes, WRITTEN, self.models)

    def test_what_follows_from_others_is_not_told_of_new_ones(self):
        own = [name for name in self.models if is_ours(self.env.registry[name])]
        self.compare(self.creates, CREATED, own)

    def test_a_context_brings_no_values_of_new_ones(self):
        context = {"default_status": "delivered", "default_delivered_at": "2026-01-01 00:00:00"}
        parcels = self.world.acting("warehouse")["order.shipment"].with_context(**context)
        made = parcels.create([{"number": "NEW1"}])
        self.assertEqual((made.status, made.delivered_at), ("pending", False))

    def test_nor_of_new_orders_and_transfers(self):
        import_id = self.records.of("order.history.import", OWN).id
        kind = self.world.orders[OWN].warehouse_id.int_type_id.id
        order, transfer = {"partner_id": self.world.partners[OWN].id}, {"picking_type_id": kind}
        for role, model, values, name, told in (
            ("seller", "sale.order", order, "history_import_id", import_id),
            ("seller", "sale.order", order, "tracking_late", True),
            ("warehouse", "stock.picking", transfer, "last_scan_at", "2026-01-01 00:00:00"),
        ):
            with self.subTest(f"{model} {name}"):
                records = self.world.acting(role)[model]
                made = records.with_context(**{f"default_{name}": told}).create([values])
                self.assertFalse(made[name])
                with self.assertRaises(AccessError):
                    records.create([{**values, name: told}])

    def compare(self, done, stated, models):
        found = {
            (model, field.name)
            for model in models
            if not self.env[model]._transient
            for field in self.shown(model)
            if any(done(role, model, field) for role in STAFF)
        }
        said = {(model, name) for model, names in stated.items() for name in names}
        self.assertFalse(found - said, "Refuse it, or say why it may be told.")
        self.assertFalse(said - found, "It is refused: take the reason out.")

    def shown(self, model):
        """Of models of ours and of what we add to those of others."""
        ours = is_ours(self.env.registry[model])
        return [
            field
            for field in self.env.registry[model]._fields.values()
            if field.store and field.readonly and field.name not in MAGIC_COLUMNS
            and (ours or (field._module or "").startswith(OURS))
            and field.type != "one2many"  # their own model decides
        ]  # fmt: skip

    def writes(self, role, model, field):
        one = self.seen_by(role, model, OWN)
        if not one.has_access("write"):
            return False
        return self.gets_through(lambda: one.write({field.name: self.value(one, field)}))

    def creates(self, role, model, field):
        one = self.seen_by(role, model, OWN)
        if not one.has_access("create"):
            return False
        values = {**self.entered(model), field.name: self.value(one, field)}
        return self.gets_through(lambda: one.browse().create([values]))

    def entered(self, model):
        """What a new one cannot do without, as far as it is entered."""
        records = self.world.within(OWN)[model]
        values = {**self.records._values(records, OWN), **self.records._fixed(model, OWN)}
        hidden = {field.name for field in self.shown(model)}
        return {name: value for name, value in values.items() if name not in hidden}

    def value(self, one, field):
        known = one.sudo()[field.name]
        return field.convert_to_write(known, one)

    def gets_through(self, act):
        with self.rolled_back(), mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db"):
            try:
                act()
                self.env.flush_all()
            except (AccessError, UserError):
                return False
            except Exception:  # noqa: BLE001 nobody refused it: something else went wrong
                return True
        return True

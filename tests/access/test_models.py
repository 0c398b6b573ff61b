"""Every model × every role × a record of their own, of somebody else and of another company."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from . import tables
from .common import AccessCase
from .records import OURS, is_ours
from .world import OWN, RECORDS, ROLES

LETTERS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}


class TestModels(AccessCase):
    def test_models_are_as_written_down(self):
        found = {
            (model, record): {role: self.letters(role, model, record) for role in ROLES}
            for model in self.models
            for record in RECORDS
        }
        tables.check("models", ("model", "record"), ROLES, found)

    def letters(self, role, model, record):
        """What access rows and record rules together allow with this very record."""
        one = self.seen_by(role, model, record)
        return "".join(c for name, c in LETTERS.items() if one.has_access(name)) or "-"

    def test_fields_are_as_written_down(self):
        """Our fields on models of others, and those of ours that not all may see who see the
        record; with a record of one's own."""
        found = {
            (model, field.name): {role: self.uses(role, model, field) for role in ROLES}
            for model in self.models
            for field in self.fields_of(model)
        }
        tables.check("fields", ("model", "field"), ROLES, found)

    def fields_of(self, model):
        every = self.env.registry[model]._fields.values()
        if is_ours(self.env.registry[model]):
            return [field for field in every if field.groups]
        return [field for field in every if (field._module or "").startswith(OURS)]

    def uses(self, role, model, field):
        one = self.seen_by(role, model, OWN)
        can = {
            "r": one.has_access("read") and one._has_field_access(field, "read"),
            "w": one.has_access("write") and self.is_written(one, field),
        }
        return "".join(letter for letter, allowed in can.items() if allowed) or "-"

    def is_written(self, one, field):
        """Whether writing is let through; what is only computed takes no value."""
        if not field.store and not field.inverse:
            return False
        known = one.sudo()[field.name]
        many = field.type in ("one2many", "many2many")
        value = [Command.set(known.ids)] if many else field.convert_to_write(known, one)
        with self.rolled_back(), mute_logger("odoo.addons.base.models.ir_rule"):
            try:
                one.write({field.name: value})
                self.env.flush_all()
            except (AccessError, UserError):
                return False
        return True

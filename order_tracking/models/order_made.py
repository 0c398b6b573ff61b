from odoo import api, models
from odoo.tools import ormcache

from .. import made


class OrderMade(models.AbstractModel):
    """What is shown and not entered is not written past the screens either.

    For models of which staff may write something: their fields that are read-only are written by
    our own code, with superuser rights, after it has checked who may have it done.
    """

    _name = "order.made"
    _description = "Not Entered by Hand"

    _made_but_begun = frozenset()  # read-only ones that are told of a new record
    _made_by_screens = frozenset()  # others that only the screens make read-only

    @api.model_create_multi
    def create(self, vals_list):
        names = self._made() - self._made_but_begun
        made.refuse(self, vals_list, names)
        records = super(OrderMade, made.defaulted(self, names)).create(vals_list)
        return records.with_env(self.env)

    def write(self, vals):
        made.refuse(self, [vals], self._made())
        return super().write(vals)

    @ormcache()
    def _made(self):
        """Names of the fields; those that an add-on above adds to the model count, too. Of the
        records in a list (one2many) their own model decides."""
        shown = {
            name
            for name, field in self._fields.items()
            if field.store
            and field.readonly
            and field.type != "one2many"
            and name not in models.MAGIC_COLUMNS
        }
        return frozenset(shown | self._made_by_screens)

"""Every button and everything else that a program may call on our models, by every role.

A call comes as from the web client: a method's name and the numbers of records, whether or not the
caller can see them. What it does is undone.

A cell. no: refused for want of a right; says: refused with a word about what to do; opens:
answered, and nothing was changed; tells: the same, with data; does: something was changed; fails:
an error that is nobody's word, as a record of this test is not what the method expects.
"""

import inspect

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

from . import tables
from .common import AccessCase
from .records import OURS, own_methods
from .world import RECORDS, ROLES

# Without a session nobody calls methods at all.
# Customers have the same rights but for whose record it is: one of them is enough.
CALLERS = tuple(role for role in ROLES if role not in ("public", "colleague", "stranger"))

# What it answers hangs on the instants of the parcel's other events, which are made up here; who
# may do it is tested with tests/order_tracking_logistics/test_access.py.
ELSEWHERE = {("order.shipment.tell", "action_tell")}


class TestMethods(AccessCase):
    def test_methods_are_as_written_down(self):
        found = {
            (model, name, record): {
                role: self.outcome(role, model, name, record) for role in CALLERS
            }
            for model, names in self.calls().items()
            for name in sorted(names)
            for record in RECORDS
        }
        tables.check("methods", ("model", "method", "record"), CALLERS, found)

    def calls(self):
        """Names by model: what our classes define, and what our buttons press."""
        found = {model: set(own_methods(self.env.registry[model])) for model in self.models}
        for model, name in self.buttons():
            found.setdefault(model, set()).add(name)
        return {
            model: {n for n in names if self.is_public(model, n)} for model, names in found.items()
        }

    def is_public(self, model, name):
        if (model, name) in ELSEWHERE:
            return False
        try:
            get_public_method(self.env[model], name)
        except AccessError:
            return False
        return True

    def buttons(self):
        """(model, method) of all buttons in views of ours."""
        views = self.env["ir.ui.view"].search([("type", "!=", "qweb"), ("model", "!=", False)])
        own = views.filtered(lambda view: (view.xml_id or "").startswith(OURS))
        for view in own:
            for button in etree.fromstring(view.arch).xpath("//button[@type='object'][@name]"):
                yield self.model_of(button, view.model), button.get("name")

    def model_of(self, button, model):
        """The model of a button within the lists and forms of fields."""
        for field in reversed(list(button.iterancestors("field"))):
            known = self.env[model]._fields.get(field.get("name"))
            model = known.comodel_name if known is not None and known.comodel_name else model
        return model

    def outcome(self, role, model, name, record):
        one = self.seen_by(role, model, record)
        method = get_public_method(one, name)
        arguments = self.arguments(method, one)
        with (
            self.rolled_back() as written,
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db"),
        ):
            try:
                answer = call_kw(one.browse(), name, arguments, {})
                self.env.flush_all()
            except AccessError:
                return "no"
            except UserError:
                return "says"
            except Exception:  # noqa: BLE001 whatever a client sees as an error of the server
                return "fails"
            if written:
                return "does"
            return "opens" if is_navigation(answer) else "tells"

    def arguments(self, method, one):
        """The record's number, unless it is a method of the model, and something for each word
        that it wants."""
        own = inspect.signature(method).parameters.values()
        wanted = [
            p for p in list(own)[1:] if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD
        ]
        numbers = [] if getattr(method, "_api_model", False) else [one.ids]
        return numbers + [self.sample(parameter.name) for parameter in wanted]

    def sample(self, name):
        return {"barcode": "SFown"}.get(name, name)


def is_navigation(answer):
    """Nothing, a word of success, or where to go next."""
    return (
        answer is None
        or isinstance(answer, bool)
        or (isinstance(answer, dict) and "type" in answer)
    )

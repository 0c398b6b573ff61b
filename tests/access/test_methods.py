"""Every button and everything else that a program may call on our models, by every role.

A call comes as from the web client: a method's name and the numbers of records, whether or not the
caller can see them. What it does is undone.

A cell. no: refused for want of a right; says: refused with a word about what to do; opens:
answered, and nothing was changed; tells: the same, with data; does: something was changed; fails:
an error that is nobody's word, for which FAILS has a reason.

A refusal says something only where somebody gets through: what a method wants is in SENT.
"""

import inspect

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

from odoo.addons.order_tracking.timeline.flow import STATED

from . import tables
from .common import AccessCase
from .records import OURS, own_methods
from .world import RECORDS, ROLES

# Nobody gets a word that is not ours. Whatever has to stand here says why.
FAILS = {
    (
        "sale.order",
        "action_view_delivery",
    ): "Odoo's own method, which takes the first of the order's"
    " deliveries: a colleague of the customer may read the order, and none of these.",
}

# What it answers hangs on the instants of the parcel's other events, which are made up here; who
# may do it is tested with tests/order_tracking_logistics/test_access.py.
ELSEWHERE = {("order.shipment.tell", "action_tell")}


NOTE = "stock.mail_template_data_delivery_confirmation"


class TestMethods(AccessCase):
    def setUp(self):
        super().setUp()
        self.samples = {record: self.sent(record) for record in RECORDS}
        self.forget()  # what is in memory would be read without asking who reads it

    def test_methods_are_as_written_down(self):
        found = {
            (model, name, record): {role: self.outcome(role, model, name, record) for role in ROLES}
            for model, names in self.calls().items()
            for name in sorted(names)
            for record in RECORDS
        }
        tables.check("methods", ("model", "method", "record"), ROLES, found)
        failed = {key[:2] for key, cells in found.items() if "fails" in cells.values()}
        self.assertEqual(
            failed, set(FAILS), "An error of the server, or a sample that does not suit."
        )

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
        arguments = self.arguments(method, one, record)
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

    def arguments(self, method, one, record):
        """The record's number, unless it is a method of the model, and something for each word
        that it wants."""
        own = inspect.signature(method).parameters.values()
        wanted = [
            p for p in list(own)[1:] if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD
        ]
        numbers = [] if getattr(method, "_api_model", False) else [one.ids]
        sent = self.samples[record]
        return numbers + [sent[one._name, method.__name__, p.name] for p in wanted]

    def sent(self, record):
        """By model, method and parameter; what is missing is of a new method: say what suits."""
        world, order = self.world, self.world.orders[record]
        stages = world.env["order.tracking.stage"]
        shared = [("trigger", "in", STATED), ("flow_id.company_id", "=", False)]
        by_scan = stages.search(shared, limit=1)
        scan = {"id": "1", "device": "1", "number": 1, "code": world.product.name, "kind": "code"}
        parcel = {"tracking_number": f"NEW{record}", "order": order.name}
        mail = {"message_id": "<told@x.example>", "email_from": order.partner_id.email}
        return {
            ("order.feedback", "message_new", "msg_dict"): mail,
            ("order.shipment.scan", "on_barcode_scanned", "barcode"): "SFown",
            ("order.shipment", "tracking_intake", "messages"): [parcel],
            ("stock.picking", "get_empty_list_help", "help_message"): "<p>None.</p>",
            ("sale.order", "tracking_intake", "messages"): [world.order_message(record)],
            ("sale.order", "scan_station_mark", "stage_id"): by_scan.id,
            ("sale.order", "scan_station_mark", "scans"): [{"id": "1", "code": order.name}],
            ("stock.picking", "scan_station_take", "scans"): [scan],
            ("stock.picking", "scan_station_open", "code"): order.picking_ids[:1].name,
            ("stock.picking", "message_post_with_source", "source_ref"): NOTE,
            ("web_tour.tour", "consume", "tourName"): "order_tracking_guide_service",
        }


def is_navigation(answer):
    """Nothing, a word of success, or where to go next."""
    return (
        answer is None
        or isinstance(answer, bool)
        or (isinstance(answer, dict) and "type" in answer)
    )

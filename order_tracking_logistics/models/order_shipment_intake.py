import logging
from zoneinfo import ZoneInfo

from psycopg2 import IntegrityError

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_tracking.intake.limits import MAX_MESSAGES
from odoo.addons.order_tracking.intake.problem import Problem

from ..parcel_intake.matching import match
from ..parcel_intake.message import read_message
from ..parcel_intake.reading import read_catalogue
from ..presentation.parcel_intake import parcel_problem
from .tracking_connector import utcnow

_logger = logging.getLogger(__name__)


class OrderShipment(models.Model):
    """Parcels that other systems and files tell of."""

    _inherit = "order.shipment"

    @api.model
    def tracking_intake(self, messages):
        """Takes parcels in from another system: ``POST /json/2/order.shipment/tracking_intake``.

        Every message makes a shipment of the user's company or adds to the one it speaks of, or is
        refused whole; a bad one does not harm the others. The same message again changes
        nothing. Needs the right to create shipments.

        :param list messages: up to 200 objects, described in ``parcel_intake/message.py``.
        :return: an answer for each, in the same order. Taken: ``{"state": "created" or "known",
            "tracking_number", "shipment_id", "status", "news": whether something was new}``.
            Refused: ``{"state": "refused", "tracking_number", "errors": [{"path", "line",
            "problem", "text", "found", "expected"}]}``; ``line`` counts from 1, ``path`` from 0
            as JSON does.
        """
        self.check_access("create")
        if not isinstance(messages, list):
            raise ValidationError(self.env._("“messages” must be a list of parcel messages."))
        if len(messages) > MAX_MESSAGES:
            raise ValidationError(
                self.env._(
                    "%(count)s messages are too many: send up to %(most)s at once.",
                    count=len(messages),
                    most=MAX_MESSAGES,
                )
            )
        return self._take_in(messages)

    @api.model
    def _take_in(self, raws, problems=None):
        """Answers to messages, see :meth:`tracking_intake`; a fixed number of queries for any
        number of good ones.

        :param problems: by message, what is known to be wrong with it already.
        """
        found = [self._read_message(raw) for raw in raws]
        for (_message, wrong, _number), known in zip(found, problems or [], strict=False):
            wrong[:0] = known
        messages = [m for m, wrong, _number in found if m and not wrong]
        catalogue = read_catalogue(self.env, messages)
        answers, plans = [None] * len(raws), {}
        for index, (message, wrong, number) in enumerate(found):
            plan = wrong or match(message, catalogue)
            if isinstance(plan, list):
                answers[index] = self._refusal(number, plan)
            else:
                plans.setdefault((plan.known, plan.message.number, plan.carrier), []).append(index)
                found[index] = plan
        first = {i[0]: found[i[0]] for i in plans.values()}
        for index, answer in self._make_each(first).items():
            answers[index] = answer
        # what speaks of a parcel that was made just now is read again
        again = sorted(i for places in plans.values() for i in places[1:])
        later = self._take_in([raws[i] for i in again]) if again else []
        for index, answer in zip(again, later, strict=True):
            answers[index] = answer
        return answers

    @api.model
    def _read_message(self, raw):
        company = self.env.company
        zone = ZoneInfo(company.partner_id.tz or self.env.user.tz or "UTC")
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return read_message(raw, now=utcnow(), zone=zone, digits=digits)

    def _make_each(self, plans):
        """``{index: answer}`` of plans by index; all at once, one by one if that fails."""
        try:
            with self.env.cr.savepoint():
                return self._make_all(plans)
        except (UserError, IntegrityError) as error:
            if len(plans) == 1:
                ((index, plan),) = plans.items()
                text = str(error) if isinstance(error, UserError) else self._say_integrity(error)
                problem = Problem("", "parcel_refused", detail={"text": text})
                return {index: self._refusal(plan.message.number, [problem])}
        _logger.info("parcel messages are taken in one by one: one of %d is refused", len(plans))
        answers = {}
        for index, plan in plans.items():
            answers |= self._make_each({index: plan})
        return answers

    def _say_integrity(self, error):
        return self._sql_error_to_message(error)

    def _make_all(self, plans):
        """Makes and completes the shipments of these plans."""
        new = [index for index, plan in plans.items() if not plan.known]
        made = dict(zip(new, self.create([self._planned(plans[i]) for i in new]), strict=True))
        shipments = {i: made.get(i) or self.browse(plan.known) for i, plan in plans.items()}
        changed, rows, now = set(), [], utcnow()
        for index, plan in plans.items():
            if shipments[index]._complete(plan):
                changed.add(shipments[index].id)
            rows += shipments[index]._told_rows(plan.message, now)
        changed |= self._take_told(rows, now)
        return {
            index: {
                "state": "created" if index in made else "known",
                "tracking_number": shipment.number,
                "shipment_id": shipment.id,
                "status": shipment.status,
                "news": index in made or shipment.id in changed,
            }
            for index, shipment in shipments.items()
        }

    def _planned(self, plan):
        """Values of a new shipment."""
        message = plan.message
        return {
            "number": message.number,
            "carrier_id": plan.carrier or False,
            "picking_ids": [Command.set([plan.delivery] if plan.delivery else [])],
            "order_ids": [Command.set(sorted(plan.orders))],
            "package_ids": [Command.set([plan.package] if plan.package else [])],
            "phone": message.phone or False,
            "postcode": message.postcode or False,
        }

    def _complete(self, plan):
        """Adds what this shipment lacks of ``plan``; whether anything was missing."""
        vals = {}
        for name, wanted in (
            ("picking_ids", {plan.delivery} - {0}),
            ("order_ids", set(plan.orders)),
            ("package_ids", {plan.package} - {0}),
        ):
            if missing := wanted - set(self[name].ids):
                vals[name] = [Command.link(i) for i in sorted(missing)]
        for name in ("phone", "postcode"):
            if getattr(plan.message, name) and not self[name]:
                vals[name] = getattr(plan.message, name)
        if vals:
            self.write(vals)
        return bool(vals) | self._set_content(plan.lines)

    def _set_content(self, quantities):
        """Quantities by order line (id) that are in this parcel; whether that is new."""
        known = {line.sale_line_id.id: line for line in self.line_ids}
        new = [
            {"shipment_id": self.id, "sale_line_id": line, "quantity": quantity}
            for line, quantity in quantities.items()
            if line not in known
        ]
        self.env["order.shipment.line"].create(new)
        others = {i: q for i, q in quantities.items() if i in known and known[i].quantity != q}
        for line, quantity in others.items():
            known[line].quantity = quantity
        return bool(new or others)

    def _told_rows(self, message, now):
        self.check_access("write")
        return [
            self._told_row(
                *(told.code, told.at, now, told.key, message.evidence),
                text=told.text,
                location=told.location,
                signed_by=told.signed_by,
            )
            for told in message.events
        ]

    def _refusal(self, number, problems):
        errors = [problem.as_dict() for problem in problems]
        return {
            "state": "refused",
            "tracking_number": number,
            "errors": [{**e, "text": parcel_problem(self.env, e)} for e in errors],
        }

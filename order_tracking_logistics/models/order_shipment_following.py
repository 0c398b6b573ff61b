from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_tracking import bulk

from .. import retelling
from ..shipping.following import counted, renewal, take_up
from ..shipping.polling import SAFETY_NET
from ..shipping.state import TERMINAL, ParcelState, parcel_state
from .tracking_connector import utcnow

_TOLD = {
    "id": "int",
    "problem": "varchar",
    "stopped": "bool",
    "source": "varchar",
    "carrier": "varchar",
}
# What a source says of following a parcel, beside its events. One that arrived is over with it.
_HEARD = f"""
UPDATE order_shipment s
   SET source_problem = v.problem, stopped = s.stopped OR v.stopped,
       source_number = COALESCE(v.source, s.source_number),
       carrier_code = COALESCE(v.carrier, s.carrier_code),
       carrier_guessed = s.carrier_guessed AND v.carrier IS NULL,
       subscribe_at = CASE WHEN NOT v.stopped OR s.status <> ALL (%s) THEN s.subscribe_at END
  FROM {bulk.table(_TOLD)}
 WHERE s.id = v.id
   AND (s.source_problem, s.stopped, s.source_number, s.carrier_code) IS DISTINCT FROM
       (v.problem, s.stopped OR v.stopped, COALESCE(v.source, s.source_number),
        COALESCE(v.carrier, s.carrier_code))
RETURNING s.id, s.stopped AND s.status <> ALL (%s)"""
_COLUMNS = [
    *("source_problem", "stopped", "source_number", "carrier_code", "carrier_guessed"),
    "subscribe_at",
]


class OrderShipment(models.Model):
    """Having the source follow a parcel: when it is asked, what it wants to know first."""

    _inherit = "order.shipment"

    subscribe_at = fields.Datetime("To Be Registered", readonly=True, copy=False)
    stop_at = fields.Datetime(
        "Following Ends",
        readonly=True,
        copy=False,
        help="When the source is told that nothing more is expected.",
    )
    subscriptions = fields.Integer(
        "Times Registered", readonly=True, copy=False, help="In the month of the last time."
    )
    stopped = fields.Boolean(
        "No Longer Followed",
        required=True,
        default=False,
        readonly=True,
        copy=False,
        help="The source sends nothing more.",
    )
    resumed = fields.Boolean(readonly=True, copy=False)
    carrier_guessed = fields.Boolean(
        "Carrier Guessed",
        required=True,
        default=False,
        readonly=True,
        copy=False,
        help="By the source, from the number.",
    )
    source_problem = fields.Char(
        "The Source Says", readonly=True, copy=False, help="Why it knows nothing of the parcel."
    )
    lacking = fields.Char(
        "Missing for Tracking",
        compute="_compute_lacking",
        help="The source does not answer without this: it is asked once it is known.",
    )

    _subscribe_idx = models.Index(
        "(connector_id, subscribe_at) WHERE subscribe_at IS NOT NULL AND NOT closed"
    )

    _stop_idx = models.Index("(connector_id, stop_at) WHERE stop_at IS NOT NULL")

    @api.depends("connector_id", "carrier_code", "phone", "postcode", "closed")
    def _compute_lacking(self):
        names = dict(self.fields_get(["phone", "postcode"], ["string"]))
        for shipment in self:
            parcel = {n: shipment[n] for n in ("carrier_code", "phone", "postcode")}
            open_ = shipment.connector_id and not shipment.closed
            # sudo: whoever sees the parcel may know what its source wants
            lacks = shipment.connector_id.sudo()._lacks(parcel) if open_ else ()
            shipment.lacking = ", ".join(names[n]["string"] for n in lacks) or False

    def write(self, vals):
        done = super().write(vals)
        if vals.get("carrier_code"):
            # sudo: follows from the entry of a carrier
            super(OrderShipment, self.sudo()).write({"carrier_guessed": False})
        if {"phone", "postcode"} & vals.keys():
            self._follow()
        if "closed" in vals:
            (self._end_following if vals["closed"] else self._follow_again)()
        return done

    def _end_following(self):
        """Has the sources told that nothing more is expected of these parcels. Not while another
        parcel with the number is followed there: sources know them by their numbers."""
        followed = self.filtered(lambda s: s.subscribed_at and not s.stopped and not s.stop_at)
        for connector in followed.connector_id:
            if not (source := connector._connector()) or not source.ends:
                continue
            own = followed.filtered(lambda s, c=connector: s.connector_id == c)
            domain = [("connector_id", "=", connector.id), ("number", "in", own.mapped("number"))]
            # sudo: a parcel of others counts as much as an own one
            others = self.sudo().search(
                [*domain, ("closed", "=", False), ("id", "not in", own.ids)]
            )
            taken = set(others.mapped("number"))
            ending = own.filtered(lambda s, taken=taken: s.number not in taken)
            ending.sudo().stop_at = utcnow()  # sudo: follows from their being closed

    def _follow_again(self):
        """Parcels that were closed are followed as if nothing had been."""
        parcels = self.sudo()  # sudo: follows from their being opened again
        parcels.stop_at = False
        parcels._follow()
        parcels.filtered(lambda s: s.stopped and s.subscribed_at)._take_up()

    def _not_followed(self, *, gone):
        """The sources have ended the following of these parcels.

        :param gone: they know nothing of them any more, and would have to be told anew.
        """
        ended = {"stop_at": False, "subscribe_at": False, "stopped": not gone}
        self.write(ended | ({"subscribed_at": False, "source_number": False} if gone else {}))

    def _follow(self):
        """Has the sources asked about these parcels soon, and told to follow them."""
        now = utcnow()
        for connector in self.connector_id:
            source = connector._connector()
            if not source:
                continue
            # sudo: when it is asked follows from the source's rules
            parcels = self.sudo().filtered(
                lambda s, c=connector: s.connector_id == c and not s.closed
            )
            registers = source.subscribes and (connector.subscribe or source.registers)
            if registers:
                parcels.filtered(lambda s: not s.subscribed_at).subscribe_at = now
            if not source.registers:
                parcels.next_poll_at = now

    def _ask_soon(self):
        """Has the sources asked about these parcels as soon as each lets itself be asked again."""
        now = utcnow()
        for connector in self.connector_id:
            source = connector._connector()
            if not source:
                continue
            interval = timedelta(seconds=connector.interval_seconds or source.limits.interval)
            query = SQL(
                "UPDATE order_shipment SET next_poll_at = GREATEST(%s, last_poll_at + %s)"
                " WHERE id = ANY (%s) AND connector_id = %s AND NOT closed",
                *(now, interval, self.ids, connector.id),
            )
            self.flush_recordset()
            self.env.execute_query(query)
            connector._poll_soon()
        self.invalidate_recordset(["next_poll_at"])

    def _differing(self):
        """Those whose status or dates are not what the raw messages, read again, and what people
        told come to. None should; :meth:`_rebuild_from_messages` mends them."""
        told = retelling.retold(self.env, self.ids)
        self.flush_recordset()
        self.invalidate_recordset()
        return self.filtered(lambda s: s._differs(parcel_state(told[s.id])))

    def _differs(self, state):
        """Whether what is stored is not ``state``; empty and missing are the same."""
        names = ParcelState.__dataclass_fields__
        return any((self[name] or None) != (getattr(state, name) or None) for name in names)

    def _rebuild_from_messages(self):
        """Reads the raw messages about these parcels again and makes everything anew from them:
        events that are missing are added, those that are there stay."""
        messages = self.event_ids.message_id
        self.env["tracking.message"].browse(messages.ids)._process()
        self._rebuild()

    # ------------------------------------------------------------------ what the source says

    def _subscribed(self, answer):
        """After the ``answer`` to a request to follow these parcels; how many will be."""
        now = utcnow()
        refused = {update.tracking_number: update.problem for update in answer.updates}
        spent = {update.tracking_number: update.raw_status for update in answer.updates}
        alone = refused.get("") if len(self) == 1 else None
        accepted = 0
        for shipment in self:
            problem = alone or refused.get(shipment.number) or (answer.error and str(answer.error))
            source = shipment.connector_id._connector()
            limits = source.limits
            if spent.get(shipment.number) in source.spent:  # registered when there is more to spend
                shipment.write({"source_problem": problem[:500], "subscribe_at": now})
                shipment.connector_id._nothing_left()
                continue
            if problem:
                shipment.write({"source_problem": problem[:500], "subscribe_at": False})
                continue
            accepted += 1
            again = shipment.stopped
            shipment.write(
                {
                    "subscribed_at": now,
                    "subscriptions": counted(shipment.subscriptions, shipment.subscribed_at, now)
                    + 1,
                    "subscribe_at": renewal(limits.subscription_days, now) or False,
                    "stopped": False,
                    "resumed": shipment.resumed or again,
                    "next_poll_at": shipment.next_poll_at or now + SAFETY_NET,
                }
            )
        return accepted

    @api.model
    def _heard(self, told):
        """What sources say of following parcels, beside the events.

        :param told: ``{shipment id: connectors.ParcelUpdate}``, the newest of each.
        """
        rows = [
            (
                number,
                update.problem[:500] or None,
                update.stopped,
                update.extra.get("source_id") or update.unique_id or None,
                update.carrier_code if update.carrier_corrected else None,
            )
            for number, update in told.items()
        ]
        if not rows:
            return
        terminal = sorted(TERMINAL)
        self.env.cr.execute(_HEARD, [terminal, *bulk.arrays(rows), terminal])
        changed = self.env.cr.fetchall()
        self.browse(row[0] for row in changed).invalidate_recordset(_COLUMNS, flush=False)
        self.browse(number for number, stranded in changed if stranded)._take_up()

    def _take_up(self):
        """Plans to have the source go on where it stopped before the end of the journey."""
        now = utcnow()
        for shipment in self:
            source = shipment.connector_id._connector()
            over = shipment.status in TERMINAL or not source or not shipment.subscribed_at
            if over and not shipment.subscribe_at:
                continue
            shipment.subscribe_at = not over and take_up(
                source.again,
                subscriptions=shipment.subscriptions,
                subscribed_at=shipment.subscribed_at,
                resumed=shipment.resumed,
                per_month=source.limits.subscriptions_per_month,
                now=now,
            )

import secrets

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_tracking import appendonly
from odoo.addons.order_tracking.timeline import Event
from odoo.addons.order_tracking_logistics.models.order_shipment_event import (
    PERSONAL as PARCEL_WORDS,
)

from .. import privacy
from ..emptying import empty
from .order_tracking_event import DATA_ERASED

_SETTLED = {"order.complaint": ("resolved",), "order.return": ("done", "refused", "cancelled")}


class ResPartner(models.Model):
    """What is held about a customer's orders: found, and erased. Orders, invoices and receipts
    are records of the business, and the contact is Odoo's own: they are not touched."""

    _inherit = "res.partner"

    def _order_data(self):
        """What the addons hold about these people and their contacts, in the user's companies
        (superuser, after the check).

        :return: ``(orders, {model: records})``, archived ones, too.
        """
        family = self._order_family()
        companies = self.env.companies.ids
        orders = self._order_model().search(self._order_known(family))
        held = {}
        for one in privacy.HELD:
            Model = self.env[one.model].with_context(active_test=False)
            about = Domain(one.orders, "in", orders.ids)
            if one.person:
                own = Domain(one.person, "in", family.ids) & Domain("company_id", "in", companies)
                about |= own
            held[one.model] = Model.search(about, order="id")
        return orders, held

    def _order_data_count(self):
        """How many orders :meth:`_order_data` would find, without reading them."""
        return self._order_model().search_count(self._order_known(self._order_family()))

    def _order_family(self):
        """These people and their contacts, archived ones, too."""
        return self.with_context(active_test=False).search([("id", "child_of", self.ids)])

    def _order_model(self):
        return self.env["sale.order"].with_context(active_test=False)

    def _order_known(self, family):
        return [("partner_id", "in", family.ids), ("company_id", "in", self.env.companies.ids)]

    def _order_erase(self):
        """Erases it (superuser, after the check): words, names and photos; links open nothing any
        more. What happened, when and how many stays, and that it was erased is recorded.

        :return: order.erasure, of the present company.
        :raise UserError: somebody still works on something that the words are needed for.
        """
        orders, held = self._order_data()
        self._order_check_settled(held)
        self.env.flush_all()
        for one in privacy.HELD:
            records = held[one.model]
            if one.model in privacy.PERSONAL:
                records._erase_words()
                records._erase_photos(everything=True)
            empty(records, one.words)
        self._order_erase_keys(orders, held)
        self._order_erase_history(orders, held)
        self.env.invalidate_all(flush=False)
        return self._order_erased(orders, held)

    def _order_check_settled(self, held):
        waiting = [
            record.display_name
            for model, states in _SETTLED.items()
            for record in held[model].filtered(lambda record, s=states: record.state not in s)
        ]
        if waiting:
            raise UserError(
                self.env._(
                    "What the customer wrote is still needed for %s. Resolve, settle or cancel "
                    "that first, then erase the data.",
                    ", ".join(waiting[:10]),
                )
            )

    def _order_erase_keys(self, orders, held):
        """Links open nothing any more; addresses that messages went to are gone with the mails."""
        held["order.tracking.link"].action_revoke()
        orders.access_token = False  # Odoo's own links, too; a new one is made when it is needed
        for request in held["order.feedback.request"]:
            request.secret = secrets.token_hex(16)
        mails = held["order.notice"].mail_id | held["order.feedback.request"].mail_id
        self.env.flush_all()
        empty(mails, ("body_html", "email_to", "headers"))
        empty(mails.mail_message_id, ("subject", "email_from"), body="")

    def _order_erase_history(self, orders, held):
        """Names and words in the journals, proofs of delivery, and what these people wrote."""
        family = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
        users = family.with_context(active_test=False).user_ids
        self.env["order.tracking.event"]._erase_words(orders.ids, users.ids)
        with appendonly.erasing(self.env.cr):
            empty(held["order.shipment.event"], PARCEL_WORDS)
        parcels = held["order.shipment"]
        empty(parcels.filtered(lambda p: p.delivered_at or p.closed), ("phone", "postcode"))
        parcels.proof_ids.unlink()
        written = [("model", "=", "sale.order"), ("res_id", "in", orders.ids)]
        messages = self.env["mail.message"].search([*written, ("author_id", "in", family.ids)])
        empty(messages, ("subject", "email_from"), body="")

    def _order_erased(self, orders, held):
        """The trace: a record for each contact, and a row in the journal of each order."""
        now = fields.Datetime.now()
        figures = {model: len(records) for model, records in held.items() if records}
        erasures = self.env["order.erasure"].create(
            [
                {
                    "company_id": self.env.company.id,
                    "author_id": self.env.uid,
                    "erased_at": now,
                    "partner_ref": partner.id,
                    "order_count": len(orders),
                    "figures": figures,
                }
                for partner in self
            ]
        )
        told = orders.filtered("tracking_version_id")
        document = (erasures._name, erasures[:1].id)
        key = f"erasure:{erasures[:1].id}"
        event = Event(DATA_ERASED, now, key, "erasure", "staff", {}, document=document)
        if told:
            headers = told._tracking_headers_of()
            told._tracking_append(
                headers, {order: [event] for order in headers}, author=self.env.uid
            )
        return erasures

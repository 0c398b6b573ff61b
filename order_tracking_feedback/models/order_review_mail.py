import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import get_lang

from ..presentation.review import review_document, review_mail

_logger = logging.getLogger(__name__)
_TEMPLATE = "order_tracking_feedback.review_mail"
_READER = "order_tracking.group_user"


class OrderReview(models.Model):
    """How a frozen review reaches people: by mail, once, each in their language."""

    _inherit = "order.review"

    mail_due = fields.Boolean(readonly=True, copy=False, help="Its subscribers have no mail yet.")
    told_ids = fields.Many2many("res.partner", string="Sent To", readonly=True, copy=False)

    _mail_idx = models.Index("(id) WHERE mail_due")

    def write(self, vals):
        """Whoever freezes a review lets the job tell its subscribers, after the commit."""
        drafts = self.filtered(lambda review: review.state == "draft" and not review.partner_id)
        done = super().write(vals)
        if vals.get("state") == "frozen" and drafts:
            # sudo: whoever freezes reviews writes no column of jobs, and runs none
            drafts.sudo().write({"mail_due": True})
            self.env.ref("order_tracking_feedback.ir_cron_review_mail").sudo()._trigger()
        return done

    # ------------------------------------------------------------------ the job

    @api.model
    def _cron_mail(self):
        """Tells the subscribers of frozen reviews; each review commits alone."""
        cron = self.env["ir.cron"]
        ids = self.search([("mail_due", "=", True)], order="id").ids
        cron._commit_progress(remaining=len(ids))
        for review_id in ids:
            self.browse(review_id)._mail_alone()
            if not cron._commit_progress(1):
                return

    def _mail_alone(self):
        """One review; when it cannot be printed now it stays due."""
        try:
            with self.env.cr.savepoint():
                review = self.try_lock_for_update()
                review._tell(review._subscribers())
                review.mail_due = False
        except Exception as error:  # pylint: disable=broad-except
            # whatever is wrong with this one, the others go out
            _logger.warning("review %s is mailed later: %s", self.id, error)

    def _subscribers(self):
        """Partners who follow this review, or reviews of its kind: people who work here, and may
        read it. Nobody else gets the internal edition, follower or not."""
        named = self.company_id[f"order_review_{self.kind}_user_ids"] if self else self.env.user
        users = (named | self.message_partner_ids.user_ids) if self else named[:0]
        return users.filtered(
            lambda user: (
                user.active
                and user.email
                and self.company_id in user.company_ids
                and user.has_group(_READER)
            )
        ).partner_id

    # ------------------------------------------------------------------ the mail

    def _tell(self, partners):
        """Queues the mail for those of ``partners`` who did not get it, in their language.

        :return: ``mail.mail``, one for each language.
        """
        new = (partners - self.told_ids).filtered("email")
        mails = self.env["mail.mail"]
        for lang, readers in new.grouped("lang").items():
            mails |= self._queue(readers, self._known_lang(lang))
        self.sudo().told_ids |= new  # sudo: written by sending alone
        return mails

    def _known_lang(self, lang):
        """The reader's language, else the company's or English: one that is installed."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        wanted = (lang, self.company_id.partner_id.lang, "en_US")
        return next((code for code in wanted if code in installed), get_lang(self.env).code)

    def _queue(self, partners, lang):
        """One mail, which Odoo sends to each of the partners alone."""
        document = self._printed(lang)
        values = self._mail_values(lang)
        # sudo: mails are the superuser's; who may send this one was checked by the caller
        return (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": values["subject"],
                    "body_html": values["body"],
                    "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                    "author_id": self.company_id.partner_id.id,
                    "model": self._name,  # answers come to its discussion
                    "res_id": self.id,
                    "message_type": "user_notification",
                    "recipient_ids": [Command.set(partners.ids)],
                    "attachment_ids": [Command.link(document.attachment_id.id)],
                    "auto_delete": True,
                }
            )
        )

    def _mail_values(self, lang):
        """What the mail says, and its ``body``, in this language."""
        zone = self.company_id.partner_id.tz or "UTC"
        # sudo: the caller may read the review, and so what it is made of
        reader = self.sudo().with_company(self.company_id).with_context(lang=lang, tz=zone)
        values = review_mail(reader, review_document(reader, reader._document_known()))
        body = reader.env["ir.qweb"]._render(_TEMPLATE, {"mail": values}, minimal_qcontext=True)
        return {**values, "body": body}

    # ------------------------------------------------------------------ to the customer

    def action_send_customer(self):
        """Opens the preview of the mail to the customer; nothing is sent yet."""
        self.ensure_one()
        self._check_customer_mail()
        action = self.env["ir.actions.act_window"]
        action = action._for_xml_id("order_tracking_feedback.order_review_send_action")
        return {**action, "context": {"default_review_id": self.id}}

    def _check_customer_mail(self):
        """A manager sends the customer's edition, when it does not change any more."""
        if not self.env.user.has_group("order_tracking.group_manager"):
            raise UserError(self.env._("Ask a manager to send the review to the customer."))
        if not self.partner_id or self.state == "draft":
            raise UserError(
                self.env._("Only the frozen edition of a customer can be sent to that customer.")
            )

    def _check_recipients(self, partners):
        """It is about one customer's orders: nobody else may get it."""
        others = partners.filtered(
            lambda one: one.commercial_partner_id != self.partner_id.commercial_partner_id
        )
        if others or not partners:
            raise UserError(self.env._("Choose contacts of this customer who have an address."))

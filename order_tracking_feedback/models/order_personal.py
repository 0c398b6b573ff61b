from odoo import api, fields, models
from odoo.tools import SQL

from ..emptying import empty

_DUE = """
SELECT id FROM %(table)s
 WHERE company_id = %(company)s AND %(marked)s IS NULL AND %(since)s < %(before)s AND %(over)s
 ORDER BY %(since)s LIMIT %(limit)s"""
_THREAD = "comment", "email", "email_outgoing", "auto_comment"


class OrderPersonal(models.AbstractModel):
    """Something that a customer told us: words, a name, photos. They are kept only as long as the
    company wants, or until the customer's data is erased; figures, choices and dates stay.

    A model says by the attributes below where its personal data is; each needs an index on
    (company_id, since) for what is not erased yet.
    """

    _name = "order.personal"
    _description = "Personal Data About an Order"

    _personal_words = ()  # columns with words or names
    _personal_lines = ()  # (model of lines, its field that leads here, columns with words)
    _personal_since = "create_date"  # when it was over
    _personal_over = "TRUE"  # SQL: nobody works on it any more

    words_erased_at = fields.Datetime(
        "Words Erased", readonly=True, copy=False, help="The customer's words and name are gone."
    )
    photos_erased_at = fields.Datetime("Photos Erased", readonly=True, copy=False)

    def write(self, vals):
        """What goes on after it was erased has to be erased again, in time."""
        if vals.get("state"):
            vals = {**vals, "words_erased_at": False, "photos_erased_at": False}
        return super().write(vals)

    @api.model
    def _personal_due(self, company, marked, before, limit):
        """What of a company is over since before an instant (naive UTC), and not erased yet.

        :param marked: column that says that it is.
        """
        query = SQL(
            _DUE,
            table=SQL.identifier(self._table),
            company=company.id,
            marked=SQL.identifier(marked),
            since=SQL.identifier(self._personal_since),
            before=before,
            over=SQL(self._personal_over),  # pylint: disable=sql-injection  # written above
            limit=limit,
        )
        self.flush_model()
        return self.browse([row[0] for row in self.env.execute_query(query)])

    def _erase_words(self):
        """Words and names are gone, in the thread, too (superuser). Set-based, past what keeps
        others from changing what a customer said."""
        self.env.flush_all()
        now = fields.Datetime.now()
        empty(self, self._personal_words, words_erased_at=now)
        for model, parent, columns in self._personal_lines:
            lines = self.env[model].search([(parent, "in", self.ids)])
            empty(lines, columns)
        self._erase_thread()
        self.env.invalidate_all(flush=False)

    def _erase_thread(self):
        """The words of what was written, not that it was; what was sent of it by mail is gone."""
        thread = [("model", "=", self._name), ("res_id", "in", self.ids)]
        messages = self.env["mail.message"].search([*thread, ("message_type", "in", _THREAD)])
        empty(messages, ("subject", "email_from"), body="")
        sent = [("mail_message_id", "in", messages.ids), ("state", "!=", "outgoing")]
        empty(self.env["mail.mail"].search(sent), ("body_html", "email_to", "headers"))

    def _erase_photos(self, everything=False):
        """The pictures are gone (superuser).

        :param everything: other files as well.
        """
        owners = [(self._name, self.ids)]
        for model, parent, _columns in self._personal_lines:
            owners.append((model, self.env[model].search([(parent, "in", self.ids)]).ids))
        pictures = [] if everything else [("mimetype", "=like", "image/%")]
        for model, ids in owners:
            known = [("res_model", "=", model), ("res_id", "in", ids), ("res_field", "=", False)]
            self.env["ir.attachment"].search([*known, *pictures]).unlink()
        self.env.flush_all()
        empty(self, (), photos_erased_at=fields.Datetime.now())
        self.env.invalidate_all(flush=False)

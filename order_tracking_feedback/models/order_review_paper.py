from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from odoo.addons.order_tracking.receipt import digest
from odoo.addons.order_tracking.report import pdf

from .. import charts
from ..metrics import period
from ..presentation.review import review_document
from ..presentation.review_charts import PERIODS

_TEMPLATE = "order_tracking_feedback.review_document"
_SUMMARY = "order_tracking_feedback.review_summary"


class OrderReview(models.Model):
    """The review as people read it: on screen, and printed once in each language."""

    _inherit = "order.review"

    document_ids = fields.One2many("order.review.document", "review_id", "Documents", readonly=True)
    document_facts = fields.Json(
        readonly=True, copy=False, help="What was due, and what became of actions, when frozen."
    )
    # not sanitized: made from our own template, which escapes; Odoo would remove its images
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.depends("state", "figure_ids", "finding_ids")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        for review in self:
            review.summary = review._render_summary() if review.figure_ids else False

    def _render_summary(self):
        """Summary and charts for a screen: charts are images, which can run nothing."""
        reader = self.sudo()  # sudo: whoever reads the review reads what it is made of
        document = review_document(reader, reader._document_known())
        values = {"doc": document, "draw": _as_image, "boxed": True}
        return self.env["ir.qweb"]._render(_SUMMARY, values, minimal_qcontext=True)

    def _freeze(self):
        """With the figures also what else the document says is kept as it is known then."""
        done = super()._freeze()
        review = self.sudo()  # sudo: after the freezing, which checks; nobody writes it by hand
        if review.state == "frozen" and not review.document_facts:
            review.document_facts = review._gather_facts()
        return done

    # ------------------------------------------------------------------ printing

    def action_print(self):
        """Downloads the document: in the reader's language, or they choose one of several."""
        self.ensure_one()
        if len(self.env["res.lang"].get_installed()) > 1:
            action = self.env["ir.actions.act_window"]
            action = action._for_xml_id("order_tracking_feedback.order_review_print_action")
            return {**action, "context": {"default_review_id": self.id}}
        return self._download(get_lang(self.env).code)

    def _download(self, lang):
        url = self._printed(lang)._url()
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _printed(self, lang):
        """The document in this language: printed when first asked for, then always the same.

        :param lang: code of an installed language.
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "draft":
            raise UserError(
                self.env._("Freeze the review first: until then its figures still change.")
            )
        # sudo: whoever reads the review may print it; nobody writes documents otherwise
        review = self.sudo()
        found = review.document_ids.filtered(lambda document: document.lang == lang)
        return found or review._print(lang)

    def _print(self, lang):
        if not self.document_facts:
            self.document_facts = self._gather_facts()
        zone = self.company_id.partner_id.tz or "UTC"
        reader = self.with_company(self.company_id).with_context(lang=lang, tz=zone)
        file = reader._render_pdf()
        documents = self.env["order.review.document"]
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{reader._file_name()}.pdf",
                "raw": file,
                "mimetype": "application/pdf",
                "res_model": documents._name,
                "company_id": self.company_id.id,
            }
        )
        values = {"review_id": self.id, "lang": lang, "attachment_id": attachment.id}
        document = documents.create({**values, "digest": digest(file)})
        attachment.res_id = document.id  # who may read the review may read its file
        return document

    def _render_pdf(self):
        """The document as PDF, in the language of the environment."""
        document = review_document(self, self.document_facts)
        values = {"doc": document, "draw": _as_svg, "boxed": False, **pdf.brand(self.company_id)}
        html = self.env["ir.qweb"]._render(_TEMPLATE, values, minimal_qcontext=True)
        foot = " · ".join(
            (document["company"], document["title"], document["period"], document["edition"])
        )
        return pdf.print_html(self.env, f"<!DOCTYPE html>\n{html}", foot=foot)

    def _file_name(self):
        whose = f" {self.partner_id.name}" if self.partner_id else ""
        name = self.env._(
            "Order Review %(first)s to %(last)s", first=self.date_from, last=self.date_to
        )
        return f"{name}{whose} ({self.env.lang})".replace("/", "-")

    # ------------------------------------------------------------------ what else was known

    def _document_known(self):
        """What was stored when it was frozen; of a draft as it is now."""
        return self.document_facts or self._gather_facts()

    def _gather_facts(self):
        """What the document says beside figures and findings, without any language."""
        return {"outlook": self._outlook(), "actions": self._actions()}

    def _outlook(self):
        """Orders under way as of then: all, those past their last promise, those promised for
        the next period of this kind."""
        as_of = self.as_of or fields.Datetime.now()
        ahead = period(self.kind, fields.Date.add(self.date_to, days=1))
        whose = SQL()
        if self.partner_id:
            whose = SQL(
                "AND partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)",
                self.partner_id.commercial_partner_id.id,
            )
        [counts] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE last_due_at <= %(as_of)s),
                       COUNT(*) FILTER (WHERE last_due_at > %(as_of)s
                                          AND last_due_on BETWEEN %(first)s AND %(last)s)
                  FROM order_outcome
                 WHERE company_id = %(company)s AND state = 'running' AND delivered_at IS NULL
                   AND delivery_known AND known_from <= %(as_of)s
                   AND (known_until IS NULL OR known_until > %(as_of)s) %(whose)s""",
                as_of=as_of,
                first=ahead.first,
                last=ahead.last,
                company=self.company_id.id,
                whose=whose,
            )
        )
        return dict(zip(("open", "late", "next"), counts, strict=True))

    def _actions(self):
        """Actions that this review checked, and those still to do; of a customer's edition none."""
        if self.partner_id:
            return []
        checks = self.env["order.improvement.check"].search([("review_id", "=", self.id)])
        known = [("company_id", "=", self.company_id.id), ("state", "=", "open")]
        to_do = self.env["order.improvement"].search(known) - checks.improvement_id
        return [
            *(_action(check.improvement_id, check) for check in checks),
            *(_action(improvement) for improvement in to_do),
        ]

    def _document_series(self):
        """This review and those frozen before it, of its kind and edition, the oldest first."""
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("partner_id", "=", self.partner_id.id),
                ("state", "!=", "draft"),
                ("date_to", "<", self.date_from),
            ],
            limit=PERIODS - 1,
        )
        return (self | earlier).sorted("date_to")


def _action(improvement, check=None):
    return {
        "name": improvement.name,
        "owner": improvement.user_id.name or "",
        "due_on": improvement.due_on and improvement.due_on.isoformat(),
        "state": improvement.state,
        "metric": improvement.metric,
        "statistic": improvement.statistic or "",
        "subject": improvement.subject_name or "",
        "subject_names": improvement._subject_names(),
        "verdict": check.verdict if check else "",
        "before": check.before_value if check else None,
        "after": check.after_value if check else None,
        "unit": check.unit if check else "",
    }


def _as_svg(chart):
    """For paper: drawn in the page itself."""
    return Markup(chart["svg"])


def _as_image(chart):
    """For screens: an image, with what it shows in words."""
    return Markup('<img src="%s" alt="%s" style="max-width: 100%%; height: auto;"/>') % (
        charts.data_uri(chart["svg"]),
        charts.spoken(chart["svg"]),
    )

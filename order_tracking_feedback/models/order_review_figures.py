from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import api, models

from .. import figure_sql, metrics
from ..metrics import persons
from ..presentation import review_words

_MODELS = {
    "country_id": "res.country",
    "sales_team_id": "crm.team",
    "partner_id": "res.partner",
    "currency_id": "res.currency",
    "stage_id": "order.tracking.stage",
    "team_id": "order.tracking.team",
    "product_id": "product.product",
    "categ_id": "product.category",
    "packer_id": "res.users",
    "carrier_id": "delivery.carrier",
    "package_type_id": "stock.package.type",
    "supplier_id": "res.partner",
    "person_id": "res.users",
    "return_reason": "order.return.reason",
}
# two dimensions that are looked at together
_PAIRS = {
    "carrier_lane": ("carrier_id", "lane"),
    "packaging_carrier": ("package_type_id", "carrier_id"),
}


class OrderReview(models.Model):
    """Counting the figures of a review: set-based, in a few statements, nothing is stored."""

    _inherit = "order.review"

    @api.model
    def _compute(self, company, first, last, as_of, partner=None, keys=None):
        """The figures of some days, beside those of the days before and of last year.

        No access is checked: whoever calls may see the company's orders.

        :param first: first day and ``last``, included; dates of the company's calendar.
        :param as_of: naive UTC: what was known then counts. :param partner: only orders of this
            customer's company. :param keys: of metrics; None: the whole catalogue.
        :return: list of values of ``order.review.figure``, in the order in which they are shown.
        """
        for model in ("order.outcome", "order.outcome.part", "order.tracking.milestone"):
            self.env[model].flush_model()
        span = metrics.Period(first, last)
        spans = (span, *metrics.compared(span))
        customer = partner.commercial_partner_id.id if partner else None
        without = self._not_split_by(company, partner)
        apps = self.env["order.outcome"]._apps()
        wanted = list(figure_sql.wanted_metrics(keys, without, apps))
        found = []
        for alike in figure_sql.groups(wanted):
            rows = figure_sql.source(alike[0], company.id, as_of, customer)
            query = figure_sql.statement(alike, spans, rows, as_of)
            for row in self.env.execute_query(query):
                found += _shown(figure_sql.read(alike, row))
        return self._figure_values(sorted(found, key=_place), company)

    @api.model
    def _not_split_by(self, company, partner):
        """Dimensions that nobody wants, or that a customer is not to read."""
        people = [] if company.order_review_people and not partner else persons.PEOPLE
        return [*people, *(["partner_id"] if partner else [])]

    @api.model
    def _figure_values(self, found, company):
        """Values of figures, of what :func:`figure_sql.read` yields."""
        said = self._subjects_said(found, company)
        return [
            {
                "sequence": sequence,
                "section": metrics.SECTION_OF[metric.key],
                "metric": metric.key,
                "statistic": statistic,
                "dimension": dimension,
                "subject": subject,
                **_called(said, (_words_of(metric, dimension), subject)),
                "unit": metric.unit,
                "hits": figures[0].hits,
                "has_value": figures[0].value is not None,
                **_told("", figures[0]),
                **_told("previous_", figures[1]),
                **_told("year_", figures[2]),
            }
            for sequence, (metric, dimension, subject, statistic, figures) in enumerate(found)
        ]

    @api.model
    def _subjects_said(self, found, company):
        """What subjects are called now: of the company's language and of each installed one,
        the company's first, what :meth:`_subject_names` gives."""
        own = company.partner_id.lang or self.env.lang
        codes = dict.fromkeys(
            [own, *(code for code, _name in self.env["res.lang"].get_installed())]
        )
        return {code: self.with_context(lang=code)._subject_names(found) for code in codes}

    @api.model
    def _subject_names(self, found):
        """What subjects are called now: {(dimension or (model, field), subject): name}."""
        subjects = {}
        for metric, dimension, subject, *_rest in found:
            if dimension:
                subjects.setdefault(_words_of(metric, dimension), set()).add(subject)
        names = {}
        for words, values in subjects.items():
            names.update({(words, v): name for v, name in self._named(words, values).items()})
        return names

    @api.model
    def _named(self, words, values):
        """{subject: name}, in one query for all subjects of a dimension."""
        if words in _PAIRS:
            return self._named_pairs(*_PAIRS[words], values)
        if words in _MODELS:
            # sudo: a review of all orders names what is in them, as the list of orders does
            model = self.env[_MODELS[words]].sudo().with_context(active_test=False)
            found = model.browse(sorted(int(v) for v in values if v.isdecimal())).exists()
            names = found._names_apart() if words == "stage_id" else _names(found)
            return {str(number): name for number, name in names.items()}
        if isinstance(words, tuple) and words[0] in self.env:
            return dict(self.env[words[0]]._fields[words[1]]._description_selection(self.env))
        return {}

    @api.model
    def _named_pairs(self, first, second, values):
        """{“a|b”: names of both}."""
        pairs = {value: value.partition("|")[::2] for value in values}
        firsts = self._named(first, {one for one, _other in pairs.values()})
        seconds = self._named(second, {other for _one, other in pairs.values()})
        return {
            value: f"{firsts.get(one, one)} · {seconds.get(other, other)}"
            for value, (one, other) in pairs.items()
        }

    @api.model
    def _company_today(self, company):
        return datetime.now(UTC).astimezone(ZoneInfo(company._tracking_zone())).date()


def _names(records):
    return {record.id: record.display_name for record in records}


def _shown(found):
    """Yield what of figures may be shown; of persons only what is aggregate."""
    for metric, dimension, subject, statistic, figures in found:
        allowed = persons.shown(dimension, statistic, figures)
        if allowed:
            yield metric, dimension, subject, statistic, allowed


def _place(found):
    """As they are shown: like the catalogue, everybody first, then those with the most cases;
    persons in no order that says who is first."""
    metric, dimension, subject, statistic, figures = found
    split = list(review_words.DIMENSIONS).index(dimension) + 1 if dimension else 0
    most = 0 if dimension in persons.AGGREGATE else -figures[0].n
    place = list(metrics.BY_KEY).index(metric.key)
    return place, split, most, subject or "", statistic or ""


def _told(prefix, figure):
    """A figure as columns; what there is none of is empty."""
    return {f"{prefix}{name}": getattr(figure, name) for name in ("n", "value", "low", "high")}


def _called(said, key):
    """The name in the company's language, and those of other languages that differ from it.

    :param said: of ``_subjects_said``; the company's language is the first.
    """
    names = {code: names.get(key, key[1]) for code, names in said.items()}
    own = next(iter(names.values()))
    others = {code: name for code, name in names.items() if name != own}
    return {"subject_name": own, "subject_names": others or None}


def _words_of(metric, dimension):
    """Where the names of a dimension's subjects are."""
    if (metric.source, dimension) == ("return", "cause"):
        return "return_reason"
    return review_words.codes_of(metric.source, dimension) or dimension

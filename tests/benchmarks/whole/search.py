"""What the web client searches for when a window is opened: the default filters of its view."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import datetime, safe_eval, time


def evaluated(env, text, **names):
    """The value of a Python expression of a view or an action."""
    known = {
        "uid": env.uid,
        "allowed_company_ids": env.companies.ids,
        "current_company_id": env.company.id,
        "context_today": datetime.date.today,
        "time": time,
        "current_date": str(datetime.date.today()),
        "datetime": datetime,
        "relativedelta": relativedelta,
        "context": {},
        **names,
    }
    return safe_eval(text, known) if isinstance(text, str) and text.strip() else text or {}


class Search:
    """The search view of a model, as the client reads it."""

    def __init__(self, records, view=None):
        self.records = records
        self.arch = etree.fromstring(records.get_view(view, "search")["arch"])

    def filters(self):
        """(filter, number of its group): those of a group are alternatives."""
        group = 0
        for node in self.arch.iter("filter", "separator", "field"):
            group += node.tag == "separator"
            if node.tag == "filter":
                yield node, group

    def defaults(self, context: dict) -> tuple[Domain, list[str]]:
        """(domain, fields to group by) that ``search_default_…`` in the context stand for."""
        grouped = [by for node, _group in self._chosen(context) for by in self.of(node)[1]]
        return self.with_filter(context), grouped

    def with_filter(self, context: dict, name: str = "") -> Domain:
        """The domain of what a window opens with and of a filter that is chosen beside it."""
        domains: dict[int, list] = {}
        for node, group in self._chosen(context, name):
            if (domain := self.of(node)[0]) is not None:
                domains.setdefault(group, []).append(domain)
        domain = Domain.AND(Domain.OR(alternatives) for alternatives in domains.values())
        named = _named(context)
        for node in self.arch.iter("field"):
            if node.get("name") in named:
                domain &= Domain(node.get("name"), "=", named[node.get("name")])
        return domain

    def _chosen(self, context: dict, name: str = ""):
        named = {*_named(context), name}
        return [(node, group) for node, group in self.filters() if node.get("name") in named]

    def of(self, node) -> tuple[Domain | None, list[str]]:
        """(domain, fields to group by) of one filter."""
        if node.get("date"):
            return self._period(node), []
        context = evaluated(self.records.env, node.get("context"))
        by = context.get("group_by", []) if isinstance(context, dict) else []
        domain = node.get("domain")
        by = self.granular(self.records, [by] if isinstance(by, str) else by)
        return (Domain(evaluated(self.records.env, domain)) if domain else None), by

    @staticmethod
    def granular(records, names) -> list[str]:
        """The client groups dates by month where the view says nothing."""
        kinds = {name: field.type for name, field in records._fields.items()}
        return [f"{n}:month" if kinds.get(n) in ("date", "datetime") else n for n in names]

    def _period(self, node) -> Domain:
        """This year or this month, as the filter begins with."""
        wanted, today = node.get("default_period", "month"), datetime.date.today()
        year = wanted.startswith("year")
        first = today.replace(day=1, **({"month": 1} if year else {}))
        after = first + relativedelta(years=1 if year else 0, months=0 if year else 1)
        name = node.get("date")
        return Domain(name, ">=", str(first)) & Domain(name, "<", str(after))

    def typed(self, text: str) -> list[tuple[str, Domain]]:
        """(name of a field, what is searched for when somebody types ``text`` and chooses it)."""
        found = []
        for at, node in enumerate(self.arch.findall("field")):
            name, domain = node.get("name"), node.get("filter_domain")
            field, title = self.records._fields[name], f"{name} ({at})"
            if domain:
                found.append((title, Domain(evaluated(self.records.env, domain, self=text))))
            elif field.type in ("char", "text", "many2one", "many2many", "one2many"):
                found.append((title, Domain(name, "ilike", text)))
        return found


def _named(context: dict) -> dict:
    """What a window opens with: names and values."""
    prefix = "search_default_"
    return {k[len(prefix) :]: v for k, v in context.items() if k.startswith(prefix) and v}

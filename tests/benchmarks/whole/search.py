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
        prefix = "search_default_"
        named = {k[len(prefix) :]: v for k, v in context.items() if k.startswith(prefix) and v}
        chosen = [(node, group) for node, group in self.filters() if node.get("name") in named]
        domains, grouped = {}, []
        for node, group in chosen:
            domain, by = self.of(node)
            grouped += by
            if domain is not None:
                domains.setdefault(group, []).append(domain)
        domain = Domain.AND(Domain.OR(alternatives) for alternatives in domains.values())
        for node in self.arch.iter("field"):
            if node.get("name") in named:
                domain &= Domain(node.get("name"), "=", named[node.get("name")])
        return domain, grouped

    def of(self, node) -> tuple[Domain | None, list[str]]:
        """(domain, fields to group by) of one filter."""
        if node.get("date"):
            return self._period(node), []
        context = evaluated(self.records.env, node.get("context"))
        by = context.get("group_by", []) if isinstance(context, dict) else []
        domain = node.get("domain")
        by = [self._granular(name) for name in ([by] if isinstance(by, str) else by)]
        return (Domain(evaluated(self.records.env, domain)) if domain else None), by

    def _granular(self, name: str) -> str:
        """The client groups dates by month where the view says nothing."""
        field = self.records._fields.get(name)
        return f"{name}:month" if field is not None and field.type in ("date", "datetime") else name

    def _period(self, node) -> Domain:
        """This year or this month, as the filter begins with."""
        wanted, today = node.get("default_period", "month"), datetime.date.today()
        year = wanted.startswith("year")
        first = today.replace(day=1, **({"month": 1} if year else {}))
        after = first + relativedelta(years=1 if year else 0, months=0 if year else 1)
        name = node.get("date")
        return Domain(name, ">=", str(first)) & Domain(name, "<", str(after))

    def typed(self, text: str) -> list[Domain]:
        """What is searched for when somebody types ``text`` and chooses one of the fields."""
        found = []
        for node in self.arch.findall("field"):
            domain, field = node.get("filter_domain"), self.records._fields[node.get("name")]
            if domain:
                found.append(Domain(evaluated(self.records.env, domain, self=text)))
            elif field.type in ("char", "text", "many2one", "many2many", "one2many"):
                found.append(Domain(field.name, "ilike", text))
        return found

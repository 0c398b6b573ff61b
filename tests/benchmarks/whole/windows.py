"""Windows: each view of each window action of the addons, as the web client asks for it."""

from __future__ import annotations

import datetime

import screens
from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.fields import Domain

from .item import Item
from .search import Search, evaluated

# As the client has them: rows of a list, cards of a board's column, and how far it counts.
LIMIT, CARDS, COUNT = 80, 40, 10000


def items(env, actions, ids) -> list[Item]:
    """An item for each view, and for each filter and typed search of its search view."""
    found = []
    for action in actions:
        window = Window(env, action, ids)
        found += [window.item(mode) for mode in action.view_mode.split(",")]
        found += window.searches(env)
    return found


class Window:
    """A window action. Nothing of it refers to an environment: it is opened in many databases."""

    def __init__(self, env, action, ids):
        self.name = f"{action.name} ({action.res_model})"
        self.model = action.res_model
        self.views = {view.view_mode: view.view_id.id for view in action.view_ids}
        if action.view_id:
            self.views.setdefault(action.view_id.type, action.view_id.id)
        self.search_view = action.search_view_id.id
        context = evaluated(env, action.context, active_id=ids["look_order"])
        self.domain = evaluated(env, action.domain, active_id=ids["look_order"]) or []
        self.transient = env[self.model]._transient
        told = {"partner_id": "look_partner", "order_id": "look_order", "review_id": "look_review"}
        for field in told.keys() & env[self.model]._fields if self.transient else ():
            context[f"default_{field}"] = ids[told[field]]
        self.context = context

    def item(self, mode: str) -> Item:
        kinds = {
            "list": self._list,
            "kanban": self._kanban,
            "form": self._new if self.transient else self._form,
            "pivot": self._pivot,
            "graph": self._graph,
            "calendar": self._calendar,
            "activity": self._activity,
        }
        if mode not in kinds:
            return Item(mode, self.name, missing=f"nobody wrote how a {mode} is asked for")
        return Item(mode, self.name, lambda env: kinds[mode](*self._opened(env)))

    def searches(self, env) -> list[Item]:
        """Each filter, each way to group and each field to type into, in the window as it opens."""
        if self.transient:
            return []
        search = Search(env[self.model].with_context(**self.context), self.search_view)
        found = []
        for node, _group in search.filters():
            grouped = bool(search.of(node)[1])
            found.append(self._searched("group" if grouped else "filter", node.get("name")))
        return found + [self._searched("type", name) for name, _wanted in search.typed("")]

    def _searched(self, kind: str, name: str) -> Item:
        title = f"{self.name}, {name}"
        return Item(kind, title, lambda env: getattr(self, f"_{kind}")(env, name))

    def _opened(self, env):
        records = env[self.model].with_context(**self.context)
        domain, grouped = Search(records, self.search_view).defaults(self.context)
        return records, Domain(self.domain) & domain, grouped

    def _arch(self, records, kind):
        return etree.fromstring(records.get_view(self.views.get(kind), kind)["arch"])

    def _list(self, records, domain, grouped):
        arch, rows = self._arch(records, "list"), self._fields(records, "list")
        grouped = grouped or [by for by in [arch.get("default_group_by")] if by]
        if grouped:
            return lambda: records.web_read_group(domain, grouped, _sums(records, arch), LIMIT)
        order = arch.get("default_order")
        return lambda: records.web_search_read(
            domain, rows, limit=LIMIT, order=order, count_limit=_counted(arch)
        )

    def _kanban(self, records, domain, grouped):
        arch, cards = self._arch(records, "kanban"), self._fields(records, "kanban")
        by = grouped or [by for by in [arch.get("default_group_by")] if by]
        limit, order = int(arch.get("limit") or CARDS), arch.get("default_order")
        if not by:
            return lambda: records.web_search_read(
                domain, cards, limit=limit, order=order, count_limit=_counted(arch)
            )
        bar = arch.find("progressbar")

        def read():
            answer = records.web_read_group(
                domain, by[:1], _sums(records, arch), order=order, auto_unfold=True,
                unfold_read_specification=cards, unfold_read_default_limit=limit,
            )  # fmt: skip
            if bar is not None:
                colors = evaluated(records.env, bar.get("colors"))
                wanted = {"field": bar.get("field"), "colors": colors}
                records.read_progress_bar(list(domain), by[0], wanted)
            return [card for group in answer["groups"] for card in group.get("__records", ())]

        return read

    def _form(self, records, domain, _grouped):
        wanted = self._fields(records, "form")
        # the newest, by whichever order the list has: finding it is not what is measured
        record = records.search(domain, order="id desc", limit=1)
        record = record or records.search(self.domain, order="id desc", limit=1)
        if not record and not records.has_access("create"):
            return lambda: records.web_search_read(self.domain, wanted, limit=1)
        if not record:
            return lambda: records.onchange({}, [], wanted)
        return lambda: record.web_read(wanted)

    def _new(self, records, _domain, _grouped):
        wanted = self._fields(records, "form")
        return lambda: records.onchange({}, [], wanted)

    def _pivot(self, records, domain, grouped):
        arch = self._arch(records, "pivot")
        rows, columns = (Search.granular(records, _by(arch, kind)) for kind in ("row", "col"))
        rows = grouped[:1] or rows
        sets = [[], rows[:1], columns[:1], rows[:1] + columns[:1]]
        unique = [by for at, by in enumerate(sets) if by not in sets[:at]]
        sums = _sums(records, arch)
        return lambda: records.formatted_read_grouping_sets(list(domain), unique, sums)

    def _graph(self, records, domain, grouped):
        arch = self._arch(records, "graph")
        by = grouped or [_interval(node) for node in arch.findall("field") if _is_group(node)]
        by = Search.granular(records, by)
        sums = _sums(records, arch)
        return lambda: records.formatted_read_group(list(domain), by, sums)

    def _calendar(self, records, domain, _grouped):
        arch, fields = self._arch(records, "calendar"), self._fields(records, "calendar")
        start, first = arch.get("date_start"), datetime.date.today().replace(day=1)
        span = Domain(start, ">=", str(first)) & Domain(
            start, "<", str(first + relativedelta(months=1))
        )
        return lambda: records.web_search_read(domain & span, fields)

    def _activity(self, records, domain, _grouped):
        activities = records.env["mail.activity"]
        return lambda: activities.get_activity_data(records._name, list(domain), 100, 0)

    def _fields(self, records, kind):
        return screens.specification(records, kind, self.views.get(kind))

    def _filter(self, env, name):
        """Choosing a filter: beside those the window opens with, an alternative to its group's."""
        records, search = self._searching(env)
        wanted = Domain(self.domain) & search.with_filter(self.context, name)
        return self._page(records, wanted)

    def _group(self, env, name):
        records, domain, _grouped = self._opened(env)
        node = next(
            n for n, _ in Search(records, self.search_view).filters() if n.get("name") == name
        )
        by = Search(records, self.search_view).of(node)[1]
        return lambda: records.web_read_group(domain, by[:1], ["__count"], LIMIT)

    def _type(self, env, name):
        records, domain, _grouped = self._opened(env)
        typed = Search(records, self.search_view).typed("0000123")
        return self._page(records, domain & dict(typed)[name])

    def _searching(self, env):
        records = env[self.model].with_context(**self.context)
        return records, Search(records, self.search_view)

    def _page(self, records, domain):
        arch = self._arch(records, "list")
        order, counted = arch.get("default_order"), _counted(arch)
        shown = {"display_name": {}}
        return lambda: records.web_search_read(
            domain, shown, limit=LIMIT, order=order, count_limit=counted
        )


def _counted(arch) -> int:
    """Up to how many rows the client has counted: one more than it shows."""
    return int(arch.get("count_limit") or COUNT) + 1


def _is_group(node) -> bool:
    return node.get("type") != "measure" and node.get("invisible") not in ("1", "True")


def _by(arch, kind) -> list[str]:
    return [_interval(node) for node in arch.findall("field") if node.get("type") == kind]


def _interval(node) -> str:
    return ":".join(filter(None, (node.get("name"), node.get("interval"))))


def _sums(records, arch) -> list[str]:
    """The sums and counts that a view shows of a group."""
    found = ["__count"]
    for node in arch.findall("field"):
        field = records._fields.get(node.get("name"))
        shown = node.get("type") == "measure" or any(node.get(name) for name in ("sum", "avg"))
        if field is not None and shown and field.store and field.aggregator:
            found.append(f"{field.name}:{field.aggregator}")
    return found

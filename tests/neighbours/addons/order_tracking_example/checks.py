"""An order with very many lines is looked at by somebody before it is confirmed."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.order_tracking.presentation import finding_words
from odoo.addons.order_tracking.verification.engine import register
from odoo.addons.order_tracking.verification.rule import Rule

_lt = LazyTranslate(__name__)


class ManyLines(Rule):
    """More lines than ``count``. ``found`` and ``expected``: how many there are and may be."""

    code = "many_lines"
    subject = "product"
    severity = "warning"  # what a company starts with; it can choose another
    parameters = {"count": 50}
    problems = ("too_many_lines",)

    def check(self, order, settings):
        most = int(settings.parameters["count"])
        if len(order.lines) > most:
            found = {"found": len(order.lines), "expected": most}
            yield self.finding(settings, "too_many_lines", "order_line", **found)


register(ManyLines())
finding_words.TITLES["many_lines"] = _lt("Not too many lines")
finding_words.EXPLANATIONS["many_lines"] = _lt("Finds orders with more lines than usual.")
finding_words.SENTENCES["many_lines", "too_many_lines"] = _lt(
    "%(found)s lines are more than the usual %(expected)s: divide the order, or confirm it so."
)

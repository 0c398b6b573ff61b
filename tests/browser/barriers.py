"""What axe-core finds on a page that keeps somebody from using it."""

import functools
import json
from importlib.metadata import distribution

# Odoo's own elements, which these add-ons use as they are: (rule, where, why it is let pass).
# "*" stands for every rule. All that the add-ons' own markup is to blame for has to be mended.
ODOO_OWN = (
    ("html-has-lang", ":root:has(.o_web_client, #wrapwrap)", "Odoo's document; our pages have it"),
    ("*", ".o_main_navbar, .o_mobile_menu_toggle", "the main menu"),
    ("*", ".o_control_panel :not(.o_control_panel_main_buttons *)", "bread crumbs, search, pager"),
    ("*", ".o_loading_indicator, .o_notification_manager", "passing messages of the client"),
    ("*", ".o_notebook_headers", "tabs without a list of tabs"),
    ("*", ".o-mail-Chatter, .o-mail-ActivityButton, .o-mail-Avatar, .o_avatar", "the chatter"),
    (
        "*",
        ".o-autocomplete, .o_select_menu, .o_field_many2many_tags, .o_field_tags",
        "field inputs",
    ),
    ("aria-allowed-attr", ".o_field_widget > .o-dropdown", "the toggle of a field's menu"),
    ("autocomplete-valid", ".o_select_menu_input", "what keeps browsers from filling it"),
    ("label", ".o_list_record_selector, .o_field_boolean, .o_boolean_cell, .o_data_cell", "lists"),
    ("button-name", ".o_optional_columns_dropdown, .o_clipboard_button", "buttons of lists"),
    ("button-name", "#labelVisibilityButtonId", "what adds a description to a line's product"),
    ("aria-prohibited-attr", ".o_field_daterange .fa-long-arrow-right", "the arrow of a period"),
    ("aria-allowed-attr", ".o_time_picker_input", "the time in the picker of a date"),
    ("frame-title", ".o_field_html iframe.o_readonly", "the frame around a mail that is shown"),
    ("target-size", ".o_priority_star", "the star of a card"),
    ("color-contrast", ".text-muted, .text-muted *", "grey of Odoo's theme, 4.33 : 1"),
    ("color-contrast", ".text-bg-info, .text-bg-success", "colours of Odoo's badges"),
    ("color-contrast", ".o_view_nocontent", "help of an empty list"),
    ("image-alt", ".o_view_nocontent", "pictures in Odoo's help of an empty list"),
    ("aria-required-parent", ".settings_tab", "tabs of the settings without a list of tabs"),
    ("button-name", ".oi-panel-right", "the calendar's side panel"),
    ("*", "footer.o_footer, #o_main_nav, #top, .o_show_password", "Odoo's portal and login"),
)

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """axe.run(document, {runOnly: {type: "tag", values: %s}, resultTypes: ["violations"],
    elementRef: true})
.then((found) => found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => {
        const own = %s.some(
            ([rule, where]) => ["*", one.id].includes(rule) && node.element?.closest(where)
        );
        const why = [...node.any, ...node.all, ...node.none].map((check) => check.message);
        return own ? "" : `${one.id}: ${node.target} ${node.html.slice(0, 200)} (${why[0]})`;
    })).filter(Boolean))"""

_STAND_STILL = """(() => {
    const style = document.createElement("style");
    style.textContent = "*, *::before, *::after {transition: none !important}";
    document.head.append(style);
    const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
    document.getAnimations().filter(ends).forEach((one) => one.finish());
    return new Promise((done) => setTimeout(() => done(true), 200));
})()"""


@functools.cache
def script():
    """axe-core itself; the package around it drives browsers that are not used here."""
    found = distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")
    return found.read_text(encoding="utf-8")


def barriers(hands):
    """What is serious or critical on the page as it stands, a line for each element."""
    hands.ask(script() + ";true")
    # a colour on its way to another is not what is read
    hands.ask(_STAND_STILL)
    return hands.ask(_RUN % (json.dumps(RULES), json.dumps([one[:2] for one in ODOO_OWN])))


def too_wide(hands):
    """Elements that make the reader scroll sideways."""
    return hands.ask("""(() => {
        const width = document.documentElement.clientWidth + 1;
        if (document.scrollingElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter((node) => node.getBoundingClientRect().right > width)
            .slice(0, 5).map((node) => node.outerHTML.slice(0, 160));
    })()""")


_SIDEWAYS = """(() => {
    const wider = (node) => node.scrollWidth > node.clientWidth + 1;
    const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX);
    return [...document.querySelectorAll(`${%(root)s}, ${%(root)s} *`)]
        .filter((node) => wider(node) && scrolls(node))
        .map((node) => node.outerHTML.slice(0, 160));
})()"""


def sideways(hands, root):
    """Parts of what this selector finds that are read only by scrolling them sideways."""
    return hands.ask(_SIDEWAYS % {"root": json.dumps(root)})

"""A browser that a test drives step by step, with real keys and clicks, and can look at.

Odoo's own browser runs one piece of JavaScript for a test. Here the test itself goes from page to
page: keys and clicks are the browser's own, so that what a person could not reach is not reached.
"""

import json
import time
from unittest.mock import patch

from odoo.tests import common

PATIENCE = 120  # seconds; machines that run several stages stand still for longer
LOADED = "document.readyState === 'complete'"
# Without the web client. Where it is left within the first twentieth of a second, in which it makes
# its tables in a new browser's store, the next page waits for them for ever: seen in 8 of 60.
PLAIN = "/web/health"
KEYS = {
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    "Escape": {"code": "Escape", "windowsVirtualKeyCode": 27},
    " ": {"code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
}
_SHIFT = 8
_FOCUS = """(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const mark = node.matches("summary, a, button, input, select, textarea, [tabindex]")
        && (style.outlineStyle !== "none" || style.boxShadow !== "none");
    const box = node.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight;
    const shown = node === document.body || (mark && inside);
    return [node.matches(%s), shown, node.outerHTML.slice(0, 120)];
})()"""
_PLACE = """(() => {
    const seen = (node) => node.checkVisibility({visibilityProperty: true});
    const found = [...document.querySelectorAll(%s)].find(seen);
    if (!found) return null;
    found.scrollIntoView({block: "center", behavior: "instant"});
    const box = found.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})()"""


# where it is, what it loaded last, whether the web client runs
_WHERE = """[location.href, !!window.odoo?.__WOWL_DEBUG__,
    ...performance.getEntriesByType("resource").slice(-5).map((one) => one.name)].join(" ")"""


class Hands(common.ChromeBrowser):
    """Given to :meth:`Driven.act`; ``clicks`` and ``presses`` count what was done."""

    clicks = presses = 0

    def _wait_code_ok(self, code, timeout, error_checker=None):
        self.test_case.acting(self)

    def tell(self, method, **params):
        return self._websocket_request(method, params=params, timeout=PATIENCE)

    def ask(self, expression):
        """What this JavaScript gives, as Python has it; a promise is waited for."""
        answer = self.tell(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression):
        """Waits until this JavaScript gives something true, and gives that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # between two pages there is nobody to ask
            try:
                answer = self.ask(expression)
            except (AssertionError, common.ChromeBrowserException, TimeoutError, KeyError):
                answer = None
            if answer:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"never came true on {self.ask(_WHERE)}: {expression}")

    def see(self, selector):
        """Waits until something that this selector finds can be seen."""
        return self.until(_PLACE % json.dumps(selector))

    def go(self, address, shows="body"):
        """Opens a page of this server and waits until it shows what the selector finds."""
        # from elsewhere: going to another place of the same page would load nothing
        self.navigate_to("about:blank")
        self.navigate_to(self.test_case.base_url() + address)
        self.until(f"location.href !== 'about:blank' && {LOADED}")
        self.see(shows)

    def size(self, width, height=860):
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def scheme(self, name):
        """The reader's system is ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.tell("Emulation.setEmulatedMedia", features=[feature])

    def click(self, selector):
        x, y = self.see(selector)
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": x, "y": y, "button": "left", "clickCount": 1}
            self.tell("Input.dispatchMouseEvent", type=kind, **where)
        self.clicks += 1

    def write(self, text):
        """Types into what has the focus."""
        self.tell("Input.insertText", text=text)

    def press(self, key, *, shift=False):
        """Presses one key of :data:`KEYS`."""
        values = {"key": key, "modifiers": _SHIFT if shift else 0}
        self.tell("Input.dispatchKeyEvent", type="keyDown", **values, **KEYS[key])
        self.tell("Input.dispatchKeyEvent", type="keyUp", **values, **KEYS[key])
        self.presses += 1

    def take(self, value):
        """Clicks this value in the list that a click has opened: the browser draws the list beside
        the page, where only a person can click."""
        self.ask(f"document.activeElement.value = {json.dumps(value)}")
        self.press("Escape")
        self.clicks += 1

    def choose(self, value, most=20):
        """Goes down in the list that has the focus until this value is chosen."""
        for _press in range(most):
            self.press("ArrowDown")
            if self.ask("document.activeElement.value") == value:
                return
        raise AssertionError(f"{value} is not in the list")

    def tab_to(self, selector, most=80):
        """Goes there with Tab alone; everything on the way shows that it has the focus."""
        self.see(selector)
        for _press in range(most):
            self.press("Tab")
            there, shown, element = self.ask(_FOCUS % json.dumps(selector))
            if not shown:
                raise AssertionError(f"the focus cannot be seen: {element}")
            if there:
                return
        raise AssertionError(f"Tab does not lead to {selector}")


class Driven:
    """For HttpCase: a test's own function drives the browser."""

    def act(self, function, address=PLAIN, login=None, ready=LOADED):
        """Calls ``function(hands)`` on this page, read by this user or by a stranger."""
        self.acting = function
        self.env.flush_all()
        with patch.object(common, "ChromeBrowser", Hands):
            self.browser_js(address, "", ready, login=login, timeout=PATIENCE)
        self.env.invalidate_all()

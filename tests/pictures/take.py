"""Takes the pictures of the guides from a running demo; see `setup/pictures`.

Usage: ``python take.py ADDRESS DATABASE BROWSER [NAME …]``. It writes languages into that database:
give it a copy.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from screens import PHONE, SCREENS, Screen

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
LANGUAGES = {"en": "en_US", "zh_CN": "zh_CN"}
COLOURS = 96  # enough for screens of text; a third of the size
PATIENCE = 120_000  # milliseconds: the first page makes the client's bundles
SETTLING = 1500  # milliseconds: what is shown last, as avatars and charts


class Demo:
    """The demo's records by their names, asked for as the administrator."""

    def __init__(self, page: Page, address: str, database: str):
        self.page, self.address = page, address
        self.log_in(page, database, "admin")

    def log_in(self, page: Page, database: str, login: str) -> None:
        values = {"db": database, "login": login, "password": login}
        self._post(page, "/web/session/authenticate", values)

    def _post(self, page: Page, path: str, values: dict):
        data = {"jsonrpc": "2.0", "method": "call", "params": values}
        answer = page.request.post(self.address + path, data=data, timeout=PATIENCE).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model: str, method: str, *arguments, **options):
        values = {"model": model, "method": method, "args": arguments, "kwargs": options}
        return self._post(self.page, "/web/dataset/call_kw", values)

    def speak(self, lang: str) -> None:
        """Staff and customers read this language."""
        if not self.call("res.lang", "search", [("code", "=", lang)]):
            raise RuntimeError(f"The demo does not know {lang}.")
        # users, too: what Odoo keeps of their language in memory is forgotten by that alone
        for model in ("res.partner", "res.users"):
            self.call(model, "write", self.call(model, "search", []), {"lang": lang})

    def resolved(self, address: str) -> str:
        """``address`` with the ids of the records that it names."""
        return re.sub(r"{([^}]+)}", lambda match: self._named(match[1]), address)

    def _named(self, text: str) -> str:
        kind, _, name = text.rpartition(":")
        if kind == "first":
            return str(self.call(name, "search", [], limit=1)[0])
        module, _, key = name.partition(".")
        wanted = [("module", "=", module), ("name", "=", key)]
        (found,) = self.call("ir.model.data", "search_read", wanted, ["res_id"])
        if kind == "token":
            shared = self.call("sale.order", "action_preview_sale_order", [found["res_id"]])
            return re.search(r"access_token=([\w-]+)", shared["url"])[1]
        if kind:
            return str(self.call(kind, "search", [("order_id", "=", found["res_id"])], limit=1)[0])
        return str(found["res_id"])


def main(address: str, database: str, program: str, *names: str) -> None:
    wanted = [screen for screen in SCREENS if not names or screen.name in names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        demo = Demo(browser.new_page(), address, database)
        for folder, lang in LANGUAGES.items():
            demo.speak(lang)
            pages: dict[tuple, Page] = {}  # one for each reader and device: it keeps the bundles
            for screen in wanted:
                print(f"{folder}/{screen.name}", flush=True)
                reader = screen.login, screen.size
                if reader not in pages:
                    pages[reader] = _page(browser, demo, database, screen, lang)
                _show(pages[reader], demo, screen)
                save(pages[reader].screenshot(), FOLDER / folder / f"{screen.name}.png")
            for page in pages.values():
                page.context.close()


def _page(browser: Browser, demo: Demo, database: str, screen: Screen, lang: str) -> Page:
    """A page of the screen's reader, on their device, that asks nothing of any other host."""
    phone = screen.size == PHONE
    context = browser.new_context(
        viewport={"width": screen.size[0], "height": screen.size[1]},
        locale=lang.replace("_", "-"),
        is_mobile=phone,
        has_touch=phone,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    if screen.login:
        demo.log_in(page, database, screen.login)
    host = urlsplit(demo.address).netloc
    page.route("**/*", lambda route: _only(host, route))
    return page


def _show(page: Page, demo: Demo, screen: Screen) -> None:
    page.goto(demo.address + demo.resolved(screen.address))
    page.wait_for_selector(screen.shows, state="visible")
    for selector in screen.clicks:
        page.click(selector)
    page.wait_for_timeout(SETTLING)
    if screen.down:
        page.eval_on_selector(screen.down, "found => found.scrollIntoView({block: 'start'})")


def _only(host: str, route) -> None:
    """Nothing is asked of any other host."""
    if urlsplit(route.request.url).netloc == host:
        route.continue_()
    else:
        route.abort()


def save(picture: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

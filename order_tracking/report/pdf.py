"""The PDF of a receipt: one self-contained page of HTML through wkhtmltopdf.

Nothing is fetched over the network and no script runs, so that it takes a fraction of the time of
Odoo's own reports, and works with any number of workers.
"""

from __future__ import annotations

import io
import re
import subprocess

import qrcode

from odoo.exceptions import UserError
from odoo.tools import find_in_path
from odoo.tools.image import image_data_uri
from odoo.tools.pdf import PdfFileReader

from ..presentation.frame import accent

TEMPLATE = "order_tracking.receipt_document"
_MASK = 3  # any is readable; looking for the nicest one takes longer than all the rest
_SECONDS = 60  # a page takes a fraction of one: what takes longer hangs


def render(env, company, document: dict, url: str) -> bytes:
    """A receipt as PDF.

    :param env: in the language of the receipt.
    :param document: of ``presentation.receipt.receipt_document``.
    :param url: what the QR code stands for; it ends with the content's fingerprint.
    """
    code = url.rpartition("=")[2]
    spaced = " ".join(code[i : i + 4] for i in range(0, len(code), 4))
    values = {"doc": document, "qr": _qr(url), "code": spaced, **brand(company)}
    html = env["ir.qweb"]._render(TEMPLATE, values, minimal_qcontext=True)
    return print_html(env, f"<!DOCTYPE html>\n{html}", foot=_foot(env, document))


def print_html(env, html: str, foot: str) -> bytes:
    """HTML on the paper that “Order Receipt” is set to; each page says which of how many it is.

    :raise UserError: when wkhtmltopdf is missing or fails.
    """
    content = _print(env, html, foot, "[topage]")
    count = _miscounted(content)
    return _print(env, html, foot, str(count)) if count else content


def _miscounted(content: bytes) -> int:
    """How many pages there are, when the last one says another number; else 0. wkhtmltopdf counts
    them before it keeps rows together and repeats the heads of tables: “8 / 7”."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    count = reader.getNumPages()
    if count < 2:
        return 0
    try:
        said = reader.getPage(count - 1).extract_text()
    except Exception:  # pylint: disable=broad-except
        return count  # what cannot be read is printed again: slower, never wrong
    return 0 if re.search(rf"\b{count}\s*/\s*{count}\s*$", said) else count


def _print(env, html: str, foot: str, total: str) -> bytes:
    """:param total: how many pages the foot says that there are."""
    paper = env.ref("order_tracking.paperformat_receipt").sudo()
    arguments = [
        "--quiet",
        "--disable-javascript",
        "--disable-local-file-access",
        *("--encoding", "utf-8"),
        *("--dpi", str(paper.dpi or 96)),
        *_paper(paper),
        *("--footer-font-size", "7", "--footer-spacing", "4"),
        *("--footer-left", foot),
        *("--footer-right", f"[page] / {total}"),
    ]
    try:
        done = subprocess.run(
            [find_in_path("wkhtmltopdf"), *arguments, "-", "-"],
            input=html.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(
            env._("No PDF: wkhtmltopdf is missing or does not answer (%s).", error)
        ) from error
    if not done.stdout.startswith(b"%PDF"):
        raise UserError(env._("No PDF: wkhtmltopdf said %s", done.stderr.decode(errors="replace")))
    return done.stdout


def _paper(paper) -> list[str]:
    sides = [f"{paper.page_width}mm", f"{paper.page_height}mm"]
    size = ["--page-size", paper.format or "A4"]
    if paper.format == "custom":
        size = ["--page-width", sides[0], "--page-height", sides[1]]
    margins = [
        part
        for side in ("top", "bottom", "left", "right")
        for part in (f"--margin-{side}", f"{paper[f'margin_{side}']}mm")
    ]
    return [*size, *margins, "--orientation", paper.orientation or "Portrait"]


def _foot(env, document) -> str:
    return env._(
        "%(seller)s · Receipt %(number)s, revision %(revision)s",
        seller=document["seller"]["name"],
        number=document["number"],
        revision=document["revision"],
    )


def _qr(url) -> dict:
    """The QR code as the path of an SVG image, one unit per module, and its size.

    Odoo's own barcodes are drawn dot by dot, which takes longer than the whole rest of the page.
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=_MASK
    )
    code.add_data(url)
    code.make()
    rows = code.get_matrix()
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": "".join(dots)}


def brand(company) -> dict:
    """Logo, colours, font, layout and texts of the company's own documents."""
    layout = (company.external_report_layout_id.key or "").rpartition("external_layout_")[2]
    return {
        "company": company,
        "logo": None if company.uses_default_logo else image_data_uri(company.logo),
        "accent": accent(company.primary_color),
        "font": company.font or "Lato",
        "layout": layout or "standard",
    }

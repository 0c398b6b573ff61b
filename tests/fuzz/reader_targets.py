"""Files, forms, photos, mails and scans: everything else that comes from outside."""

from __future__ import annotations

import csv
import email
import io
import json
import zlib
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from urllib.parse import parse_qsl, urlencode

import acceptance
import history
import lookup
import voice
from complaints import form as complaint_form
from complaints import guess
from PIL import Image
from returns import form as return_form

import scanning
from intake import message, rows, table
from intake.dates import parse_instant
from receipt import dispute_form, numbers, photos
from shipping import references
from verification import mail, texts

NOW = datetime(2026, 11, 23)
LABELS = {"reference": "Order", "quantity": "Menge"}


def targets():
    """(run, seeds) by name."""
    return {
        "order-file": (order_file, _order_files()),
        "order-message": (order_message, _order_messages()),
        "history-file": (history_file, _history_files()),
        "photo": (photo, _photos()),
        "form": (form, _forms()),
        "mail": (read_mail, _mails()),
        "quotation": (quotation, [b"<p>Good<blockquote>old</blockquote>", _mails()[0]]),
        "typed": (typed, [b"1.234,50\nA@b.example", b"2026-12-03\n+33 6 12 34", b"N/A\n06-12"]),
        "scan": (scan, [b"code 4006381333931 1\nseal\nundo 1\nclose", b"code A 2\ncode A 9e9"]),
    }


def order_file(data):
    """A table of orders: read whole or refused whole, every problem with its place."""
    try:
        text = rows.decode(data)
    except rows.Unreadable:
        return
    drafts, problems = table.read_table(text, LABELS)
    assert not (drafts and problems)
    for draft in drafts[:50]:
        found = message.read_message(draft.raw, zone=UTC, channel="csv")
        for problem in (*draft.problems, *found.problems):
            line, _column = draft.place(problem.as_dict())
            assert line >= 1
    assert table.write_table([[draft.raw.get("reference")] for draft in drafts[:50]])


def order_message(data):
    """A message of another system: a message, or problems; what is kept can be stored."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return
    found = message.read_message(told, zone=UTC, size=len(data))
    assert bool(found.message) is not bool(found.problems)
    kept = message.raw_text([told, [problem.as_dict() for problem in found.problems]])
    assert kept.encode().decode() == kept


def history_file(data):
    """Orders that another system kept: every line is read or refused."""
    for order, mark in (("ymd", "."), ("mdy", ",")):
        settings = history.Settings(order=order, mark=mark, now=NOW)
        try:
            lines = list(rows.rows(rows.decode(data), history.MAX_LINES))
            found = history.read(lines, settings)
        except (history.FileProblem, rows.Unreadable):
            continue
        told = {row.line for row in found.rows} | {refusal.line for refusal in found.refusals}
        assert len(told) == found.lines
        orders, more = history.group(found.rows)
        orders, _left_out = history.sift(orders, [*found.refusals, *more], whole=True)
        for known in orders:
            assert history.parcels(known) is not None and history.arrivals(known) is not None
        reasons = {refusal.line: refusal.problem for refusal in found.refusals}
        list(history.pick(lines, reasons, "Why"))


def photo(data):
    """A photo: written anew as a JPEG of bounded size, or refused."""
    try:
        [found] = photos.read_photos([("../../a\0<b>.png", data or b"x")])
    except photos.PhotoError:
        return
    assert "/" not in found.name and "<" not in found.name and "\0" not in found.name
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.format == "JPEG" and max(image.size) <= photos.SIDE
        assert not image.getexif() and b"<" + b"script" not in found.data


def form(data):
    """The forms of all pages, of the same fields."""
    pairs = parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
    fields = {name: dispute_form.clean_text(text) for name, text in pairs[:100]}
    _dispute(fields)
    acceptance.read_form(fields, {}, [acceptance.Place("line1", "Chair", 10.0)], _number)
    place = return_form.Place("line1", 3.0, ("1", "2"), whole=True)
    return_form.read_form(fields, {}, [place], _number)
    items = [complaint_form.Item("line1", "Chair", 10.0)]
    complaint_form.read_form(fields, (), [complaint_form.Category("1", "Late")], items, _number)
    said = voice.read_form(fields)
    voice.mood(said.said)
    guess.problems_in(fields.get("text"))


def _dispute(fields):
    places = dispute_form.places_of([dispute_form.Place("line1", line="1")], {"total": 10.0})
    manner = dispute_form.Manner(today=date(2026, 11, 23))
    found = dispute_form.read_form(fields, {}, places, manner)
    assert bool(found.proposals) is not bool(found.errors)
    for proposal in found.proposals:
        assert "\0" not in proposal.note and "<script" not in proposal.note.lower()


def _number(text):
    return numbers.read_number(text)


def read_mail(data):
    """A mail: the writer's words, within their limit, that a database can hold."""
    found = voice.read_mail(email.message_from_bytes(data, policy=policy.SMTP))
    assert len(found.text) <= voice.TEXT and "\0" not in found.text + found.subject
    for reference in found.references:
        assert reference.isprintable() or "\0" not in reference


def quotation(data):
    """The body of a mail, as plain text and as HTML."""
    text = data.decode("utf-8", "replace")
    assert len(voice.quoting.own_words(text)) <= len(text) + 1
    voice.quoting.html_text(text)


def typed(data):
    """What somebody types into one field."""
    first, _line, second = data.decode("utf-8", "replace").partition("\n")
    for text in (first, second):
        numbers.read_number(text)
        numbers.read_day(text)
        numbers.read_day(text, day_first=True)
        parse_instant(text, UTC)
        lookup.numbers(text)
        lookup.network(text)
        _number_words(text)
    assert lookup.proves(first, [second.lower()], [second]) in (True, False)


def _number_words(text):
    references.split(text)
    references.split_lines(text)
    references.problem(references.scanned(text))
    mail.likely_domain(text.rpartition("@")[2])
    for address in mail.addresses(text):
        mail.is_address(address)
    texts.is_placeholder(text)
    texts.says_nothing(text)


def scan(data):
    """Scans of a station: nothing is counted twice, or beyond what is expected."""
    lines = [scanning.Line("1", 1, 5.0), scanning.Line("2", 2, 2.5, tracking="lot", lot="L1")]
    codes = {"A": [{"product": 1, "quantity": 1.0}], "B": [{"product": 2, "quantity": 0.5}]}
    session = scanning.Session(lines, codes, parcels={"P1"}, weights={1: 1.0, 2: 0.2})
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines()[:40]):
        kind, _space, rest = line.partition(" ")
        code, _space, quantity = rest.partition(" ")
        found = numbers.read_number(quantity)
        one = scanning.Scan(
            str(number % 7), kind, code, found or 1.0, target=code, parcel=code or None
        )
        assert session.take(one).code in scanning.session.OUTCOMES
    assert all(line.done <= line.expected + 1e-6 for line in lines)


# ------------------------------------------------------------------ what to begin with


def _order_files():
    rows = [
        ("reference", "customer_name", "requested_date", "product_code", "quantity", "price"),
        ("PO-1", "Ann", "2026-12-31", "CHAIR", "10", "9.5"),
        ("PO-1", "", "", "DESK", "=1+1", "-3"),
    ]
    text = "\n".join(",".join(row) for row in rows)
    semicolons = text.replace(",", ";").replace("Ann", "王芳").encode("gb18030")
    return [text.encode(), semicolons, text.encode("utf-16"), table.write_table(rows)]


def _order_messages():
    full = {
        "reference": "PO-4711",
        "sender": "shop",
        "channel": "api",
        "customer": {"ref": "C-100", "name": "Ann", "email": "a@b.example", "country": "CN"},
        "delivery": {"name": "Site", "street": "Road 1", "zip": "200000", "country": "CN"},
        "requested_date": "2026-12-31T10:00:00+08:00",
        "currency": "CNY",
        "lines": [{"code": "CHAIR", "quantity": 10, "uom": "Units", "price": 9.5, "note": "x"}],
        "note": "n",
        "special_requests": "s",
        "confirm": False,
    }
    return [json.dumps(full).encode(), json.dumps([full]).encode(), b'{"reference": 1e999}']


def _history_files():
    found = []
    for chinese in (False, True):
        target = io.StringIO(newline="")
        csv.writer(target).writerows(history.example(chinese))
        found += [target.getvalue().encode(), target.getvalue().encode("gb18030")]
    return found


def _photos():
    found = []
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        written = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(written, kind)
        found.append(written.getvalue())
    return [*found, bomb()]


def bomb(side=100_000):
    """A PNG that says it has ``side`` × ``side`` pixels."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + zlib.crc32(head).to_bytes(4, "big")


def _forms():
    lines = {
        "line1-problem": "quantity",
        "line1-value": "1.5",
        "line1-note": "<b>x",
        "line1-good": "9",
        "line1-quantity": "1",
        "line1-reason": "1",
        "line1-wish": "refund",
    }
    whole = {"category": "1", "item": "line1", "quantity": "2", "text": "Late", "product": "4"}
    other = {"address-value": "Road 1", "date-value": "2026-12-03", "total-value": "9", "nps": "7"}
    return [urlencode(fields).encode() for fields in (lines, whole, other, {**lines, **whole})]


def _mails():
    written = EmailMessage()
    written["From"], written["Subject"] = "Ann <ann@example.com>", "回复: S00042"
    written["References"] = "<1@a.example> <2@a.example>"
    written.set_content("Good\n\nOn Mon, Mar 9, 2026 at 9:00 Shop <a@b.example> wrote:\n> How?")
    plain = written.as_bytes()
    written.add_alternative("<p>Good</p><blockquote>old</blockquote>", subtype="html")
    return [plain, written.as_bytes(), b"Subject: =?gb2312?B?tfQ=?=\nAuto-Submitted: no\n\nx"]

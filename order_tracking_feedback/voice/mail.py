"""Mails of customers: what they wrote, and whether a person wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from .form import TEXT, clean
from .quoting import LONGEST, html_text, own_words

FILES = 5  # attachments of one mail that are kept
FILE_BYTES = 5 * 1024 * 1024  # of one of them
_PARTS = 50  # of a mail that are looked at
_REFERENCES = 30
_SUBJECT = 200  # characters
# What people declare and what they send: Chinese programs call GB18030 and GBK by the name of
# their small ancestor, Windows calls its own code page Latin 1.
_REAL = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "cp936", "x-gbk", "euc-cn"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1"), "cp1252"),
    "big5": "big5hkscs",
}
_UNSAID = ("", "us-ascii", "ascii", "unknown-8bit", "default", "8bit")
_SUBJECTS = re.compile(
    r"\s*(?:(?:re|回复|答复|回覆)\s*[:：]\s*)?(?:"
    r"auto(?:matic|mated)?[ -]?(?:reply|response|answer)|autoreply|auto\s*:|out of (?:the )?office"
    r"|vacation (?:reply|notice)|undeliver(?:able|ed)|delivery status notification"
    r"|mail delivery (?:failed|failure|system)|returned mail|failure notice|delivery failure"
    r"|自动回复|自動回覆|自动答复|自動回復|外出自动|不在办公室|休假中|外出中|休假自动"
    r"|系统退信|退信通知|退信|邮件退回|投递失败|無法傳遞|无法投递|未送达|无法送达)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"<?(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """``automatic``: why it is taken for a machine's, empty: a person wrote it. ``references``:
    Message-IDs that it answers to, the nearest first. ``words``: what may be an order's number."""

    text: str
    subject: str
    references: tuple[str, ...]
    automatic: str
    words: tuple[str, ...]


def read_mail(message: Message) -> Mail:
    """What a mail says. Nothing in it makes this fail.

    :param message: as ``email`` parsed it, from bytes.
    """
    subject = header(message, "Subject")[:_SUBJECT]
    text = clean(own_words(_body(message)))[:TEXT].rstrip()
    return Mail(text, subject, _references(message), automatic(message), _words(subject))


def automatic(message: Message) -> str:
    """Which sign tells that a program sent it (RFC 3834 and custom), empty: none."""
    said = {
        name: header(message, name).lower()
        for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Return-Path")
    }
    if said["Auto-Submitted"] not in ("", "no"):
        return "Auto-Submitted"
    if said["Precedence"] in ("bulk", "junk", "list", "auto_reply"):
        return "Precedence"
    if re.search(r"\b(?:all|oof|autoreply)\b", said["X-Auto-Response-Suppress"]):
        return "X-Auto-Response-Suppress"
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"):
        if header(message, name):
            return name
    if said["Return-Path"] == "<>" or message.get_content_type() == "multipart/report":
        return "bounce"
    if _MACHINES.search(header(message, "From")):
        return "From"
    return "Subject" if _SUBJECTS.match(header(message, "Subject")) else ""


def header(message: Message, name: str) -> str:
    """A header's text, in whatever encoding it is written; empty without one.

    Not ``message[name]``: that decodes by the name of the encoding as it is declared.
    """
    raw = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    raw = re.sub(r"\r?\n[ \t]*", " ", str(raw))[:2000]
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        return clean(raw)
    return clean("".join(_part(part, charset) for part, charset in parts))


def _part(part, charset) -> str:
    r"""A part of a header as ``decode_header`` gives it.

    >>> _part(b"\\u597d", None), _part(b"\\u5b", None), _part(b"\\ud800", None), _part("好", None)
    ('好', '\\u5b', '\\ud800', '好')
    """
    if isinstance(part, str):
        part = part.encode("utf-8", "surrogateescape")
    elif charset is None:
        part = _unescaped(part)
    return decode(part, charset)


def _unescaped(part: bytes) -> bytes:
    """Python's parser writes what is beyond Latin as ``\\u…``; what only looks so stays."""
    try:
        return part.decode("raw-unicode-escape").encode("utf-8", "surrogateescape")
    except ValueError:
        return part


def decode(content: bytes, charset: str | None) -> str:
    """Text of bytes: as declared, else as what people use, never failing.

    >>> decode("镕喆".encode("gb18030"), "gb2312"), decode("好".encode("gbk"), None)
    ('镕喆', '好')
    """
    declared = (charset or "").strip("\"' ").lower()
    named = [] if declared in _UNSAID else [_REAL.get(declared, declared)]
    for encoding in (*named, "utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode("gb18030" if named == ["gb18030"] else "cp1252", "replace")


def _body(message: Message) -> str:
    """The text that was written: the plain one, else the one of the HTML."""
    html = ""
    for kind, part in _texts(message):
        content = part.get_payload(decode=True) or b""
        text = decode(content[: 4 * LONGEST], part.get_param("charset"))
        if kind == "text/plain" and text.strip():
            return text
        html = html or (html_text(text) if kind == "text/html" else "")
    return html


def _texts(message: Message) -> Iterator[tuple[str, Message]]:
    """(type, part) of the texts that are no attachments."""
    for count, part in enumerate(message.walk()):
        if count >= _PARTS or part.get_content_type() == "message/rfc822":
            return  # what is attached as a mail was written by somebody else
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            yield part.get_content_type(), part


def _references(message: Message) -> tuple[str, ...]:
    told = f"{header(message, 'References')} {header(message, 'In-Reply-To')}"
    found = re.findall(r"<[^<>\s]{3,250}>", told)[-_REFERENCES:]
    return tuple(dict.fromkeys(reversed(found)))


def _words(subject: str) -> tuple[str, ...]:
    """
    >>> _words("回复: 订单S00042怎么样? #s7")
    ('S00042', 's7', 'S7')
    """
    found = re.findall(r"[A-Za-z0-9][A-Za-z0-9/_-]{1,40}", subject)
    words = [word for word in found if any(sign.isdigit() for sign in word)][:10]
    return tuple(dict.fromkeys(form for word in words for form in (word, word.upper())))

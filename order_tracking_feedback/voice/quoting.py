"""What somebody wrote themselves in a mail: without what they answer to, and their signature.

How mail programs quote, in English and Chinese: Gmail, Outlook, Apple Mail, Thunderbird, QQ Mail,
NetEase (163, 126), Foxmail and their like.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 100_000  # characters of a mail that are looked at
_BEGINS = re.compile(
    r"(?:(?:On|At)\b.{4,400}\bwrote\s*[:：]"
    r"|在\s?.{4,400}[写寫]道\s*[:：]"
    r"|.{1,300}[于於]\s?\d{2,4}[年/-].{4,120}[写寫]道\s*[:：]"
    r"|.{1,300}\d{4}-\d{1,2}-\d{1,2}.{1,120}[写寫]道\s*[:：])$",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"[-—_=*\s]{2,}\s*(?:Original Message|Original Email|Forwarded message|Reply message|"
    r"原始邮件|原始郵件|原邮件|原郵件|回复的原邮件|转发邮件|转发的邮件|轉寄郵件|回复邮件|以下是引用内容)"
    r"\s*[-—_=*\s]*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:From|发件人|寄件者|寄件人|發件人)\s?\*?\s*[:：]", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:Sent|Date|To|Subject|Cc|发送时间|发送日期|日期|时间|收件人|主题|抄送|寄件日期|傳送時間|收件者|主旨)"
    r"\s?\*?\s*[:：]",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:Sent from (?:my|Mail|Outlook|Yahoo|Proton)|Get Outlook for|Sent via |Von meinem "
    r"|(?:发自|發自|寄自|来自)我的|从我的.{1,30}(?:发送|發送)|從我的.{1,30}(?:傳送|發送)"
    r"|获取 ?Outlook|(?:发自|發自) ?.{1,20}(?:邮箱|郵箱|手机|Mail))",
    re.IGNORECASE,
)
_WRAP = 3  # lines over which a client may break the line that begins a quotation


def own_words(text: str) -> str:
    """The lines that the writer of a mail added.

    >>> own_words("All fine!\\n\\nOn Mon, Mar 9, 2026 at 9:00 Shop <a@b.example>\\nwrote:\\n> How?")
    'All fine!'
    """
    lines = [line.rstrip() for line in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    kept, at = [], 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(">"):
            at += 1
        elif skipped := _introduces(lines, at):
            if not _next(lines, at + skipped).startswith(">"):
                break
            at += skipped  # the answer may stand below what it answers
        elif _ends(lines, at):
            break
        else:
            kept.append(lines[at])
            at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _introduces(lines, at) -> int:
    """Of how many lines from here the sentence is made that begins a quotation; 0: none."""
    for count in range(1, _WRAP + 1):
        part = lines[at : at + count]
        if len(part) < count or (count > 1 and not part[-1].strip()):
            return 0
        joined = " ".join(line.strip() for line in part)
        if len(joined) > 900:
            return 0
        if _BEGINS.match(joined):
            return count
    return 0


def _ends(lines, at) -> bool:
    """Whether nothing of the writer's own follows: a signature, or headers of another mail."""
    line = lines[at].strip()
    if line == "--" or _RULE.match(line):
        return True
    if len(line) <= 80 and _SIGNED.match(line):
        return True
    if re.fullmatch(r"_{10,}", line):
        return bool(_FROM.match(_next(lines, at + 1)))
    if not _FROM.match(line):
        return False
    following = [other.strip() for other in lines[at + 1 : at + 6]]
    return sum(bool(_HEADER.match(other)) for other in following) >= 2


def _next(lines, at) -> str:
    return next((line.strip() for line in lines[at : at + 4] if line.strip()), "")


_HIDDEN = {"head", "style", "script", "title", "template", "noscript"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr", "source"}
_BLOCK = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "hr"}
_QUOTE = re.compile(
    r"gmail_quote|gmail_signature|moz-cite-prefix|moz-signature|yahoo_quoted|protonmail_quote|"
    r"isReplyContent|isForwardContent|foxmail_quote|zmail_extra",
)
_REST = re.compile(r"divRplyFwdMsg|appendonsend")  # Outlook: all that follows is quoted


class _Text(HTMLParser):
    """Text of an HTML mail; elements that quote are left out. An element that is never closed
    hides no more than its parent holds."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, bool]] = []  # (tag, whether it is hidden)

    @property
    def hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCK or tag == "br":
            self.parts.append("\n")
        if tag in _VOID:
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if _REST.search(marks):
            self.parts.append("\n-----Original Message-----\n")
        hides = tag in _HIDDEN or tag == "blockquote" or bool(_QUOTE.search(marks))
        self.open.append((tag, self.hidden or hides))

    def handle_endtag(self, tag):
        if tag in _BLOCK:
            self.parts.append("\n")
        for at in range(len(self.open) - 1, max(len(self.open) - 50, -1), -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def parse_marked_section(self, i, report=1):
        # ``<![…``: Word writes some, and Python raises where it does not know the word; browsers
        # take any for a comment up to the next ``>``
        return self.parse_bogus_comment(i, report=0)

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_text(html: str) -> str:
    """Readable text of HTML, a line for each block.

    >>> html_text("<p>Good&nbsp;one</p><script>x</script><blockquote>old</blockquote>")
    'Good one'
    """
    parser = _Text()
    parser.feed(html[:LONGEST])
    lines = (line.strip() for line in "".join(parser.parts).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

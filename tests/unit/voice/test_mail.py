"""Mails as programs write them: only the writer's own words, in any encoding, no machines."""

import email
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voice import TEXT, read_mail
from voice.mail import decode
from voice.quoting import html_text, own_words


def parse(raw):
    return read_mail(email.message_from_bytes(raw, policy=policy.SMTP))


def mail(text="Good", subject="Re: S00042", headers=(), **options):
    message = EmailMessage()
    message["From"] = "Ann <ann@example.com>"
    message["Subject"] = subject
    for name, value in dict(headers).items():
        message[name] = value
    message.set_content(text, **options)
    return parse(message.as_bytes())


QUOTED = {
    "gmail": "{}\n\nOn Tue, Mar 10, 2026 at 12:00 PM Shop <s@shop.example> wrote:\n\n> How?\n> Us",
    "gmail wrapped": "{}\n\nOn Tue, Mar 10, 2026 at 12 PM Shop <\ns@x.example> wrote:\n> How?",
    "apple": "{}\n\nSent from my iPhone\n\n> On 10 Mar 2026, at 12:00, Shop wrote:\n> a",
    "outlook": "{}\n\n________________________________\nFrom: Shop <s@x.example>\n"
    "Sent: Tuesday, March 10, 2026 12:00 PM\nTo: Ann\nSubject: How was it?\n\nHow?",
    "outlook plain": "{}\n\nFrom: Shop\nSent: Tuesday\nTo: Ann\nSubject: How\n\nHow?",
    "outlook original": "{}\n\n-----Original Message-----\nFrom: Shop\n\nHow?",
    "thunderbird below": "On 3/10/26 12:00, Shop wrote:\n> How was it?\n\n{}",
    "gmail zh": "{}\n\n某店 <s@shop.example> 于2026年3月10日周二 12:00写道：\n\n> 怎么样",
    "apple zh": "{}\n\n发自我的 iPhone\n\n"
    "在 2026年3月10日，12:00，某店 <s@x.example> 写道：\n\n怎么样",
    "netease": '{}\n\n\n\n在 2026-03-10 12:00:00，"某店" <s@shop.example> 写道：\n怎么样',
    "netease en": '{}\n\nAt 2026-03-10 12:00:00, "Shop" <s@shop.example> wrote:\nHow?',
    "qq": "{}\n\n\n------------------ 原始邮件 ------------------\n"
    '发件人: "某店"\n发送时间: 2026\n怎么样',
    "outlook zh": "{}\n\n发件人: 某店 <s@x.example>\n"
    "发送时间: 2026年3月10日\n收件人: Ann\n主题: 怎么样\n\n怎么样",
    "outlook zh_TW": "{}\n\n寄件者: 某店\n寄件日期: 2026\n收件者: Ann\n主旨: 如何\n\n如何",
    "foxmail": "{}\n\n发件人： 某店\n发送时间： 2026-03-10\n收件人： ann\n主题： 怎么样\n怎么样",
    "signature": "{}\n-- \nAnn Lee\nShanghai",
}


@pytest.mark.parametrize("client", QUOTED)
@pytest.mark.parametrize(
    "said", ["Two chairs wobble.\n\nThe rest is fine.", "椅子很好，\n送货慢。"]
)
def test_quotations_and_signatures_are_cut(client, said):
    assert mail(QUOTED[client].format(said)).text == said


@pytest.mark.parametrize(
    "said",
    [
        "From: the box it looked fine, to: the chair it did not",
        "On Monday the driver wrote: I come at 9. He did not.",
        "在仓库里他写道歉信，没关系。",
        "I sent from my side all papers; please send the invoice.",
    ],
)
def test_own_sentences_stay(said):
    assert mail(said).text == said


HTML = {
    "gmail": '<div dir="ltr">{}</div><br><div class="gmail_quote"><div>On Tue Shop wrote:</div>'
    "<blockquote>How?</blockquote></div>",
    "outlook": '<div>{}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">'
    "<b>From:</b> Shop<br><b>Sent:</b> Tue<br><b>To:</b> Ann<br></div><div>How?</div>",
    "qq": "<div>{}</div><div><br></div><div>"
    "------------------&nbsp;原始邮件&nbsp;------------------</div>"
    "<div><b>发件人:</b> 某店</div><div>怎么样</div>",
    "netease": '<div>{}</div><blockquote id="isReplyContent">在 2026 某店 写道</blockquote>',
    "style and script": "<head><style>p{{}}</style></head><body><script>x()</script><p>{}</p>",
}


@pytest.mark.parametrize("client", HTML)
def test_html_only(client):
    raw = EmailMessage()
    raw["From"], raw["Subject"] = "ann@example.com", "Re"
    raw.set_content(HTML[client].format("好 &lt;b&gt; good"), subtype="html", charset="utf-8")
    text = parse(raw.as_bytes()).text
    assert text.startswith("好 <b> good")
    for quoted in ("How?", "怎么样", "写道", "x()"):
        assert quoted not in text


SAID = "椅子很好，朱镕基说行 喆"


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("gb2312", "gb18030"),  # what many programs do
        ("GBK", "gbk"),
        ("gb18030", "gb18030"),
        ("utf-8", "utf-8"),
        ("us-ascii", "gb18030"),
        ("no-such-charset", "utf-8"),
        ("rot13", "utf-8"),
        (None, "gb18030"),
    ],
)
def test_encodings(cte, declared, real):
    from base64 import encodebytes
    from quopri import encodestring

    content = SAID.encode(real)
    encoded = {"base64": encodebytes, "quoted-printable": encodestring, "8bit": bytes}[cte](content)
    kind = f"; charset={declared}" if declared else ""
    raw = (
        "From: ann@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain{kind}\r\n"
        f"Content-Transfer-Encoding: {cte}\r\n\r\n"
    ).encode()
    assert parse(raw + encoded).text == SAID


@pytest.mark.parametrize("written", ["C:\\u", "\\ud800", "\\U00110000"])
def test_subjects_that_only_look_escaped(written):
    """Beside an encoded word Python hands out what is plain with escapes of its own."""
    raw = f"From: a@x.example\nSubject: =?utf-8?b?5Zue5aSNOg==?= {written}\n\nGood".encode()
    assert written in parse(raw).subject


def test_subjects_of_gb2312_that_are_more():
    from base64 import b64encode

    coded = b64encode("回复：订单 S00042 喆".encode("gb18030")).decode()
    found = parse(f"From: a@b.example\r\nSubject: =?gb2312?B?{coded}?=\r\n\r\nx".encode())
    assert found.subject == "回复：订单 S00042 喆"
    assert "S00042" in found.words


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X-Auto-Response-Suppress": "All"},
        {"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"},
        {"X-Autoreply": "yes"},
        {"Return-Path": "<>"},
    ],
)
def test_machines_say_so(headers):
    assert mail(headers=headers).automatic


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: How was your order?",
        "Out of Office: S00042",
        "Re: Auto: away",
        "Undeliverable: How was it?",
        "Delivery Status Notification (Failure)",
        "自动回复: 订单怎么样",
        "回复：自动回复",
        "系统退信/Systems bounce",
        "退信通知",
    ],
)
def test_machines_by_subject(subject):
    assert mail(subject=subject).automatic == "Subject"


def test_people_are_no_machines():
    assert not mail(headers={"Auto-Submitted": "no"}).automatic
    for subject in ("Automatic coffee machine is broken", "休假回来才看到：很好", "Order out"):
        assert not mail(subject=subject).automatic


def test_what_it_answers_to():
    told = {"References": "<a@x> <b@x>", "In-Reply-To": "<b@x>"}
    assert mail(headers=told).references == ("<b@x>", "<a@x>")


def test_a_forwarded_mail_is_not_the_writers():
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@b.example", "x"
    outer.set_content("See below")
    inner = EmailMessage()
    inner.set_content("Not mine")
    outer.add_attachment(inner)
    outer.add_attachment("Neither", filename="a.txt")
    assert parse(outer.as_bytes()).text == "See below"


def test_long_mails_are_shortened():
    assert len(mail("word " * 50_000).text) <= TEXT
    assert parse(b"From: a@b\r\n\r\n" + b"On " + b"a" * 400_000).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<![if !supportLists]>1. <![endif]>first</p>", "a1. first"),
        ("<p>Good<![e&te]> one</p>", "Good one"),
        ("<p>Good</p><![e", "Good"),
        ("<![ >Good", "Good"),
        ("<!--[if mso]>old<![endif]--><p>Good</p>", "Good"),
    ],
)
def test_what_word_leaves_in_mails(html, text):
    """Found by fuzzing: a word after ``<![`` that Python does not know ended the reading."""
    assert html_text(html) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw):
    found = parse(raw)
    assert "\x00" not in found.text + found.subject
    found.text.encode()
    found.subject.encode()


@given(st.text(max_size=300))
def test_any_text_is_cut_to_something_of_it(text):
    kept = own_words(text)
    assert len(kept) <= len(text)
    assert own_words(kept + "\n\n-----Original Message-----\nx") == own_words(kept)
    html_text(text)


@given(st.binary(max_size=100), st.none() | st.text(max_size=12))
def test_any_charset_is_read(content, charset):
    assert isinstance(decode(content, charset), str)

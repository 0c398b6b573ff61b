"""Names and mail addresses of customers, in the languages they speak."""

from __future__ import annotations

import random
import unicodedata

_FIRST = {
    "": ("Olivia", "Noah", "Amara", "Liam", "Priya", "Mohammed", "Sinéad", "Jo"),
    "de": ("Anna", "Jürgen", "Käthe", "Lukas", "Jörg", "Sophie"),
    "fr": ("Camille", "Jean-Luc", "Zoé", "François"),
    "it": ("Giulia", "Niccolò", "Chiara"),
    "es": ("Lucía", "José María", "Íñigo"),
    "pl": ("Zofia", "Łukasz", "Małgorzata"),
    "sv": ("Åsa", "Björn"),
    "pt": ("João", "Conceição"),
    "nl": ("Sanne", "Jan-Willem"),
}
_LAST = {
    "": ("Smith", "O'Brien", "Patel", "Al Farsi", "Ng", "D'Souza", "Null", "Test-Wright"),
    "de": ("Müller", "Groß", "von der Heide", "Weiß", "Kiesewetter-Schulz"),
    "fr": ("Dupont", "Lefèvre", "de La Tour"),
    "it": ("Rossi", "D'Angelo"),
    "es": ("García Márquez", "Núñez"),
    "pl": ("Wiśniewski", "Żółć"),
    "sv": ("Öberg", "Lindström"),
    "pt": ("Gonçalves", "da Silva"),
    "nl": ("van den Berg", "de Vries"),
}
_CHINESE = ("王芳", "李伟", "欧阳娜娜", "张敏", "陈晓明")
_JAPANESE = ("佐藤 太郎", "鈴木花子", "高橋 健")
_FIRMS = {
    "": ("{x} Ltd", "{x} & Sons", "The {x} Group", "3{x}", "{x} Inc.", "{x}-Test Labs"),
    "de": ("{x} GmbH", "{x} GmbH & Co. KG", "Gebr. {x} e.K.", "1A {x} AG"),
    "fr": ("{x} SARL", "Établissements {x}"),
    "it": ("{x} S.r.l.", "Fratelli {x} s.n.c."),
    "es": ("{x} S.L.", "Hijos de {x}, S.A."),
    "pl": ("{x} Sp. z o.o.",),
    "sv": ("{x} AB",),
    "pt": ("{x} Ltda",),
    "nl": ("{x} B.V.", "'t {x}"),
}
_ROOTS = ("Nord", "Alpha", "Kern", "Vega", "Möbel", "Atlas", "Orion", "Linden", "Porto", "Delta")
_CHINESE_FIRMS = ("上海{x}贸易有限公司", "{x}科技（深圳）有限公司", "成都{x}商行")
_JAPANESE_FIRMS = ("株式会社{x}", "{x}商事 合同会社")
_ASIAN_ROOTS = ("华星", "东方", "金龙", "三和", "大和")
_HOSTS = ("gmail.com", "web.de", "163.com", "outlook.com", "orange.fr", "libero.it", "yahoo.co.jp")
_ENDINGS = (".com", ".de", ".co.uk", ".shop", ".eu", ".io", ".com.cn", ".technology", ".ch")


def person(rng: random.Random, language: str) -> str:
    if language == "zh":
        return rng.choice(_CHINESE)
    if language == "ja":
        return rng.choice(_JAPANESE)
    first, last = _FIRST.get(language, _FIRST[""]), _LAST.get(language, _LAST[""])
    return f"{rng.choice(first)} {rng.choice(last)}"


def firm(rng: random.Random, language: str) -> str:
    if language in ("zh", "ja"):
        forms = _CHINESE_FIRMS if language == "zh" else _JAPANESE_FIRMS
        return rng.choice(forms).format(x=rng.choice(_ASIAN_ROOTS))
    form = rng.choice(_FIRMS.get(language, _FIRMS[""]))
    return form.format(x=rng.choice(_ROOTS) + rng.choice(("", "", "tec", "werk", " Design")))


def email(rng: random.Random, name: str, is_firm: bool) -> str:
    """An address as people have it: plus signs, subdomains, capitals, long endings."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = ["".join(c for c in word if c.isalnum()) for word in plain.split()]
    words = [word for word in words if word] or [f"user{rng.randint(10, 9999)}"]
    if is_firm:
        local = rng.choice(("info", "einkauf", "orders", "purchase.dept", "ap-invoices"))
        return f"{local}@{rng.choice(('', '', 'mail.'))}{words[0]}{rng.choice(_ENDINGS)}"
    local = rng.choice((".", "", "_", "-")).join(words[:2]) + rng.choice(("", "", "82", "+shop"))
    address = f"{local}@{rng.choice(_HOSTS)}"
    return address.title() if rng.random() < 0.05 else address

"""What is written in the fields of a form, and how people write it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BLANKS = re.compile(r"\s+")  # in Python all of Unicode's, the ideographic blank included
_WORD = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.+?)\1*")
_LONGEST_PLACEHOLDER = 60
# What people write who do not know, or not yet, in a few languages; all as ``folded`` gives it.
_NOTHING = frozenset(
    """na none null nil x xx xxx tbd tba tbc unknown notknown noname nodata notavailable
    notapplicable notprovided tobetold tobeannounced tobeconfirmed tobedetermined tobedefined
    tobeadvised tofollow willfollow comingsoon later seeabove asabove sameasabove
    unbekannt folgt folgtnoch wirdnachgereicht sieheoben wieoben keineangabe keinangabe ohnename
    inconnu apreciser sansnom desconocido pordefinir porconfirmar sinnombre sconosciuto
    dadefinire desconhecido adefinir onbekend nadertebepalen volgt nieznany douzupełnienia okand
    неизвестно нет 无 没有 未知 不详 不明 暂无 待定 待补 未定 同上 未定義 なし""".split()
)
# A trial, or the kind of thing that the field is for, and not a name.
_TRIAL = re.compile(
    r"(?=.*(test|dummy|prueba|prova|essai|teszt|тест|测试|測試|テスト|試験))"
    r"(test(ing|er|e|s)?|dummy|prueba|prova|essai|teszt|тест|测试|測試|テスト|試験"
    r"|customer|client|user|person|company|name|order|account|partner|contact|kunde|kundin|firma"
    r"|besteller|bestellung|auftrag|cliente|nom|nombre|nome|empresa|azienda|commande|pedido|ordine"
    r"|客户|客戶|顾客|用户|公司|姓名|订单|帐号|账号|会社|顧客|\d)+"
)
_ROWS = (
    "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "qsdfghjklm", "wxcvbn",
)  # fmt: skip
_KEYS = frozenset(("asd", "qwe", "azerty", "jkl", "zxc", "yxc", "ицукен", "фыва"))


def tidy(text: str) -> str:
    """Without blanks at the ends, runs of blanks, and characters that nobody sees.

    Joiners stay: Persian and Indian names need them.
    """
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def says_nothing(text: str) -> bool:
    """Empty, or what people type to get past a required field: ``-``, ``.``, ``n/a``."""
    return not _WORD.sub("", text) or folded(text) in _NOTHING


def is_placeholder(text: str) -> bool:
    """Something is written, but nothing meant by it: ``n/a``, ``unknown``, ``Test customer 2``,
    ``asdf``, ``aaaa``. The whole text has to be like that: people are called Null and Test.
    """
    words = [word for word in map(folded, _WORD.split(text)) if word]
    bare = folded(text)
    if not words or len(bare) > _LONGEST_PLACEHOLDER:
        return bool(text.strip()) and not words
    if bare in _NOTHING or _TRIAL.fullmatch(bare):
        return True
    return all(_is_keys(word) for word in words) and not _is_abbreviation(text)


def _is_keys(word: str) -> bool:
    """Keys side by side, or the same key again and again, perhaps the whole more than once."""
    unit = _REPEATED.fullmatch(word)[1]
    if len(unit) == 1:
        return len(word) >= 3 and unit.isalpha()
    return unit in _KEYS or len(unit) >= 4 and any(unit in row for row in _ROWS)


def _is_abbreviation(text: str) -> bool:
    """Firms are called AAA and CCC."""
    bare = _WORD.sub("", text)
    return len(bare) == 3 and bare.isupper() and bare != "XXX"


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """For comparing names: no case, no accents, no punctuation."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.sub("", "".join(c for c in parts if not unicodedata.combining(c)))


def halfwidth(text: str) -> str:
    """Full-width digits and letters as the ones that machines read."""
    return unicodedata.normalize("NFKC", text)

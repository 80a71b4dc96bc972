"""What a sentence says of a purchase: buying or asking how, how many, a coupon's code; in both languages."""

from __future__ import annotations

import re

_HELP = re.compile(
    r"怎么|怎样|如何|咋|不会|教我|流程|步骤|在哪里?(?:下单|买|点)|哪里下单|失败|提交不了|提不了|下不了|不能下|无法|报错"
    r"|加不了|加不进|加不上|点不了|没反应|卡住|为什么"
    r"|\bhow\b|\bcan'?t\b|\bcannot\b|\bunable\b|\bfail|\berror\b"
    r"|\bwon'?t\b|\bdoesn'?t\b|\bnot work|\bstuck\b|\bwhy\b|\bwhere do\b",
    re.IGNORECASE,
)
_BUYS = re.compile(
    r"买(?!过|了|的|家)|下单|订购|拍[下了]?|要(?:这|那|了)|就(?:这|那|它|要)|来[一两二三0-9]|\b(?:buy|order|purchase|take|get)\b",
    re.IGNORECASE,
)
_NOT_BUYING = re.compile(
    r"[不别没](?:要|买|想|用|需要|下单|订|拍)|算了|取消|\b(?:no|not|don'?t|never|cancel)\b", re.IGNORECASE
)
_CODE = re.compile(r"\b(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[0-9])[A-Z]{3,}[A-Z0-9]*\b")
_COUPON_WORDS = re.compile(r"券|优惠码|折扣码|\bcoupon|\bcode|\bvoucher", re.IGNORECASE)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a couple": 2, "a pair": 1}
_PIECES = re.compile(
    r"(?<![第这那哪另0-9.])(?P<n>[0-9]{1,3}|[一二两三四五六七八九十])"
    r"\s*(?:件|个|台|部|双|条|盒|包(?!邮)|本|套|瓶|支|只|份|箱|袋|张|把)(?!月|人|颜色|问题|地址|券)"
    r"|(?:数量|买|要|来)\s*(?:改成|改为|是)?\s*(?P<m>[0-9]{1,2})\s*$"
    r"|\b(?P<w>one|two|three|four|five|six|a couple|[0-9]{1,3})"
    r" (?:of (?:them|these|those|it)|pieces?|pcs|units?|items?)\b|\bx ?(?P<x>[0-9]{1,3})\b",
    re.IGNORECASE,
)


def wants_help(text: str) -> bool:
    """Return whether cleaned *text* asks how to order, or says that it does not work."""
    return bool(_HELP.search(text))


def wants_to_buy(text: str) -> bool:
    """Return whether cleaned *text* says that something is to be bought."""
    return bool(_BUYS.search(text)) and not _NOT_BUYING.search(text) and not wants_help(text)


def pieces_in(text: str) -> int | None:
    """Return how many pieces cleaned *text* names, or None.

    >>> pieces_in("买两台"), pieces_in("three of them"), pieces_in("第二个"), pieces_in("就要这个")
    (2, 3, None, None)
    """
    match = _PIECES.search(text)
    if match is None:
        return None
    word = next(group for group in match.groups() if group).casefold()
    return int(word) if word.isdigit() else _DIGITS.get(word) or _WORDS.get(word)


def coupon_in(text: str) -> str | None:
    """Return a coupon's code in cleaned *text*: ``GOLD50`` alone, or where a coupon is spoken of; else None."""
    folded = text.upper()
    match = _CODE.search(folded)
    alone = match is not None and len(folded) <= len(match.group()) + 2
    return match.group() if match and (alone or _COUPON_WORDS.search(text)) else None

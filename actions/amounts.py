"""Sums of money in a customer's words; pure functions."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_MOST = Decimal(10_000_000)  # CNY; beyond it is no price of a shop
_DIGITS = "〇一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_TIMES = {"百": 100, "千": 1000, "万": 10_000, "w": 10_000, "k": 1000}
_MARKED = re.compile(
    r"(?:[¥￥]|\b(?:cny|rmb)\s?)\s*(?P<a>[0-9][0-9,]*(?:\.[0-9]{1,2})?)"
    r"|(?<![0-9A-Za-z.])(?P<b>[0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*(?P<times>[百千万kw])?\s*(?:元|块|圆|人民币|yuan\b|rmb\b|cny\b)"
    r"|(?<![0-9A-Za-z.])(?P<c>[0-9]+(?:\.[0-9]{1,2})?)(?P<only>[千万k])(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<n>[一二两三四五六七八九十百千万零〇]{2,})(?:元|块|的话|$)|(?P<m>[一二两三四五六七八九][千万])"
)
_BARE = re.compile(r"\s*([0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*(?:的|呢|吧|[?？])*\s*")


def find_amount(text: str, price: str | None = None) -> Decimal | None:
    """Return the sum in CNY that cleaned *text* names, or the entity *price* holds; None when there is none."""
    for words in (text, price or ""):
        match = _MARKED.search(words)
        if match:
            number = match["a"] or match["b"] or match["c"]
            return _amount(number, _TIMES.get((match["times"] or match["only"] or "").lower(), 1))
        chinese = _CHINESE.search(words)
        if chinese:
            return _checked(Decimal(_chinese(chinese["n"] or chinese["m"])))
    bare = _BARE.fullmatch(price or "") or _BARE.fullmatch(text)
    return _amount(bare.group(1), 1) if bare and 3 <= len(bare.group(1)) <= 8 else None


def _amount(number: str, times: int) -> Decimal | None:
    try:
        return _checked(Decimal(number.replace(",", "")) * times)
    except InvalidOperation:
        return None


def _checked(amount: Decimal) -> Decimal | None:
    return amount.quantize(Decimal("0.01")) if 0 < amount < _MOST else None


def _chinese(words: str) -> int:
    """Return the whole number that Chinese numerals write: 三千二 is 3200, 一万零五百 is 10500."""
    total, section, digit, last_unit = 0, 0, 0, 1
    for character in words.replace("两", "二").replace("零", "〇"):
        if character == "〇":
            last_unit = 10  # 一千零五: what follows is its plain self
        elif character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character == "万":
            total, section, digit, last_unit = (section + digit) * 10_000, 0, 0, 10_000
        else:
            unit = _UNITS[character]
            section, digit, last_unit = section + (digit or 1) * unit, 0, unit
    return total + section + digit * (last_unit // 10 if last_unit >= 100 else 1)

"""The budget that a sentence names: "500 以内", "两三千的", "under 300", "between 600 and 800"; pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_AROUND = Decimal("0.2")  # "500 左右": 400 to 600
_UNITS = {"千": 1000, "k": 1000, "百": 100, "万": 10000, "w": 10000}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

_NUMBER = r"(?:[0-9][0-9,]*(?:\.[0-9]+)?\s*[千百万kKwW]?|[零〇一二两三四五六七八九十百千万]+)(?![0-9])"
_MONEY = rf"[¥￥]?\s*{_NUMBER}\s*(?:元|块钱?|人民币|rmb|cny|yuan)?"
# "50 dollars" is no amount in CNY: we would have to guess the rate.
_FOREIGN = re.compile(
    r"[$€£]\s*[0-9][0-9,.]*|[0-9][0-9,.]*\s*"
    r"(?:[$€£]|(?:us )?dollars?|usd|euros?|eur|pounds?|gbp|bucks|美元|美金|欧元|英镑|港币|日元)"
    r"|(?:between|from)\s+[0-9.]+\s+(?:and|to)\s+[0-9.]+\s*(?:dollars?|usd|euros?|pounds?)",
    re.IGNORECASE,
)
# Numbers that are sizes, models, amounts of something: no money.
_NO_MONEY = re.compile(
    r"[0-9]+(?:\.[0-9]+)?\s*(?:gb?|tb|mb|mah|ml|kg|cm|mm|hz|寸|英寸|码|号|升|公斤|斤|克|毫安|毫升|厘米|米|匹|岁|个月|天|小时|年|人|件|台|双|片|包|盒)(?![a-z0-9])"
    r"|[a-z]+-?[0-9]+[a-z0-9]*|[0-9]+(?:gb?|tb|hz|[wl])\b|[一二两三四五六七八九十]+(?:个|款|台|件|双|条|匹|公斤|岁|寸|代|室|种|家)",
    re.IGNORECASE,
)
_PAIR_ZH = re.compile(r"(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<unit>[百千万])")
_MORE_ZH = re.compile(r"(?P<low>(?P<high>[0-9一二两三四五六七八九]+))(?P<unit>[百千万])多")
_RANGE = re.compile(
    rf"(?:between|from)?\s*(?P<low>{_MONEY})\s*(?:-|~|–|—|到|至|and|to)\s*(?P<high>{_MONEY})", re.IGNORECASE
)
_MOST = (
    rf"(?P<n>{_MONEY})\s*(?:以内|以下|之内|内(?!存)|封顶|往下|or less|or under|max\b)",
    rf"(?:不超过|不要超过|别超过|不能超过|最多|低于|少于|小于|预算(?:是|在|大概|只有|就)?"
    rf"|under|below|less than|up to|at most|no more than"
    rf"|not over|within|max(?:imum)?|budget(?: is| of|:)?|cheaper than)\s*(?P<n>{_MONEY})",
)
_LEAST = (
    rf"(?P<n>{_MONEY})\s*(?:以上|往上|起步|or more|and up)",
    rf"(?:不低于|至少|高于|(?<![不别要能])超过|(?<!not )over|above|(?<!no )more than|at least|from)\s*(?P<n>{_MONEY})",
)
_ABOUT = (
    rf"(?P<n>{_MONEY})\s*(?:左右|上下|出头|附近|or so)",
    rf"(?:大概|大约|差不多|around|about|roughly)\s*(?P<n>{_MONEY})",
    rf"(?P<n>[¥￥]\s*{_NUMBER}|{_NUMBER}\s*(?:元|块钱?|yuan|rmb))(?:的|钱|\b)",
)


@dataclass(frozen=True)
class Budget:
    """Bounds in CNY, inclusive; None where there is none."""

    least: Decimal | None = None
    most: Decimal | None = None

    def __bool__(self) -> bool:
        return self.least is not None or self.most is not None


def read_budget(text: str) -> Budget:
    """Return the budget that cleaned *text* names; an empty one when it names none."""
    plain = _NO_MONEY.sub(" ", _FOREIGN.sub(" ", text))
    words = _PAIR_ZH.search(plain) or _MORE_ZH.search(plain)
    if words:
        unit = _UNITS[words["unit"]]
        return Budget(_amount(words["low"]) * unit, _amount(words["high"]) * unit + unit - 1)
    pair = _RANGE.search(plain)
    if pair:
        low, high = _amount(pair["low"]), _amount(pair["high"])
        scale = _scale_of(pair["high"])
        low = low * scale if low < scale else low  # "2-3千"
        return Budget(min(low, high), max(low, high))
    least, most = _found(_LEAST, plain), _found(_MOST, plain)
    if least or most:
        return Budget(least, most)
    about = _found(_ABOUT, plain)
    return Budget(about * (1 - _AROUND), about * (1 + _AROUND)) if about else Budget()


def without_budget(text: str) -> str:
    """Return cleaned *text* without the words that name a budget."""
    for pattern in (_RANGE, *(re.compile(one, re.IGNORECASE) for one in (*_MOST, *_LEAST, *_ABOUT))):
        text = pattern.sub(" ", text)
    return _FOREIGN.sub(" ", _MORE_ZH.sub(" ", _PAIR_ZH.sub(" ", text)))


def _found(patterns: tuple[str, ...], text: str) -> Decimal | None:
    matches = (re.search(one, text, re.IGNORECASE) for one in patterns)
    return next((_amount(match["n"]) for match in matches if match and _amount(match["n"])), None)


def _scale_of(word: str) -> int:
    return next((size for sign, size in _UNITS.items() if sign in word.casefold()), 1)


def _amount(word: str) -> Decimal:
    """Return the amount that *word* writes: ``1,299``, ``2k``, ``3千``, ``两千五``, ``一千二百``; 0 if none."""
    plain = re.sub(r"[¥￥,\s元块钱]|人民币|rmb|cny|yuan", "", word.casefold())
    digits = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([千百万kw]?)", plain)
    if digits:
        return Decimal(digits.group(1)) * _UNITS.get(digits.group(2), 1)
    return Decimal(_chinese(plain))


def _chinese(word: str) -> int:
    """Return a Chinese number below a hundred million; a digit at the end counts tenths of the last unit (两千五)."""
    total, section, digit, last = 0, 0, 0, 1
    for c in word:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last = 1 if c in "零〇" else last
        elif c == "万":
            total, section, digit, last = (total + section + digit) * 10000, 0, 0, 10000
        else:
            unit = {"十": 10, "百": 100, "千": 1000}.get(c, 0)
            section, digit, last = section + (digit or 1) * unit, 0, unit
    return total + section + digit * max(1, last // 10)

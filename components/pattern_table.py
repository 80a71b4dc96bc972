"""The table of rule-like entities: what an order number, a phone tail, a price or a date looks like.

Each row holds patterns for spaCy's Matcher over units (`components.bert.units`): a run of digits, a word of
letters, or one Chinese character or sign. Rows stand in order of precedence: of two overlapping matches the
longer wins, of equally long ones that of the earlier row.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

TokenPattern = Dict[str, Any]


@dataclass(frozen=True)
class PatternRow:
    """One kind of value.

    Attributes:
        entity: The entity's name.
        patterns: The value's units.
        before: Units that must stand before the value.
        alone: The value must be the whole message, signs aside.
        sure: The value's form leaves no doubt: it replaces other extractors' overlapping guesses.
        compact: The entity's value is written without blanks and hyphens, in ASCII capitals.
    """

    entity: str
    patterns: Tuple[List[TokenPattern], ...]
    before: Tuple[List[TokenPattern], ...] = ()
    alone: bool = False
    sure: bool = True
    compact: bool = False


def _is(expression: str, **more: Any) -> TokenPattern:
    return {"TEXT": {"REGEX": f"^(?:{expression})$"}, **more}


def _each(text: str) -> List[TokenPattern]:
    """The characters of a Chinese word, one unit each."""
    return [{"TEXT": character} for character in text]


def _words(text: str) -> List[TokenPattern]:
    return [{"TEXT": word} for word in text.split()]


def _any_of(*texts: str) -> Tuple[List[TokenPattern], ...]:
    return tuple(_words(text) if text.isascii() else _each(text) for text in texts)


_GAP = _is(r"[::#=是为,，]|号|码|no|number|num|id|is|\.", OP="*")
_DASH = {"TEXT": {"IN": ["-", "_"]}}

_CARRIER = _is(r"sf|yt|zto|zt|sto|jd|jdva|jdvb|jdvc|jdx|ems|yd|yunda|jt|dpk|db|ttk|ht|cn|lp|ups|fedex|dhl")
_TRACKING_WORDS = _any_of(
    "快递单", "运单", "物流单", "包裹单", "快递", "物流", "运单号", "tracking", "waybill", "awb", "track"
)  # fmt: skip
_TAIL_WORDS = _any_of(
    "尾号", "手机尾号", "后四位", "后4位", "末四位", "尾数", "后四位数", "后面四位", "最后四位", "last four", "last 4",
    "last four digits", "last 4 digits", "ending in", "ending with", "ends in", "ends with", "ending", "phone",
)  # fmt: skip

_DIGITS = r"[0-9]+"
_NUMERAL = r"[0-9一二三四五六七八九十两廿]"
_SHORT = _is("[0-9]{1,2}")
_POINT = {"TEXT": {"IN": [".", ","]}}
_CURRENCY = _is("yuan|rmb|cny|usd|dollars?|bucks?|kuai|euros?")
_YUAN = _is("元|块|圆|塊")
_WEEKDAY = r"[一二三四五六日天末]"
_MONTHS = (
    "jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|"
    "oct|october|nov|november|dec|december"
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thurs|fri"
)

TABLE: Tuple[PatternRow, ...] = (
    # SF1390284756120, JDVA12345678901, "YT 8812345678901"
    PatternRow("tracking_number", ([_CARRIER, _is(r"[0-9]{8,18}")],), compact=True),
    # 快递单号 773912345678: only the words before tell it from an order number
    PatternRow(
        "tracking_number",
        ([_is(r"[0-9]{10,18}")],),
        before=tuple([*words, _is("单", OP="?"), _GAP] for words in _TRACKING_WORDS),
        compact=True,
    ),
    # 261105482913, 10 to 18 digits in one run; 11 digits that begin like a mobile number are none
    PatternRow("order_id", ([_is(r"(?!1[3-9][0-9]{9}$)[0-9]{10,18}")],), compact=True),
    # 261105 482913, 2611-0548-2913
    PatternRow(
        "order_id",
        (
            [_is(r"[0-9]{6}"), {**_DASH, "OP": "?"}, _is(r"[0-9]{6}")],
            [_is(r"[0-9]{4}"), {**_DASH, "OP": "?"}, _is(r"[0-9]{4}"), {**_DASH, "OP": "?"}, _is(r"[0-9]{4}")],
        ),
        compact=True,
    ),
    # 订单号 20388 or "order no. KF-10293": shorter or lettered numbers count after the words
    PatternRow(
        "order_id",
        ([_is(r"[0-9]{5,18}")], [_is(r"[a-z]{1,4}", SPACY=False), {**_DASH, "OP": "?"}, _is(r"[0-9]{4,18}")]),
        before=tuple([*words, _GAP] for words in _any_of("订单", "订单号", "單號", "訂單", "定单", "order")),
        compact=True,
    ),
    PatternRow(
        "phone_tail", ([_is(r"[0-9]{4}")],), before=tuple([*words, _GAP] for words in _TAIL_WORDS), compact=True
    ),
    PatternRow("phone_tail", ([_is(r"[0-9]{4}")],), alone=True, compact=True),
    # 199元, 12.5块, 三百块, ¥199, $20, 20 dollars, 199 rmb
    PatternRow(
        "price",
        (
            [_is(_DIGITS), _is("[百千万]", OP="?"), _YUAN, _is("钱|錢", OP="?")],
            [_is(_DIGITS), _POINT, _is(_DIGITS), _is("[百千万]", OP="?"), _YUAN, _is("钱|錢", OP="?")],
            [_is("[一二三四五六七八九十百千万两半几]", OP="+"), _YUAN, _is("钱|錢", OP="?")],
            [_is("[¥￥$€£]"), _is(_DIGITS)],
            [_is("[¥￥$€£]"), _is(_DIGITS), _POINT, _is(_DIGITS)],
            [_is(_DIGITS), _CURRENCY],
            [_is(_DIGITS), _POINT, _is(_DIGITS), _CURRENCY],
        ),
        sure=False,
    ),
    # 11月3号, 十一月三日, 2026-11-03; a bare 3号 or 11/3 may be a building or a fraction
    PatternRow(
        "date",
        (
            [_is(_NUMERAL + "+", OP="+"), _is("月"), _is(_NUMERAL + "+", OP="+"), _is("[号日號]", OP="?")],
            [_is("20[0-9]{2}"), _is("[-/.年]"), _SHORT, _is("[-/.月]"), _SHORT, _is("[日号]", OP="?")],
        ),
        sure=False,
    ),
    # 今天, 大后天, 下周三, 月底; not festivals, which name an occasion: 双十一有活动吗
    PatternRow(
        "date",
        (
            *_any_of("今天", "明天", "后天", "大后天", "昨天", "前天", "大前天", "今日", "明日", "昨日", "後天"),
            *_any_of("月底", "月初"),
            [_is("[下上这本這]", OP="?"), _is("个|個", OP="?"), _is("周|週"), _is(_WEEKDAY)],
            [_is("[下上这本這]", OP="?"), _is("个|個", OP="?"), _is("星|礼"), _is("期|拜"), _is(_WEEKDAY)],
        ),
        sure=False,
    ),
    # today, next monday, nov 3, 3rd of november
    PatternRow(
        "date",
        (
            [_is("today|tomorrow|tmr|tmrw|yesterday|tonight")],
            _words("day after tomorrow"),
            [_is("next|this|last", OP="?"), _is(_DAYS)],
            [_is("next|this|last"), _is("week|weekend|month")],
            [_is(_MONTHS), _SHORT, _is("st|nd|rd|th", OP="?")],
            [_SHORT, _is("st|nd|rd|th", OP="?"), _is("of", OP="?"), _is(_MONTHS)],
        ),
        sure=False,
    ),
)  # fmt: skip

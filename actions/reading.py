"""Numbers and plain yes or no, read out of a customer's words; pure functions for Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kefu.names import Entity

LONGEST_MESSAGE = 1000  # characters; what is longer is answered with a plea to be brief

# Only carriers' own letters: "will 261105482913" holds an order number.
_TRACKING = re.compile(
    r"(?<![A-Za-z0-9])(SF|YT|ZTO?|JD(?:VA|VB|V|X)?|STO|YD|EMS|DPK)[ -]?([0-9]{12,13})(?![0-9])", re.IGNORECASE
)
_TWELVE_DIGITS = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_GROUPED_DIGITS = re.compile(r"(?<![0-9])[0-9]{2,6}(?:[ -][0-9]{2,6}){1,5}(?![0-9])")
MOBILE_NUMBER = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])")
_OTHER_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{9,20}(?![0-9])")
_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9年])")
_CHINESE_DIGITS = "零〇一幺二三四五六七八九"
_CHINESE_FOUR = re.compile(rf"(?<![{_CHINESE_DIGITS}])[{_CHINESE_DIGITS}]{{4}}(?![{_CHINESE_DIGITS}])")
_DIGIT_OF = str.maketrans(_CHINESE_DIGITS, "001123456789")

_UNSURE = re.compile(
    r"[?吗]|多久|怎么|什么|为何|如果|的话|要是|不确定|没想好|不知道|想想|考虑|等等|稍等|等一下|等会"
    r"|\b(?:what|how|why|when|if|not sure|unsure|maybe|perhaps|let me think|wait|hold on)\b",
    re.IGNORECASE,
)
_NOT_CANCELLING = re.compile(
    r"不(?:要|用|想|需要)?取消|[别甭]取消|先不|算了|保留|留着|反悔|不了"
    r"|\b(?:don'?t|do not|not|never) (?:cancel|want)|\bkeep\b|\bchanged my mind\b|\b(?:no|nope)\b",
    re.IGNORECASE,
)
_CANCELLING = re.compile(
    r"(?<![不没])确[认定](?!不)|(?<![不别甭用要想])取消(?:吧|掉|了吧|它)|是的|对的?[,。!]?\s*取消|帮我取消"
    r"|\b(?:yes|yep|yeah|confirm|sure|go ahead)\b"
    r"|(?<!n't )(?<!nt )(?<!not )(?<!never )\bcancel (?:it|that|this|the order|my order)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?<!没)不(?!错|过)|[别甭]|算了|没必要|取消|放弃|反悔|再说吧|下次"
    r"|\b(?:no|nope|nah|don'?t|do not|not|never|cancel|stop|forget it|changed my mind|leave it)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?<![不没])确[认定](?!不)|是的|^[是对嗯恩](?:[的呀啊,。!]|$)|对的|没错|没问题|没有?(?:意见|异议)|(?<!不)可以|(?<!不)[好行](?:[的吧啊呀嘞,。!了]|$)"
    r"|(?<!不)同意|提交|就这样|就这么|办吧|成交|(?:就|那就|那)?(?:退|换|改|办|寄|补|开|约|订|修)(?:[吧了]|了吧)?$"
    r"|\b(?:yes|yep|yeah|yup|confirm(?:ed)?|sure|ok(?:ay)?|go ahead|please do|do it|correct|right|sounds good|fine)\b",
    re.IGNORECASE,
)
_CANCEL_ALONE = re.compile(
    r"(?:好的?|行|嗯+|可以|ok)? ?(?:请|麻烦|帮我|那|就|给我)*取消(?:它|吧|掉|了|订单|这个|这单|这笔|这个订单)*"
    r"|(?:(?:ok(?:ay)?|yes|alright|all right|sure|then) )?(?:please )?(?:just )?cancel"
    r"(?: it| this| that| (?:the|my|this|that) order)?(?: please)?",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"(?:那|还是|先)?(?:算了|不用了|不要了|不查了|不弄了|不问了|不办了|取消|退出|停)[吧了啊]?"
    r"|(?:ok(?:ay)? )?(?:cancel|stop|quit|exit|never ?mind|forget it|leave it)",
    re.IGNORECASE,
)

_FILING_AGAIN = re.compile(
    r"(?:我|就|快|赶紧|马上|立刻|请|那|都说了)*(?:要|给我|帮我|想)*(?:申请|办理)?"
    r"(?:退货退款|退货|退款|换货|退钱|维修|报修|修|退|换|补发)[吧了啊呀]*"
    r"|(?:just )?(?:return|refund|exchange|repair|replace) (?:it|me|them)(?: now| please)?"
    r"|(?:i want|give me) (?:a |my )?(?:refund|return|money back)(?: now)?",
    re.IGNORECASE,
)
_NOT_WITHDRAWING = re.compile(
    r"(?:不|别|甭|先不)(?:要|用|想)?(?:撤|取消)|算了|保留|留着|继续|\b(?:no|nope|don'?t|do not|not|keep|leave)\b",
    re.IGNORECASE,
)
_WITHDRAWING = re.compile(
    r"(?<![不别甭用要想])撤(?:回|销|掉|了)?|(?<![不没])确[认定](?!不)|^[是对嗯](?:[的呀啊,。!]|$)|是的|^(?:好|行|可以)"
    r"|\b(?:yes|yep|yeah|confirm|sure|go ahead|ok(?:ay)?|withdraw|take it back)\b",
    re.IGNORECASE,
)

_DELETION = re.compile(
    r"注销|销户|删除?(?:我的?)?(?:全部|所有)?的?(?:个人)?(?:信息|资料|数据|账号|账户)"
    r"|\bdelet(?:e|ed|ing|ion)\b.{0,20}\b(?:data|account|information)\b|\b(?:data|account) deletion\b",
    re.IGNORECASE,
)
_AFTER_SALE = re.compile(r"[退换]|\b(?:return|refund|exchange)", re.IGNORECASE)


@dataclass(frozen=True)
class Numbers:
    """The numbers of one message, each None when it holds none."""

    order_id: str | None = None
    tracking_number: str | None = None
    phone_tail: str | None = None

    def with_order(self, order_id: str) -> Numbers:
        """Return the same numbers with another order."""
        return replace(self, order_id=order_id)


def clean(text: str | None) -> str:
    """Return *text* in one form: NFKC, no control or invisible characters, runs of space as one."""
    return verbatim(unicodedata.normalize("NFKC", text or ""))


def verbatim(text: str) -> str:
    """Return *text* as it was written but for control and invisible characters, and runs of space as one."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " " for c in text)
    return " ".join("".join(kept).split())


def has_words(text: str) -> bool:
    """Return whether any letter, Chinese character or digit is in the text (an emoji is none)."""
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def read_numbers(text: str, entities: Iterable[Mapping[str, Any]] = ()) -> Numbers:
    """Find an order number, a tracking number and a phone tail in cleaned *text*; entities fill what is missing.

    A number of 9 to 20 digits that cannot be an order number is returned as one all the same: "not found" is
    the honest answer to it. Four digits of a full mobile number count as its tail.
    """
    rest, tracking = _take(_TRACKING, text)
    rest, phone = _take(MOBILE_NUMBER, rest)
    rest, order = _take_order(rest)
    tail = phone[-4:] if phone else _read_tail(rest)
    found = {item.get("entity"): str(item.get("value") or "") for item in entities}
    number = _digits(found.get(Entity.ORDER_ID))
    if number and MOBILE_NUMBER.fullmatch(number):  # eleven digits: a mobile number, whatever it was taken for
        tail = tail or number[-4:]
        number = None
    return Numbers(
        order_id=order or number,
        tracking_number=tracking.upper()
        if tracking
        else clean(found.get(Entity.TRACKING_NUMBER)).upper() or None,
        phone_tail=tail or _tail_of(found.get(Entity.PHONE_TAIL)),
    )


def without_numbers(text: str) -> str:
    """Return cleaned *text* with tracking, phone and order numbers and phone tails cut out."""
    for pattern in (_TRACKING, MOBILE_NUMBER, _TWELVE_DIGITS, _GROUPED_DIGITS, _OTHER_LONG_NUMBER, _FOUR_DIGITS):
        text = pattern.sub(" ", text)
    return text


def confirms_cancelling(text: str) -> bool | None:
    """Return whether cleaned *text* answers "shall I cancel this order?" with yes or no; None when unclear.

    Unclear are a bare "取消" or "cancel" (the order, or the question?), both answers in one, and neither.
    """
    yes, no = bool(_CANCELLING.search(text)), bool(_NOT_CANCELLING.search(text))
    return None if yes == no else yes


def confirms(text: str) -> bool | None:
    """Return whether cleaned *text* answers "shall I do this?" with yes or no; None when unclear or both."""
    yes, no = bool(_YES.search(text)), bool(_NO.search(text))
    return None if yes == no else yes


def confirms_filing(text: str) -> bool | None:
    """Return whether cleaned *text* answers "shall I file this?"; who says once more "我要退货!" means yes."""
    if _FILING_AGAIN.fullmatch(_without_punctuation(text)):
        return True
    return confirms(text)


def confirms_withdrawing(text: str) -> bool | None:
    """Return whether cleaned *text* answers "shall I take this request back?"; None when unclear or both."""
    yes, no = bool(_WITHDRAWING.search(text)), bool(_NOT_WITHDRAWING.search(text))
    return None if yes == no else yes


def is_unsure(text: str) -> bool:
    """Return whether cleaned *text* asks or hesitates, so that no yes may be read into it."""
    return bool(_UNSURE.search(text))


def says_cancel(text: str) -> bool:
    """Return whether cleaned *text* is nothing but "取消", "取消吧" or "cancel it"."""
    return bool(_CANCEL_ALONE.fullmatch(_without_punctuation(text)))


def says_stop(text: str) -> bool:
    """Return whether cleaned *text* is nothing but a wish to leave the matter: "算了", "never mind"."""
    return bool(_STOPS.fullmatch(_without_punctuation(text)))


def names_deletion(text: str) -> bool:
    """Return whether cleaned *text* speaks of closing the account or deleting its data."""
    return bool(_DELETION.search(text))


def names_after_sale(text: str) -> bool:
    """Return whether cleaned *text* speaks of a return, an exchange or a refund."""
    return bool(_AFTER_SALE.search(text))


def _without_punctuation(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """Cut the first match out of *text*; return the rest and the match without separators."""
    match = pattern.search(text)
    if match is None:
        return text, None
    groups = match.groups() or (match.group(),)
    return text[: match.start()] + " " + text[match.end() :], re.sub(r"[ -]", "", "".join(groups))


def _take_order(text: str) -> tuple[str, str | None]:
    rest, number = _take(_TWELVE_DIGITS, text)
    if number:
        return rest, number
    for match in _GROUPED_DIGITS.finditer(text):  # 2609 2144 8037
        number = re.sub(r"[ -]", "", match.group())
        if len(number) == 12:
            return text[: match.start()] + " " + text[match.end() :], number
    return _take(_OTHER_LONG_NUMBER, text)


def _read_tail(text: str) -> str | None:
    four = _FOUR_DIGITS.search(text)
    if four:
        return four.group()
    chinese = _CHINESE_FOUR.search(text)
    return chinese.group().translate(_DIGIT_OF) if chinese else None


def _digits(value: str | None) -> str | None:
    digits = re.sub(r"[^0-9]", "", clean(value))
    return digits[:20] or None


def _tail_of(value: str | None) -> str | None:
    digits = re.sub(r"[^0-9]", "", clean(value).translate(_DIGIT_OF))
    return digits[-4:] if len(digits) >= 4 else None

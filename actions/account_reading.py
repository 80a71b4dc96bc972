"""A new phone number or name, read out of a customer's words; pure functions."""

from __future__ import annotations

import re

from actions.reading import MOBILE_NUMBER

_LONGEST = 40  # characters of a name
_LABELS = (
    re.compile(
        r"^(?:(?:不对|不是|嗯|好的|请|麻烦|帮我)[,. ]*)*(?:(?:我的)?(?:新|真实)?(?:姓名|名字)|我)?"
        r"(?:应该)?(?:是|为|叫|改[成为]|换[成为])?\s*:?\s*"
    ),
    re.compile(
        r"^(?:(?:please|sorry|no|it'?s|it is|my|the|new|change)[,: ]+)*(?:name\b)?\s*(?:(?:is|to|should be)\b|:)?\s*",
        re.IGNORECASE,
    ),
)
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,12}·[\u4e00-\u9fff]{2,12}"
    r"|[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}"
)
_AROUND = re.compile(r"^[\s,。.;:!\"“”']+|[\s,。.;:!\"“”']+$")
_OTHER_WORDS = re.compile(
    r"[?吗]|怎么|什么|为何|为什么|哪|多久|订单|物流|快递|退|发票|人工|客服|手机|电话|密码|谢谢|你好|好的|可以|不用|不要|取消|算了|等"
    r"|\b(?:how|what|why|when|where|can|order|please|thanks?|hello|human|agent|cancel|phone|don'?t)\b",
    re.IGNORECASE,
)


def find_new_phone(text: str) -> str | None:
    """Return the eleven digits of the last mobile number in cleaned *text*, or None."""
    found = MOBILE_NUMBER.findall(text)
    return re.sub(r"[ -]", "", found[-1]) if found else None


def find_new_name(text: str) -> str | None:
    """Return the name that cleaned *text* answers with, or None when it is none."""
    if _OTHER_WORDS.search(text):
        return None
    for label in _LABELS:
        text = label.sub("", text, count=1)
    name = _AROUND.sub("", text)
    return name if len(name) <= _LONGEST and _NAME.fullmatch(name) else None

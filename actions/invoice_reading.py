"""What stands on an invoice, read out of a customer's words: title, tax number, e-mail; pure functions."""

from __future__ import annotations

import re

from shop.tax_numbers import is_tax_number, squeeze_tax_number

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")
_GROUP = r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*"
_GROUPED = re.compile(rf"(?<![0-9A-Za-z]){_GROUP}(?:[ -]{_GROUP})+(?![0-9A-Za-z])")
_PLACES = 15  # the fewest of a tax number
_MOST_TITLE = 100  # characters

_COMPANY = re.compile(
    r"(?:公司|集团|工厂|厂|商行|商店|店|中心|事务所|研究[院所]|学院|学校|大学|医院|协会|基金会|合作社|工作室|委员会|局|个体户)$"
    r"|\b(?:co|ltd|inc|llc|gmbh|company|corp|corporation|limited|studio|university|school|hospital)\.?$",
    re.IGNORECASE,
)
_LABELS = (
    re.compile(
        r"^(?:(?:不对|不是|那个|嗯|好的|对了|是|就|请|麻烦|帮我)[,. ]*)*"
        r"(?:(?:发票|新|公司|单位|企业)?的?(?:抬头|名称|名字|全称)|公司名|公司是|单位是)?(?:应该)?"
        r"(?:是|为|叫|写成?|填|开成?|改[成为]?|换[成为]?|用)?(?:一下)?\s*:?\s*"
    ),
    re.compile(
        r"^(?:(?:please|sorry|no|it'?s|it is|the|my|use|put|change|make)[,: ]+)*"
        r"(?:(?:invoice |company )?(?:title|name|company)\b)?\s*(?:(?:is|to|should be|as)\b|:)?\s*",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:made? )?out to\s+", re.IGNORECASE),
    re.compile(r"(?<=.)(?:就行|就好|就可以|即可|吧|的)[。.!]?$"),
)
_NAMED = re.compile(
    r"(?:抬头|公司名称?|单位名称|企业名称)(?:应该)?(?:是|为|叫|写成?|填|开成?|改[成为]|换[成为]|用)?\s*:?\s*"
    r"(?P<zh>(?!错|不对|写错|开错|有误|怎么|什么|个人|公司(?:抬头|发票)|能|可以|和|的)[^\s,。.;;!?、]{2,60})"
    r"|\b(?:(?:invoice|company) (?:title|name)|title)(?: should be| is| to|:)\s*(?P<en>[^,;!?\n]{2,60})"
    r"|\bmade? out to\s+(?P<out>[^,;!?\n]{2,60})",
    re.IGNORECASE,
)
_TAX_LABEL = re.compile(
    r"(?:纳税人)?(?:识别号|税号)(?:是|为)?\s*:?|邮箱(?:是|为|地址)?\s*:?|发到|发送到"
    r"|\btax (?:number|no\.?|id)(?: is|:)?|\be-?mail(?: is| to|:)?",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?吗]|怎么|什么|为何|哪|多久|多少|能不能|可不可以|\b(?:how|what|why|when|where|can i|do i)\b",
    re.IGNORECASE,
)
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,12}·[\u4e00-\u9fff]{2,12}")
_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")  # as registered: 远山（杭州）有限公司
_AROUND = re.compile(r"^[\s,。.;:、!\"“”']+|[\s,。.;:、!\"“”']+$")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧"
)


def find_email(text: str) -> str | None:
    """Return the e-mail address in cleaned *text*, or None."""
    match = _EMAIL.search(text)
    return match.group() if match else None


def find_tax_number(text: str) -> str | None:
    """Return the tax number in cleaned *text*, in capitals, or None when none is there or its check digit is wrong."""
    written = _written_tax_number(text)
    number = squeeze_tax_number(written) if written else None
    return number if number and is_tax_number(number) else None


def is_company(title: str) -> bool:
    """Return whether *title* is the name of a company or an institution."""
    return bool(_COMPANY.search(title))


def named_title(text: str) -> str | None:
    """Return the title that cleaned *text* gives in so many words ("抬头写……"), or None."""
    match = _NAMED.search(_EMAIL.sub(" ", text))
    if match is None or _ASKS.search(text):
        return None
    found = next(group for group in match.groups() if group)
    return _trim(found) or None


def without_title(text: str) -> str:
    """Return cleaned *text* without the title that it gives in so many words."""
    match = _NAMED.search(text)
    if match is None or match.lastgroup is None:
        return text
    start, end = match.span(match.lastgroup)
    return text[:start] + " " + text[end:]


def answered_title(text: str) -> str | None:
    """Return the title that cleaned *text* answers with, or None when it is no name."""
    if _ASKS.search(text):
        return None
    rest = _EMAIL.sub(" ", text)
    written = _written_tax_number(rest)
    if written:
        rest = rest.replace(written, " ")
    rest = _TAX_LABEL.sub(" ", rest).strip()
    for label in _LABELS:
        rest = label.sub("", rest, count=1)
    title = _trim(rest)
    return title if 2 <= len(title) <= _MOST_TITLE and re.search(r"[^\W\d_]{2}", title) else None


def is_surely_a_name(title: str) -> bool:
    """Return whether *title* is a name, whatever else the message might be taken for."""
    return is_company(title) or bool(_CHINESE_NAME.fullmatch(title) and title[0] in _SURNAMES)


def _written_tax_number(text: str) -> str | None:
    bare = _EMAIL.sub(" ", text)
    match = _RUN.search(bare)
    if match and sum(c.isdigit() for c in match.group()) >= _PLACES // 2:
        return match.group()
    grouped = (found.group() for found in _GROUPED.finditer(bare))
    return next((one for one in grouped if len(squeeze_tax_number(one)) >= _PLACES), None)


def _trim(title: str) -> str:
    whole = _AROUND.sub("", " ".join(title.split()))
    return _BRACKETS.sub(r"（\1）", whole).removesuffix("发票").removesuffix("的")

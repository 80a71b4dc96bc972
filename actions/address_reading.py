"""An address, a receiver and a phone number in a customer's words; pure functions for Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.places import Found, find_city, find_province

_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[ -]?)?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])"
    r"|(?<![0-9])(0[0-9]{2,3})-([0-9]{7,8})(?![0-9])"
)
_PHONE_LABEL = re.compile(
    r"(?:(?:手机|电话|联系方式|联系电话|号码|手机号|电话号码|手机号码)+(?:号码?)?(?:也|就|要)?"
    r"(?:改成|改为|换成|换为|改|换|是|用)?[::]?\s*)$"
    r"|(?:(?:my |the |new )*(?:phone|mobile|tel|number|phone number)(?: number)?(?: is| to|:)?\s*)$",
    re.IGNORECASE,
)
_NAME = r"(?![改换寄送请帮让由给就写把一个了吧也要])[\u4e00-\u9fff·]{2,4}?"
_EN_NAME = r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,2}"
_RECEIVER = (
    re.compile(
        rf"(?:收货人|收件人|联系人|签收人)(?:的?(?:名字|姓名))?(?:也|就|要)?(?:改成|改为|换成|换为|改|换|写|是|用)?[::]?\s*"
        rf"(?P<name>{_NAME}|{_EN_NAME})(?=$|[,;。!、\s]|先生|女士|小姐|收|吧|就|,|电话|手机)"
    ),
    re.compile(
        rf"(?:^|[,;。、\s]|由|给|让|换成|改成|改为)(?P<name>{_NAME})"
        r"(?:先生|女士|小姐)?(?:来)?(?:代?收|签收)(?![货件到据费])"
    ),
    re.compile(
        rf"(?i:\b(?:receiver|recipient|attn|attention|name|addressee)(?:'s name)?"
        rf"(?: (?:is|to|should be|becomes))?[:.]?) (?P<name>{_EN_NAME})"
    ),
    re.compile(rf"\bc/o (?P<name>{_EN_NAME})|(?i:\baddressed to) (?P<to>{_EN_NAME})"),
)
# The commonest family names, by which "王芳" between two commas is a person.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于"
    "杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史"
    "陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_BARE_NAME = re.compile(rf"[{_FAMILY}][\u4e00-\u9fff]{{1,2}}")
_STREET = re.compile(
    r"路|街|大道|巷|弄|胡同|村|镇|乡|屯|(?<!门牌)(?<![件账单])号|楼|栋|幢|座|单元|室"
    r"|小区|大厦|广场|花园|家园|公寓|新苑|学校|大学|学院|中心|园区|产业园|驿站|医院|酒店|宿舍"
    r"|\b(?:road|rd|street|st|avenue|ave|lane|building|bldg|block|floor|room|unit|apartment|apt|tower|plaza|no)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"[0-9零一二三四五六七八九十百]+\s*(?:号楼|号|楼|栋|幢|座|单元|室|弄|层)?|[A-Za-z]座|\b(?:no|room|unit|floor|apt)\b",
    re.IGNORECASE,
)
_DISTRICT = re.compile(r"\s*([\u4e00-\u9fff]{1,8}?(?:新区|开发区|高新区|自治县|区|县|旗|市))(?![内里外])")
_EN_DISTRICT = re.compile(
    r"\b([A-Z][A-Za-z']+(?: New)?) (?:District|County)\b|\b([A-Z][A-Za-z']+ New Area)\b"
)
_LEAD_IN = re.compile(
    r"^.*?(?:(?:寄|送|发|邮|改|换|变更|更改|修改)(?:送|货)?(?:到|至|成|为|往)|应该是?|(?:新|收货|收件|快递|详细|我的|公司|家里)*(?:的)?地址(?:改成|换成|改为|改|换|是|为)?[::]?)\s*(?:了|一下|吧)?"
    r"|^.*?\b(?:(?:ship|send|deliver|forward|change|redirect)\b.*?\bto|address(?: is| to|:)?|live at|is)\b:?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[,;。!?\s]|谢谢|多谢|吧|哦|哈|呢|可以吗|行吗|好吗|就行|就可以|please|thanks|thank you)+$",
    re.IGNORECASE,
)
_SHORTEST_STREET = 4  # characters
_SHORTEST_NAME = 2  # characters, besides the numbers of house and door
_LONGEST_STREET = 200


@dataclass(frozen=True)
class AddressWords:
    """What a message holds of an address, each None where it says nothing of it."""

    province: str | None = None
    city: str | None = None
    district: str | None = None
    street: str | None = None
    receiver: str | None = None
    phone: str | None = None

    @property
    def place(self) -> dict[str, str]:
        """The parts of the place that are there, as a slot keeps them."""
        parts = {
            "province": self.province,
            "city": self.city,
            "district": self.district,
            "street": self.street,
        }
        return {name: value for name, value in parts.items() if value}


def read_address(text: str, *, asked: bool = False) -> AddressWords:
    """Return what cleaned *text* says of an address, a receiver and a phone.

    *asked*: it answers "where to?", so that its words are an address even without a street's ending.
    """
    rest, phone = _cut_phone(text)
    rest, receiver = _cut_receiver(rest, with_phone=phone is not None)
    found = find_city(rest)
    province = found.city.province if found else find_province(rest)
    district, street = _after_city(rest, found) if found else _without_city(rest)
    if street is not None and not _is_street(street, sure=found is not None or asked):
        street = None
    if not found and not street:
        district = None
    return AddressWords(
        province if found or asked else None,
        found.city.name if found else None,
        district,
        street,
        receiver,
        phone,
    )


def read_phone(text: str) -> str | None:
    """Return the phone number in cleaned *text*, digits alone (a landline with its hyphen), or None."""
    return _cut_phone(text)[1]


def read_receiver(text: str) -> str | None:
    """Return the name in cleaned *text*, which answers "who will receive it?"; None where it is none."""
    rest, named = _cut_receiver(_cut_phone(text)[0], with_phone=True)
    if named:
        return named
    bare = re.sub(
        r"^(?:收货人|收件人)?(?:改成|换成|改为|就|是|叫|写|换)*"
        r"(?:(?:it'?s|his name is|her name is|name is|change it to)\b)?\s*",
        "",
        rest.strip(" ,。!:"),
        flags=re.IGNORECASE,
    )
    bare = re.sub(r"(?:先生|女士|小姐|收|吧|来收|签收|,|。|please)+$", "", bare).strip()
    if re.fullmatch(
        r"[\u4e00-\u9fff·]{2,8}|[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*){0,3}", bare
    ) and not (re.search(r"不|吗|呢|什么|谁|怎么|\b(?:no|not|what|who|don'?t)\b", bare, re.IGNORECASE)):
        return bare
    return None


def masked(phone: str) -> str:
    """Hide the middle of a phone number; what was said is never repeated whole."""
    return f"{phone[:3]}****{phone[-4:]}"


def _cut_phone(text: str) -> tuple[str, str | None]:
    match = _PHONE.search(text)
    if match is None:
        return text, None
    mobile = "".join(part or "" for part in match.groups()[:3])
    number = mobile or f"{match.group(4)}-{match.group(5)}"
    before = _PHONE_LABEL.sub("", text[: match.start()])
    return f"{before} , {text[match.end() :]}", number


def _cut_receiver(text: str, with_phone: bool) -> tuple[str, str | None]:
    for pattern in _RECEIVER:
        match = pattern.search(text)
        if match:
            name = next(value for value in match.groupdict().values() if value)
            return f"{text[: match.start()]} , {text[match.end() :]}", name
    if with_phone:  # an address as it is copied: place, name, phone
        for piece in re.split(r"[,;。、\s]+", text):
            if _BARE_NAME.fullmatch(piece) and not find_city(piece) and not _STREET.search(piece):
                return re.sub(rf"(?<![\u4e00-\u9fff]){piece}(?![\u4e00-\u9fff])", " , ", text, count=1), piece
    return text, None


def _after_city(text: str, found: Found) -> tuple[str | None, str | None]:
    after = text[found.end :]
    if not re.search(r"[\u4e00-\u9fff]", text) or not after.strip(" ,.!"):
        return _english(f"{text[: found.start]} {after}")
    match = _DISTRICT.match(after)
    district = match.group(1) if match else None
    street = _trimmed(after[match.end() :] if match else after)
    return district, street or _trimmed(_LEAD_IN.sub("", text[: found.start], count=1))


def _without_city(text: str) -> tuple[str | None, str | None]:
    if not re.search(r"[\u4e00-\u9fff]", text):
        return _english(text)
    rest = _LEAD_IN.sub("", text, count=1)
    match = _DISTRICT.match(rest)
    if match and _STREET.search(rest[match.end() :]):
        return match.group(1), _trimmed(rest[match.end() :])
    return None, _trimmed(rest)


def _english(text: str) -> tuple[str | None, str | None]:
    rest = _LEAD_IN.sub("", text, count=1)
    match = _EN_DISTRICT.search(rest)
    district = match.group(0) if match else None
    if match:
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    pieces = [piece.strip() for piece in re.split(r"[,;]", rest)]
    kept = [piece for piece in pieces if _STREET.search(piece) or re.match(r"[0-9]+ \w", piece)]
    return district, _trimmed(", ".join(kept))


def _trimmed(text: str) -> str | None:
    """Return the longest run that is not a courtesy, without what surrounds it."""
    pieces = [piece.strip() for piece in re.split(r"[,;。!?]", text) if _STREET.search(piece)]
    plain = _TAIL.sub("", ", ".join(pieces) if pieces else text.strip(" ,;。")).strip()
    return plain[:_LONGEST_STREET] or None


def _is_street(street: str, sure: bool) -> bool:
    """Return whether *street* can stand on a parcel: more than a number of a house, which alone leads nowhere."""
    name = re.sub(r"[\W_]|[零一二三四五六七八九十百]", "", _NUMBERED.sub("", street))
    if len(street) < _SHORTEST_STREET or len(name) < _SHORTEST_NAME:
        return False
    return bool(_STREET.search(street)) and (sure or bool(_NUMBERED.search(street)))

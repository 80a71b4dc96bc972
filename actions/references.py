"""What "第二个", "它", "the last one" or "另一个" points to; pure functions for Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from actions.reading import clean, without_numbers


class Kind(Enum):
    """How a customer points to an order."""

    PLACE = "place"  # by its place in the list; `place` counts from 0, from -1 backwards
    MIDDLE = "middle"
    CURRENT = "current"  # the one we spoke of
    OTHER = "other"  # not the one we spoke of


@dataclass(frozen=True)
class Pointer:
    """A way of pointing, not yet resolved."""

    kind: Kind
    place: int = 0


_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10, "〇": 0}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PINYIN = {"yi": 1, "er": 2, "san": 3, "si": 4, "wu": 5}

_ZH_NUMBER = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_ZH_MEASURE = r"(?:个|個|单|單|笔|筆|条|條|件|份|款|张|张单)"
_EN_ORDINAL = "|".join(_ORDINALS) + r"|[0-9]{1,2}(?:st|nd|rd|th)"
_EN_THING = r"(?:one|order|parcel|package|item|purchase|option)"

_NOT_A_PLACE = re.compile(
    r"第(?:[一二两三四五六七八九十]|[0-9])+\s*(?:天|次|年|周|月|季|批|代|步|回|时间|期)"
    r"|(?:要|成|到|买)\s*(?:[一二两三四五六七八九十]|[0-9])+\s*(?:件|个|双|套|台|盒|瓶|包|条|份)"
    r"|\b(?:a|one|any|per|every|few|split|just a|in a|wait a|hold on a) second\b"
    r"|\bsecond ?hand\b|\b(?:at|for the) first\b|\bfirst (?:of all|time|name)\b",
    re.IGNORECASE,
)
# Tried in this order; a group "n" holds the number. What is nearer to the end of a list comes first.
_PLACES: tuple[tuple[re.Pattern[str], int | None], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), place)
    for pattern, place in (
        (rf"倒数\s*第?\s*(?P<back>{_ZH_NUMBER})", None),
        (rf"\b(?P<back>{_EN_ORDINAL}) (?:from the bottom|to last|from last|last)\b", None),
        (r"\bpenultimate\b|\bsecond last\b", -2),
        (rf"最后(?:面)?(?:的)?(?:那|一)?(?:一)?{_ZH_MEASURE}|最后那|末尾|最下面|下面那|後面|后面那", -1),
        (
            rf"\blast {_EN_THING}s? (?:in|on|of) (?:the|that|your) list\b|\blast one\b|\bbottom (?:one|order)\b",
            -1,
        ),
        (r"\bat the bottom\b|\boldest\b", -1),
        (rf"第\s*(?P<n>{_ZH_NUMBER})", None),
        (r"\bdi ?(?P<n>yi|er|san|si|wu) ?ge\b", None),
        (rf"\bthe (?P<n>{_EN_ORDINAL})\b|\b(?P<m>{_EN_ORDINAL}) {_EN_THING}\b", None),
        (r"(?:\bnumber|\bno\.?|#|\boption|\bitem) ?(?P<n>[0-9]{1,2}|one|two|three|four|five)\b", None),
        (rf"(?:选|选择|就要|看|要)\s*(?P<n>{_ZH_NUMBER})\s*(?:号|號|{_ZH_MEASURE})?\s*(?:吧|呢|的)?$", None),
        (rf"头一{_ZH_MEASURE}|最上面|最前面|上面那|打头", 0),
        (rf"最(?:近|新)(?:的)?(?:那|一|这)(?:一)?{_ZH_MEASURE}|最新的?(?:订单|那)", 0),
        (rf"上一(?:{_ZH_MEASURE}|个订单|次)|刚(?:刚)?(?:下|买|拍)的", 0),
        (r"\b(?:latest|newest|most recent)\b|\b(?:my|the) last (?:order|purchase)\b", 0),
        (r"\btop (?:one|order)\b|\bat the top\b|\bon top\b", 0),
    )
)
_MIDDLE = re.compile(rf"中间(?:的)?(?:那)?(?:一)?{_ZH_MEASURE}?|\bmiddle (?:one|order)\b", re.IGNORECASE)
_OTHER = re.compile(
    rf"另(?:外)?一?{_ZH_MEASURE}|另外的?(?:那|订单)|别的(?:订单|{_ZH_MEASURE}|那)|其(?:他|它)的?(?:订单|{_ZH_MEASURE}|那)"
    rf"|剩下(?:的)?(?:那)?{_ZH_MEASURE}|换(?:一)?{_ZH_MEASURE}(?=\s*(?:订单|[吧呢看查,。!?]|$))|不是(?:这|那|刚才|它)|(?:搞|弄|看|选)错(?:了)?(?:订)?单?了?"
    r"|\b(?:the )?other (?:one|order)\b|\bthe other\b|\banother(?: one| order)?\b|\bdifferent (?:one|order)\b"
    r"|\bnot (?:this|that) (?:one|order)\b|\bwrong (?:one|order)\b|\bsomething else\b",
    re.IGNORECASE,
)
_CURRENT = re.compile(
    rf"[它牠]|这{_ZH_MEASURE}(?!月|人|价)|這{_ZH_MEASURE}|[该此]订?单|那{_ZH_MEASURE}|[这那](?:订单|包裹|快递|东西)"
    r"|刚才|刚刚(?!下|买|拍)|(?:同|就)一?(?:这|那)"
    r"|\bit\b|\bits\b|\bit'?s\b|\b(?:this|that|same|the same) (?:one|order|parcel|package|thing)\b|\bthe order\b",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"[\W_]|那么|然后|一单|一个|一笔|就是|我说的|我要|我想|帮我|麻烦|看看|看下|看一下|查查|查下|查一下|查|看|选|要|一下|是|的|呢|吧|啊|呀|哈|哦|嗯|喏|好|对"
    r"|我|你|您|就|这|那|订单|定单|包裹|快递|运单|单号|单子|单|编号|号码|号|尾数|尾号|手机|电话|后四位|后4位|最后四位|给|了"
    r"|\b(?:what|how|and|about|the|for|is|its|it|s|my|i|m|mean|meant|want|order|orders|number|no|one|phone|tail|last|four"
    r"|digits|ends?|ending|with|in|are|please|pls|ok|so|then|here|you|go|choose|pick|take|tracking|parcel|to|that|this|of|on"
    r"|list|your|at|sorry)\b",
    re.IGNORECASE,
)


def find_pointer(text: str) -> Pointer | None:
    """Return how the customer's *text* points to an order, or None when it does not."""
    plain = _NOT_A_PLACE.sub(" ", without_numbers(clean(text)))
    bare = _bare_place(plain)
    if bare is not None:
        return Pointer(Kind.PLACE, bare)
    for pattern, place in _PLACES:
        match = pattern.search(plain)
        if match:
            found = place if place is not None else _place_of(match)
            if found is not None:
                return Pointer(Kind.PLACE, found)
    for pattern, kind in ((_MIDDLE, Kind.MIDDLE), (_OTHER, Kind.OTHER), (_CURRENT, Kind.CURRENT)):
        if pattern.search(plain):
            return Pointer(kind)
    return None


def find_places(text: str) -> list[int]:
    """Return every place in a list that *text* names, in order: "第一个和第三个" is 0 and 2; from -1 backwards."""
    plain = _NOT_A_PLACE.sub(" ", without_numbers(clean(text)))
    found: dict[int, int] = {}  # where in the text: which place; what is nearer to the end of a list wins
    taken: set[int] = set()
    for pattern, place in _PLACES:
        for match in pattern.finditer(plain):
            value = place if place is not None else _place_of(match)
            if value is not None and not taken & set(range(*match.span())):
                found[match.start()] = value
                taken |= set(range(*match.span()))
    return [found[start] for start in sorted(found)]


def resolve(pointer: Pointer, listed: Sequence[str], current: str | None) -> str | None:
    """Return the order that *pointer* means, given what was listed last and what we speak of; None if unclear."""
    if pointer.kind is Kind.CURRENT:
        return current or (listed[0] if len(listed) == 1 else None)
    if pointer.kind is Kind.OTHER:
        others = [order_id for order_id in listed if order_id != current]
        return others[0] if current in listed and len(others) == 1 else None
    if pointer.kind is Kind.MIDDLE:
        return listed[len(listed) // 2] if len(listed) % 2 else None
    in_range = -len(listed) <= pointer.place < len(listed)
    return listed[pointer.place] if in_range else None


def resolve_place(pointer: Pointer, count: int) -> int | None:
    """Return the index that *pointer* means in a list of *count*; None if it means none of it."""
    if pointer.kind is Kind.MIDDLE:
        return count // 2 if count % 2 else None
    if pointer.kind is not Kind.PLACE or not -count <= pointer.place < count:
        return None
    return pointer.place % count


def is_bare(text: str) -> bool:
    """Return whether *text* hands over a number or points to an order, and says nothing else."""
    plain = without_numbers(clean(text))
    without_places = plain
    for pattern, _ in _PLACES:
        without_places = pattern.sub(" ", without_places)
    for pattern in (_MIDDLE, _OTHER, _CURRENT):
        without_places = pattern.sub(" ", without_places)
    rest = _FILLERS.sub("", without_places)
    return not rest or _bare_place(plain) is not None


def _bare_place(plain: str) -> int | None:
    """Return the place when nothing but a small number was said: "2", "二", "two", "第二", "third please"."""
    core = re.sub(r"[\W_]|please|pls|号|號|个|個|那|就|选|吧|呢|的", "", plain, flags=re.IGNORECASE)
    number = _number(core.removeprefix("第"))
    return number - 1 if number else None


def _place_of(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("back"):
        number = _number(groups["back"])
        return -number if number else None
    number = _number(groups.get("n") or groups.get("m") or "")
    return number - 1 if number else None


def _number(word: str) -> int | None:
    """Return the whole number from 1 to 99 that *word* writes in digits, Chinese, English or pinyin, or None."""
    folded = word.casefold()
    for words in (_ORDINALS, _CARDINALS):
        if folded in words:
            return words.index(folded) + 1
    if folded in _PINYIN:
        return _PINYIN[folded]
    digits = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?", folded)
    value = int(digits.group(1)) if digits else _chinese_number(folded)
    return value or None


def _chinese_number(word: str) -> int:
    if not word or any(c not in _NUMERALS for c in word):
        return 0
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _NUMERALS[word] if len(word) == 1 else 0
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)

"""How many pieces a customer wants; pure functions for Chinese and English."""

from __future__ import annotations

import re

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3, "十": 10}
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_NUMBER = rf"(?P<n>[0-9]{{1,3}}|[零一二两俩仨三四五六七八九十]{{1,3}}|\b(?:{'|'.join(_WORDS)})\b)"
_NUMBER_EN = _NUMBER.replace("?P<n>", "?P<m>")
_MEASURE = r"(?:件|个|双|套|台|盒|瓶|包|条|份|部|只|本|袋|支|把|张|床|副|箱|罐)"
_MORE = re.compile(
    rf"(?:再|多|加|添|增加)(?:买|要|加|来|拍|订|发)?\s*{_NUMBER}\s*{_MEASURE}"
    rf"|(?:\b{_NUMBER_EN} more\b|\badd (?:another )?(?P<a>one)\b)",
    re.IGNORECASE,
)
_LESS = re.compile(
    rf"(?:少|减|去掉|减少)(?:买|要|发)?\s*{_NUMBER}\s*{_MEASURE}|\b{_NUMBER_EN} (?:less|fewer)\b",
    re.IGNORECASE,
)
_EXACT = (
    re.compile(rf"(?:要|[改换变]?成|改|到|只要|买|共|为|留)\s*{_NUMBER}\s*{_MEASURE}", re.IGNORECASE),
    re.compile(
        rf"数量(?:[改换]?[成为到]|是|改|要)?\s*{_NUMBER}"
        rf"|\b(?:quantity|qty|number)(?: of \w+)?(?: to| is|:)? {_NUMBER_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NUMBER}\s*(?:pieces?|pcs|items|units|of (?:them|it|these))\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:make it|want|need|change (?:it )?to|only) {_NUMBER}(?! ?(?:g\b|gb|cm|m\b|xl|days?))",
        re.IGNORECASE,
    ),
)
_BARE = re.compile(
    rf"(?:就|那就|我?要|改成|嗯|好的?|,|\s|just |only |please |to )*{_NUMBER}\s*{_MEASURE}?"
    r"\s*(?:吧|就行|就好|就够了|please|\s|[.,!。])*",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"数量|几[件个双套台盒]|件数|多买|少买|多要|少要|\b(?:quantity|how many|more pieces|fewer)\b",
    re.IGNORECASE,
)


def read_quantity(text: str, current: int, *, asked: bool = False) -> int | None:
    """Return how many pieces cleaned *text* wants where there are *current* ones; None when it says no number.

    *asked*: it answers "how many?", so that a bare number is one.
    """
    for pattern, sign in ((_MORE, 1), (_LESS, -1)):
        match = pattern.search(text)
        if match:
            return current + sign * _value(match)
    for pattern in _EXACT:
        match = pattern.search(text)
        if match:
            return _value(match)
    match = _BARE.fullmatch(text) if asked else None
    return _value(match) if match else None


def mentions_quantity(text: str) -> bool:
    """Return whether cleaned *text* speaks of how many, with or without a number."""
    return bool(_MENTION.search(text))


def _value(match: re.Match[str]) -> int:
    word = next(value for value in match.groupdict().values() if value).casefold()
    if word in _WORDS:
        return _WORDS[word]
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _NUMERALS[word[-1]]
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)

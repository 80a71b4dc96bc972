"""The smallest parts of a text that an entity may begin or end at: a Chinese character, a word, a number."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import List

from components.bert.script import simplified

# Latin words keep an inner apostrophe; letters and digits part, so that "42码" and "XL码" can be cut.
_UNIT = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?|[0-9]+|\S")


@dataclass(frozen=True)
class Unit:
    """One unit: its folded text and its place in the message, [start, end)."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Makes full-width letters, digits and signs half-width and traditional characters simplified, one for one.

    >>> fold("訂單２６１１，Ａ")
    '订单2611,A'
    """
    return simplified("".join(_fold_character(character) for character in text))


def units(text: str) -> List[Unit]:
    """Cuts a text into units; white space belongs to none.

    >>> [unit.text for unit in units("我要iPhone 15，两件")]
    ['我', '要', 'iphone', '15', ',', '两', '件']
    """
    folded = fold(text)
    return [Unit(match.group().lower(), match.start(), match.end()) for match in _UNIT.finditer(folded)]


def _fold_character(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    if character == "\u3000":
        return " "
    # Other control characters would glue words together; unassigned ones stay as they are.
    return " " if unicodedata.category(character) == "Cc" else character

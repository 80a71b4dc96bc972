"""The pieces that a text is cut into, and the text that is left when some are taken away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Sequence, Tuple

from components.bert.units import fold, units

# More than these a reader cannot compare, and their contributions take long to tell apart.
MAX_PIECES = 24
_LETTER = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_SIGN = re.compile(r"[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A slice of a text, [start, end)."""

    text: str
    start: int
    end: int


def cut(text: str, words: Sequence[Tuple[int, int]] = (), most: int = MAX_PIECES) -> List[Piece]:
    """Cuts a text into at most ``most`` pieces.

    Units (`components.bert.units`) where there are few enough of them, else words, else runs of neighbouring
    words, which end at punctuation where they can.

    Args:
        text: The text.
        words: The [start, end) of each word, as a segmenter such as jieba gives them, in order.
        most: Upper limit of the number of pieces.

    >>> [piece.text for piece in cut("没发货呢，好吗", [(0, 1), (1, 3), (3, 4), (4, 5), (5, 7)], most=5)]
    ['没', '发货', '呢', '，', '好吗']
    >>> [piece.text for piece in cut("没发货呢，好吗", [(0, 1), (1, 3), (3, 4), (4, 5), (5, 7)], most=2)]
    ['没发货呢，', '好吗']
    """
    spans = [(unit.start, unit.end) for unit in units(text)]
    if len(spans) > most:
        spans = _words(spans, words)
    while len(spans) > most:
        spans = _join_two(text, spans)
    return [Piece(text[start:end], start, end) for start, end in spans]


def without(text: str, pieces: Sequence[Piece], present: Sequence[bool]) -> str:
    """The text with only the pieces that are present.

    White space between neighbours stays. Where something is taken out between two letters or digits a blank
    comes in, so that no word and no number arises that nobody wrote.

    >>> pieces = cut("42码，ok吧")
    >>> without("42码，ok吧", pieces, [True, False, False, True, True])
    '42 ok吧'
    """
    left = ""
    last = -1
    for place, piece in enumerate(pieces):
        if not present[place]:
            continue
        if last >= 0:
            left += _between(text[pieces[last].end : piece.start], place - last == 1, left[-1] + piece.text[0])
        left += piece.text
        last = place
    return left


def _between(gap: str, neighbours: bool, border: str) -> str:
    if neighbours:
        return gap
    blank = any(character.isspace() for character in gap)
    return " " if blank or _both_letters(border) else ""


def _both_letters(border: str) -> bool:
    return all(_LETTER.match(character) for character in fold(border))


def _words(spans: Sequence[Tuple[int, int]], words: Sequence[Tuple[int, int]]) -> List[Tuple[int, int]]:
    """Joins the units that lie in one word; a unit in none stays alone."""
    joined: List[Tuple[int, int]] = []
    before = None
    for start, end in spans:
        word = next((number for number, (s, e) in enumerate(words) if s <= start < e), None)
        if word is not None and word == before:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        before = word
    return joined


def _join_two(text: str, spans: List[Tuple[int, int]]) -> List[Tuple[int, int]]:
    """Joins the two neighbours that are shortest together; over a punctuation mark only if nothing else is left."""

    def cost(place: int) -> Tuple[bool, int]:
        (start, end), (_, far) = spans[place], spans[place + 1]
        return bool(_SIGN.match(text[end - 1])), far - start

    place = min(range(len(spans) - 1), key=cost)
    return [*spans[:place], (spans[place][0], spans[place + 1][1]), *spans[place + 2 :]]

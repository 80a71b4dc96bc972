"""How a text is cut, and what is left of it when pieces are taken away."""

from __future__ import annotations

import doctest
from typing import List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.bert.units import units
from insight import pieces as module
from insight.pieces import MAX_PIECES, cut, without

LONG = "你好，我上周在你们店里买的那个按摩椅到现在还没有发货，麻烦查一下"
WORDS = [
    "你好", "，", "我", "上周", "在", "你们", "店里", "买", "的", "那个", "按摩椅", "到", "现在", "还", "没有", "发货",
    "，", "麻烦", "查", "一下",
]  # fmt: skip


def spans(words: List[str]) -> List[Tuple[int, int]]:
    starts = [sum(map(len, words[:place])) for place in range(len(words))]
    return [(start, start + len(word)) for start, word in zip(starts, words)]


def texts(text: str, **more: object) -> List[str]:
    return [piece.text for piece in cut(text, **more)]  # type: ignore[arg-type]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0 < doctest.testmod(module).attempted


def test_short_texts_are_cut_into_units() -> None:
    assert texts("iPhone15，2件 don't") == ["iPhone", "15", "，", "2", "件", "don't"]
    assert texts("") == texts("  \x00") == []


def test_long_texts_are_cut_into_words() -> None:
    assert "".join(WORDS) == LONG
    assert len(units(LONG)) > MAX_PIECES
    assert texts(LONG, words=spans(WORDS)) == WORDS


def test_longer_ones_are_cut_into_runs_that_end_at_punctuation() -> None:
    clauses = ["你好，", "我上周在你们店里买的那个按摩椅到现在还没有发货，", "麻烦查一下"]
    assert texts(LONG, words=spans(WORDS), most=3) == clauses
    assert texts(LONG, words=spans(WORDS), most=1) == [LONG]


def test_a_unit_outside_all_words_stays_alone() -> None:
    assert texts("没发货呢", words=[(1, 3)], most=3) == ["没", "发货", "呢"]


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("没发货", "发", "没货"),
        ("where is my order", "is", "where my order"),
        ("ok,thanks", ",", "ok thanks"),
        ("42码5件", "码", "42 5件"),
        ("４２码５", "码", "４２ ５"),
        ("你好 吗", "好", "你 吗"),
        ("买iPhone吧", "iPhone", "买吧"),
        ("a b", "b", "a"),
        ("a b", "a", "b"),
    ],
)
def test_what_is_left(text: str, gone: str, left: str) -> None:
    pieces = cut(text)
    assert without(text, pieces, [piece.text != gone for piece in pieces]) == left


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="你好订单，。 ab1２'\n\t😀é", max_size=60), st.integers(1, 30))
def test_pieces_hold_every_unit_and_give_back_the_text(text: str, most: int) -> None:
    pieces = cut(text, most=most)
    assert len(pieces) <= most
    found = units(text)
    assert all(any(p.start <= unit.start and unit.end <= p.end for p in pieces) for unit in found)
    assert [p.text for p in pieces] == [text[p.start : p.end] for p in pieces]
    whole = text[found[0].start : found[-1].end] if found else ""
    assert without(text, pieces, [True] * len(pieces)) == whole
    assert without(text, pieces, [False] * len(pieces)) == ""


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="你好， ab1", max_size=12), st.data())
def test_no_new_word_arises(text: str, data: st.DataObject) -> None:
    """What is left has the units that were kept, in their order, and no other."""
    pieces = cut(text)
    present = data.draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    left = without(text, pieces, present)
    kept = [unit.text for unit, here in zip(units(text), present) if here]
    # Letters and digits part without a blank ("a1"), and so they do in what is left.
    assert [unit.text for unit in units(left)] == kept

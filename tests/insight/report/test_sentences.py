"""Labelled sentences with their places, once each; what makes two the same, and the language of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.report.sentences import intent_sentences, language_of, mood_sentences, sentence_key
from insight.sources import Example


def example(text: str, intent: str, line: int) -> Example:
    return Example(text, intent, (), Path("nlu.yml"), line)


def test_a_sentence_counts_once_in_an_intent_at_its_first_place() -> None:
    rows = [("退货", "b", 3), ("你好", "a", 4), ("退货", "b", 9), ("退货", "a", 10), ("", "a", 11)]
    found = intent_sentences([example(*row) for row in rows])
    assert found.texts == ("你好", "退货", "退货")
    assert found.main == found.labels["intent"] == ("a", "a", "b")
    assert found.places == ("nlu.yml:4", "nlu.yml:10", "nlu.yml:3")


def test_moods_know_their_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "en.csv").write_text('text,label,emotion\n"so, fine",positive,happy\n', encoding="utf-8")
    (tmp_path / "zh.csv").write_text(
        'text,label,emotion\n"分两行\n写的",negative,angry\n 太好了 ,positive,grateful\n太好了,positive,grateful\n',
        encoding="utf-8-sig",
    )
    found = mood_sentences(str(tmp_path))
    place = dict(zip(found.texts, found.places))
    assert place["so, fine"] == f"{tmp_path}/en.csv:2"
    assert place["太好了"] == f"{tmp_path}/zh.csv:4"  # the row before it takes two lines, the same again is no other
    assert set(place) == {"so, fine", "分两行\n写的", "太好了"}
    row = found.texts.index("so, fine")
    assert (found.main[row], found.labels["emotion"][row]) == ("positive", "happy")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("我要退貨！", "我要退货", True),
        ("ＯＫ", "ok", True),
        ("where's it ?", "wheres it", True),
        ("退货吗", "退货", False),
        ("订单1", "订单2", False),
    ],
)
def test_what_makes_no_difference_to_a_reader(one: str, other: str, same: bool) -> None:
    assert (sentence_key(one) == sentence_key(other)) == same


@pytest.mark.parametrize(
    ("text", "language"),
    [("到哪了", "zh"), ("to Leeds", "en"), ("寄到UK吗", "mixed"), ("要L码", "zh"), ("😡😡", "neither"), ("", "neither"),
     ("x", "neither"), ("déjà vu", "en")],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language

"""Units, BIO tags, constrained decoding and span F1, on cases counted by hand."""
from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.bert.heads import spread_tokens, surface_key
from components.bert.tags import (
    Span,
    best_tags,
    decode_spans,
    encode_tags,
    span_f1,
    tag_names,
    transition_mask,
    transition_scores,
)
from components.bert.units import Unit, fold, units

TAGS = tag_names(["city", "brand"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要iPhone 15，两件", ["我", "要", "iphone", "15", ",", "两", "件"]),
        ("XL码42", ["xl", "码", "42"]),
        ("２６１１ＡＢ", ["2611", "ab"]),
        ("don't café", ["don't", "café"]),
        ("😀 \n\t", ["😀"]),
        ("", []),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert [unit.text for unit in units(text)] == expected


@settings(deadline=None)
@given(st.text(max_size=60))
def test_units_are_in_order_and_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)
    end = 0
    for unit in units(text):
        assert end <= unit.start < unit.end <= len(text)
        end = unit.end


def test_tags_are_all_legal_names_with_outside_first() -> None:
    assert TAGS == ["O", "B-brand", "I-brand", "B-city", "I-city"]


def test_encode_takes_in_every_unit_that_a_span_touches() -> None:
    parts = units("发到北京 iPhone")
    assert encode_tags(parts, [Span("city", 2, 4)]) == ["O", "O", "B-city", "I-city", "O"]
    assert encode_tags(parts, [Span("brand", 6, 8)]) == ["O", "O", "O", "O", "B-brand"]


def test_decoding_undoes_encoding() -> None:
    parts = units("北京上海发华为")
    spans = [Span("city", 0, 2), Span("city", 2, 4), Span("brand", 5, 7)]
    scores = np.full((len(parts), len(TAGS)), -9.0)
    for place, tag in enumerate(encode_tags(parts, spans)):
        scores[place, TAGS.index(tag)] = -0.01
    assert [(s.entity, s.start, s.end) for s in decode_spans(parts, scores, TAGS, transition_mask(TAGS))] == [
        (s.entity, s.start, s.end) for s in spans
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.floats(-5, 0), min_size=5, max_size=5), min_size=1, max_size=4))
def test_viterbi_finds_the_best_of_all_legal_sequences(rows: list[list[float]]) -> None:
    scores, mask = np.array(rows), transition_mask(TAGS)

    def total(path: tuple[int, ...]) -> float:
        steps = [mask[-1, path[0]], *(mask[a, b] for a, b in itertools.pairwise(path))]
        return float(sum(scores[place, tag] for place, tag in enumerate(path)) + sum(steps))

    best = max(map(total, itertools.product(range(5), repeat=len(rows))))
    found = total(tuple(best_tags(scores, mask)))
    assert found == pytest.approx(best)
    assert np.isfinite(found)


def test_transitions_favour_what_was_seen_and_forbid_what_is_illegal() -> None:
    scores = transition_scores([["B-city", "I-city", "O"]] * 20 + [["O", "O"]] * 10, TAGS)
    city, inside = TAGS.index("B-city"), TAGS.index("I-city")
    assert scores[city, inside] > 0 > scores[city, city]
    assert np.isneginf(scores[0, inside])
    assert np.isneginf(scores[-1, inside])
    assert np.isfinite(scores[inside, inside])


def test_span_f1_by_hand() -> None:
    gold = [[Span("city", 0, 2), Span("brand", 3, 5)], [], [Span("city", 1, 3)]]
    guess = [[Span("city", 0, 2), Span("brand", 3, 4)], [Span("city", 0, 1)], [Span("city", 1, 3)]]
    assert span_f1(gold, guess) == {"precision": 0.5, "recall": pytest.approx(2 / 3), "f1": pytest.approx(4 / 7)}
    assert span_f1([[]], [[]]) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert span_f1([[Span("city", 0, 1)]], [[]])["f1"] == 0.0


def test_tokens_are_spread_over_units_and_text_beyond_the_cut_is_left_out() -> None:
    parts = units("我的订单号")
    spread, covered = spread_tokens(parts, [(0, 0), (0, 2), (2, 3), (3, 4), (0, 0)])
    assert covered == 4
    assert spread.tolist() == [[0, 1, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]


def test_numbers_look_alike_by_length() -> None:
    assert surface_key(Unit("261105482913", 0, 12)) == "#9"
    assert surface_key(Unit("15", 0, 2)) == surface_key(Unit("42", 0, 2)) == "#2"
    assert surface_key(Unit("iphone", 0, 6)) == "iphone"

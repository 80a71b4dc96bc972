"""Scores of a task by label, language, pair and threshold: exact values."""

from __future__ import annotations

import json

import numpy as np
import pytest

from insight.report.result import plain
from insight.report.scores import Score, calibration
from insight.report.sentences import Sentences
from insight.report.tasks import Group, Threshold, task_report, task_totals, thresholds

ROWS = [
    # text, label, guess, confidence
    ("我要退货", "return", "return", 0.9),
    ("退了吧", "return", "refund", 0.8),
    ("send it back", "return", "refund", 0.35),
    ("退钱", "refund", "refund", 0.95),
    ("money back", "refund", "return", 0.55),
    ("这个item退钱", "refund", "refund", 0.6),
    ("你好", "greet", "greet", 0.99),
    ("hello", "greet", "refund", 0.2),
]
SENTENCES = Sentences(
    tuple(row[0] for row in ROWS),
    {"intent": tuple(row[1] for row in ROWS)},
    tuple(f"data/nlu/x.yml:{number}" for number in range(1, 9)),
)
SAID = [row[2] for row in ROWS]
SURE = np.array([row[3] for row in ROWS])
STAGES = {"after": calibration(SURE.tolist(), [True, False, False, True, False, True, True, False])}


@pytest.fixture(scope="module")
def report():  # type: ignore[no-untyped-def]
    return task_report("intent", SENTENCES, SAID, SURE, STAGES)


def test_labels_weakest_first(report) -> None:  # type: ignore[no-untyped-def]
    assert [row.score for row in report.labels] == [
        Score("return", 3, 2, 1),
        Score("refund", 3, 5, 2),
        Score("greet", 2, 1, 1),
    ]
    assert [row.taken_for for row in report.labels] == [{"refund": 2}, {"return": 1}, {"refund": 1}]
    assert report.labels[0].languages == {"zh": Score("return", 2, 1, 1), "en": Score("return", 1, 1, 0)}
    assert report.labels[1].languages["mixed"] == Score("refund", 1, 1, 1)


def test_languages(report) -> None:  # type: ignore[no-untyped-def]
    assert [(group.name, group.sentences, group.accuracy) for group in report.languages] == [
        ("zh", 4, 0.75),
        ("en", 3, 0.0),
        ("mixed", 1, 1.0),
    ]
    assert report.languages[2] == Group("mixed", 1, 1.0, 1.0)
    assert (report.sentences, report.accuracy) == (8, 0.5)
    assert report.macro_f1 == pytest.approx((2 / 5 + 4 / 8 + 2 / 3) / 3)


def test_pairs_name_their_sentences(report) -> None:  # type: ignore[no-untyped-def]
    first, second = report.pairs
    assert (first.labels, first.there, first.back, first.count) == (("return", "refund"), 2, 1, 3)
    assert [(one.text, one.place, one.guess, one.confidence) for one in first.mistakes] == [
        ("退了吧", "data/nlu/x.yml:2", "refund", 0.8),
        ("send it back", "data/nlu/x.yml:3", "refund", 0.35),
        ("money back", "data/nlu/x.yml:5", "return", 0.55),
    ]
    assert (second.labels, second.count) == (("greet", "refund"), 1)


def test_totals_are_those_of_the_report_and_name_no_label(report) -> None:  # type: ignore[no-untyped-def]
    totals = task_totals("intent", SENTENCES, SAID, SURE, STAGES)
    shown = plain(totals)
    assert shown == {name: value for name, value in plain(report).items() if name in shown}
    assert (totals.sentences, totals.accuracy) == (8, 0.5)
    text = json.dumps(shown, ensure_ascii=False)
    assert [word for word in (*SENTENCES.texts, *SENTENCES.main) if word in text] == []


def test_a_guess_that_no_sentence_has_is_in_the_matrix() -> None:
    report = task_report("intent", SENTENCES, ["unknown", *SAID[1:]], SURE, STAGES)
    assert set(report.order) == {"greet", "refund", "return", "unknown"}
    assert report.confusions["return"] == {"refund": 2, "unknown": 1}


def test_thresholds() -> None:
    found = {one.threshold: one for one in thresholds(SENTENCES.main, SAID, SURE)}
    assert found[0.3] == Threshold(0.3, right=0.5, wrong=0.375, asked_needlessly=0.0, asked_rightly=0.125)
    assert found[0.7] == Threshold(0.7, right=0.375, wrong=0.125, asked_needlessly=0.125, asked_rightly=0.375)
    for one in found.values():
        assert one.right + one.wrong + one.asked_needlessly + one.asked_rightly == pytest.approx(1)
    assert thresholds([], [], np.zeros(0)) == ()

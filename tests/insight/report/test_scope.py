"""Out of scope against all other intents."""

from __future__ import annotations

from insight.report.scope import out_of_scope
from insight.report.scores import Score

GOLD = ["oos", "oos", "oos", "oos", "a", "a", "b"]
SAID = ["oos", "oos", "a", "a", "oos", "a", "oos"]


def test_what_is_lost_and_what_slips_through() -> None:
    found = out_of_scope("oos", GOLD, SAID)
    assert found is not None
    assert found.score == Score("oos", 4, 4, 2)
    assert (found.taken_for, found.lost) == ({"a": 2}, {"a": 1, "b": 1})
    assert (found.asked_back, found.others_asked_back) == (None, None)


def test_asking_back_is_counted_on_both_sides() -> None:
    found = out_of_scope("oos", GOLD, SAID, [True, False, False, False, True, True, False])
    assert found is not None
    assert (found.asked_back, found.others_asked_back) == (0.25, 2 / 3)


def test_without_such_sentences_there_is_nothing_to_say() -> None:
    assert out_of_scope("oos", ["a", "b"], ["a", "oos"]) is None


def test_only_such_sentences() -> None:
    found = out_of_scope("oos", ["oos"], ["oos"], [False])
    assert found is not None
    assert (found.asked_back, found.others_asked_back) == (0.0, None)

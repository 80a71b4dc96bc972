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


def test_without_such_sentences_there_is_nothing_to_say() -> None:
    assert out_of_scope("oos", ["a", "b"], ["a", "oos"]) is None

"""Labels and emotions that are read together never contradict each other."""
from __future__ import annotations

from typing import Dict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bert.moods import MOODS, agreed_mood

EMOTIONS = sorted({emotion for fitting in MOODS.values() for emotion in fitting})


def spread(names: "list[str]", **shares: float) -> Dict[str, float]:
    """Probabilities of all names: those given, and the rest spread evenly."""
    rest = (1 - sum(shares.values())) / (len(names) - len(shares))
    return {name: shares.get(name, rest) for name in names}


@pytest.mark.parametrize(
    ("labels", "emotions", "label", "emotion"),
    [
        # Both agree.
        ({"positive": 0.9}, {"grateful": 0.8}, "positive", "grateful"),
        # The likeliest emotion does not go with a label that is sure: the best of the others.
        ({"negative": 0.9}, {"happy": 0.5, "angry": 0.3}, "negative", "angry"),
        # A label in doubt gives way to a sure emotion.
        ({"negative": 0.5, "neutral": 0.45}, {"calm": 0.9}, "neutral", "calm"),
        ({"positive": 0.5, "negative": 0.48}, {"angry": 0.9}, "negative", "angry"),
        # Worry goes with a fault and with none: the label decides.
        ({"negative": 0.7, "neutral": 0.2}, {"anxious": 0.9}, "negative", "anxious"),
        ({"negative": 0.2, "neutral": 0.7}, {"anxious": 0.9}, "neutral", "anxious"),
    ],
)
def test_labels_and_emotions_are_weighed_together(
    labels: Dict[str, float], emotions: Dict[str, float], label: str, emotion: str
) -> None:
    together, felt = agreed_mood(spread(list(MOODS), **labels), spread(EMOTIONS, **emotions))
    assert (max(together, key=lambda name: together[name]), felt) == (label, emotion)


def test_equal_probabilities_of_both_tasks_stay_as_they_are() -> None:
    together, _ = agreed_mood({"positive": 0.8, "negative": 0.2}, {"happy": 0.8, "disappointed": 0.2})
    assert together == pytest.approx({"positive": 0.8, "negative": 0.2})


def test_a_flat_contradiction_still_gives_a_pair_that_is_allowed() -> None:
    together, emotion = agreed_mood(spread(list(MOODS), positive=1.0), spread(EMOTIONS, angry=1.0))
    assert sum(together.values()) == pytest.approx(1)
    assert emotion in MOODS[max(together, key=lambda name: together[name])]


weights = st.floats(0, 1, width=32)


@given(st.lists(weights, min_size=3, max_size=3), st.lists(weights, min_size=6, max_size=6))
def test_only_allowed_pairs_come_out(labels: "list[float]", emotions: "list[float]") -> None:
    together, emotion = agreed_mood(dict(zip(MOODS, labels)), dict(zip(EMOTIONS, emotions)))
    assert sum(together.values()) == pytest.approx(1)
    assert emotion in MOODS[max(together, key=lambda name: together[name])]

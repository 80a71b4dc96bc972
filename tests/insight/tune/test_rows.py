"""What a search on few sentences is made of: every label has its share, and marks are not left out."""

from __future__ import annotations

import random
from collections import Counter
from typing import Dict, List, Tuple

import pytest

from components.bert.tags import Span
from insight.tune.parts import TEST_SHARE, held_out, validation_splits
from insight.tune.rows import SentenceRows, TokenRows, sampled, sentence_rows

SEEDS = [1, 2, 3, 42]


def tokens(counts: Dict[str, int]) -> TokenRows:
    """So many different texts for each combination of kinds, such as "city+date"; "": without an entity."""
    rows: List[Tuple[str, Tuple[Span, ...]]] = []
    for kinds, count in counts.items():
        for _ in range(count):
            text = f"{chr(0x4E00 + 2 * len(rows))}{chr(0x4E01 + 2 * len(rows))}"
            rows.append((text, tuple(Span(kind, 0, 1) for kind in kinds.split("+") if kind)))
    return TokenRows(tuple(text for text, _ in rows), tuple(spans for _, spans in rows), "entities")


def sentences() -> SentenceRows:
    labels = ["common"] * 600 + ["middling"] * 300 + ["rare"] * 100
    return sentence_rows([f"text {number}" for number in range(1000)], {"intent": labels}, "intent")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_label_has_its_share(seed: int) -> None:
    found = sampled(sentences(), 50, random.Random(seed))
    counts = Counter(found.labels())
    assert sum(counts.values()) == 50 == len(set(found.texts))
    for label, share in (("common", 30), ("middling", 15), ("rare", 5)):
        assert abs(counts[label] - share) <= 1
    assert list(found.texts) == sorted(found.texts, key=lambda text: int(text.split()[1]))


def test_the_seed_decides_and_enough_is_everything() -> None:
    rows = sentences()
    assert sampled(rows, 50, random.Random(1)) == sampled(rows, 50, random.Random(1))
    assert sampled(rows, 50, random.Random(1)) != sampled(rows, 50, random.Random(2))
    assert sampled(rows, 1000, random.Random(1)) is rows
    assert sampled(rows, None, random.Random(1)) is rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("counts", "drawn", "marked"),
    [
        ({"": 900, "city": 60, "date": 40}, 100, 50),  # one in ten is marked: half of the draw is
        ({"": 300, "city": 400, "date": 300}, 100, 70),  # most are marked: as they are
        ({"": 980, "city": 20}, 100, 20),  # all that there are
        ({"city": 200}, 100, 100),
        ({"": 200}, 100, 0),
    ],
)
def test_marked_texts_are_not_left_out(seed: int, counts: Dict[str, int], drawn: int, marked: int) -> None:
    found = sampled(tokens(counts), drawn, random.Random(seed))
    assert len(found.texts) == len(set(found.texts)) == drawn
    assert abs(sum(bool(row) for row in found.spans) - marked) <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_of_a_small_draw_is_learnt_and_measured(seed: int) -> None:
    kinds = [f"kind{number}" for number in range(8)]
    pairs = {f"{one}+{other}": 2 for one in kinds for other in kinds if one < other}
    found = sampled(tokens({"": 2000, **dict.fromkeys(kinds, 40), **pairs}), 200, random.Random(seed))
    kept, test = held_out(found.texts, found.labels(), TEST_SHARE, seed)
    rest = found.part(kept)
    ((learnt, chosen),) = validation_splits(rest.texts, rest.labels(), 1, seed)
    for rows in (rest.part(learnt), rest.part(chosen), found.part(test)):
        assert len({span.entity for row in rows.spans for span in row}) >= 7


def test_a_text_counts_for_its_rarest_kind() -> None:
    rows = tokens({"": 1, "city": 5, "city+date": 3, "date+product+city": 1})
    assert rows.labels() == ["", *["city"] * 5, *["date"] * 3, "product"]

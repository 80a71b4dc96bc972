"""Thin intents in the languages that a project serves, and marks of entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

from insight.lint.options import Options
from insight.report.counts import EntityCount, Thin, entity_counts, thin_intents
from insight.report.sentences import Sentences
from insight.sources import Example

WANTED = Options(chinese=3, english=2)


def sentences(counts: Dict[Tuple[str, str], int]) -> Sentences:
    """So many different sentences of an intent that begin with a text."""
    rows = [(f"{text} {number}", label) for (label, text), count in counts.items() for number in range(count)]
    return Sentences(
        tuple(text for text, _ in rows), {"intent": tuple(label for _, label in rows)}, tuple("x:1" for _ in rows)
    )


@pytest.mark.parametrize(
    ("counts", "thin"),
    [
        ({("a", "你好"): 3, ("a", "hello"): 2, ("b", "再见"): 3, ("b", "bye"): 2}, []),
        ({("a", "你好"): 3, ("a", "hello"): 2, ("b", "再见"): 1, ("b", "bye"): 2}, [("b", "zh", 1, 3)]),
        # Chinese with a Latin word counts as Chinese.
        ({("a", "你好"): 2, ("a", "你好hello"): 1, ("a", "hello"): 2}, []),
        # An English project is not asked for Chinese, nor a Chinese one for English.
        ({("a", "hello"): 2, ("b", "bye"): 1}, [("b", "en", 1, 2)]),
        ({("a", "你好"): 3, ("b", "再见"): 2}, [("b", "zh", 2, 3)]),
        # One in forty-one is no served language.
        ({("a", "你好"): 40, ("a", "hello"): 1}, []),
        # The thinnest first.
        ({("a", "你好"): 2, ("b", "再见"): 1, ("c", "好"): 3}, [("b", "zh", 1, 3), ("a", "zh", 2, 3)]),
    ],
)
def test_thin_intents(counts: Dict[Tuple[str, str], int], thin: List[Tuple[str, str, int, int]]) -> None:
    assert thin_intents(sentences(counts), WANTED) == tuple(Thin(*one) for one in thin)


def test_the_least_numbers_are_those_of_lint() -> None:
    (thin,) = thin_intents(sentences({("a", "hello"): 14}))
    assert (thin.sentences, thin.wanted) == (14, 15)


def example(text: str, *entities: Tuple[str, int, int]) -> Example:
    marks: Tuple[Dict[str, Any], ...] = tuple({"entity": e, "start": s, "end": t} for e, s, t in entities)
    return Example(text, "inform", marks, Path("nlu.yml"), 1)


def test_marks_are_counted_by_language_and_wording() -> None:
    found = entity_counts(
        [
            example("北京到上海", ("city", 0, 2), ("city", 3, 5)),
            example("去北京", ("city", 1, 3)),
            example("to Leeds", ("city", 3, 8)),
            example("to LEEDS", ("city", 3, 8)),
            example("两件", ("quantity", 0, 2)),
            example("你好"),
        ]
    )
    assert found == (
        EntityCount("city", 5, 3, {"zh": 3, "en": 2}),
        EntityCount("quantity", 1, 1, {"zh": 1}),
    )

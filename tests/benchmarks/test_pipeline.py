"""What is computed of the assistant as a whole, from answers as the worker gives them."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest
from rasa.shared.nlu.training_data.message import Message

from benchmarks import pipeline


def answers(milliseconds: List[float], load: float, resident: float) -> Dict[str, Any]:
    return {
        "milliseconds": milliseconds,
        "load_seconds": load,
        "resident_mb": resident,
        "peak_mb": resident + 10,
    }


def parsed(intent: str, *entities: List[Any], asked_back: bool = False) -> Dict[str, Any]:
    return {"intent": intent, "asked_back": asked_back, "entities": list(entities), "mood": "neutral"}


def example(text: str, intent: str, *entities: Dict[str, Any]) -> Message:
    return Message({"text": text, "intent": intent, "entities": list(entities)})


def test_speed_counts_all_rounds_and_short_messages_apart() -> None:
    texts = ["a" * 20, "b" * 5, "c" * 50]
    found = pipeline.speed([answers([10, 2, 30], 9.0, 800), answers([12, 4, 32], 8.0, 850)], texts)
    assert found["p50_ms"] == 11
    assert found["short_p50_ms"] == 11
    assert found["short_p95_ms"] == 12
    assert found["messages_per_second"] == pytest.approx(1000 / 15)
    assert (found["load_seconds"], found["resident_mb"], found["peak_mb"]) == (8.0, 850, 860)


def test_speed_without_short_messages_says_nothing_of_them() -> None:
    assert "short_p50_ms" not in pipeline.speed([answers([1.0], 1, 1)], ["长" * 60])


def test_accuracy_of_intents_and_entities_without_marks_of_the_whole_message() -> None:
    city = {"entity": "city", "start": 0, "end": 2}
    examples = [example("苏州多少钱", "shipping_fee", city), example("你好", "greet")]
    read = [parsed("shipping_fee", ["city", 0, 2], ["mood", 0, 5]), parsed("thank", asked_back=True)]
    assert pipeline.accuracy(read, examples) == {
        "messages": 2, "intent_accuracy": 0.5, "asked_back": 0.5, "entity_f1": 1.0,
    }  # fmt: skip


def test_files_are_judged_apart() -> None:
    held_out = {
        "nlu": [example("你好", "greet")],
        "nlu_more": [example("谢谢", "thank"), example("再见", "goodbye")],
    }
    found = pipeline.by_file(held_out, [parsed("greet"), parsed("greet"), parsed("goodbye")])
    assert {name: row["intent_accuracy"] for name, row in found.items()} == {"nlu": 1.0, "nlu_more": 0.5}

"""Made-up files in the form of the published ones."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Dict, List

SMP2017 = [
    ["打开地图", "map", "train"],
    ["导航去机场", "map", "train"],
    ["附近的地图", "map", "valid"],
    ["今天天气怎么样", "weather", "train"],
    ["明天会下雨吗", "weather", "valid"],
    ["地图在哪", "map", "test"],
    ["后天天气", "weather", "test"],
]
BANKING77_OOS = [
    ["where is my card", "card_arrival", "train"],
    ["my card is late", "card_arrival", "train"],
    ["change my pin", "change_pin", "train"],
    ["new pin please", "change_pin", "train"],
    ["card not here", "card_arrival", "valid"],
    ["pin again", "change_pin", "valid"],
    ["left out before", "id-oos", "valid"],
    ["my card please", "card_arrival", "test"],
    ["a pin", "change_pin", "test"],
    ["top up by cheque", "id-oos", "test"],
    ["will it rain", "ood-oos", "test"],
    ["sing a song", "ood-oos", "test"],
]
_SPEED: Dict[str, float] = {
    "p50_ms": 11.5, "p95_ms": 32.0, "short_p50_ms": 12.5, "short_p95_ms": 20.0, "messages_per_second": 80.0,
    "load_seconds": 8.8, "resident_mb": 848.0, "peak_mb": 900.0,
}  # fmt: skip
PIPELINE_RESULT: Dict[str, Any] = {
    "speed": {"kefu": _SPEED, "stock DIET": {**_SPEED, "p50_ms": 17.8}},
    "archive_mb": {"kefu": 62.0, "stock DIET": 40.0},
    "eager": {
        "ours_ms": 8.0, "torch_ms": 40.0, "times_faster": 5.0, "batch": 32,
        "ours_batch_per_second": 300.0, "torch_batch_per_second": 100.0,
    },
    "held_out": {"nlu": {"messages": 992, "intent_accuracy": 0.969, "asked_back": 0.024, "entity_f1": 0.797}},
    "held_out_moods": {"moods": {"messages": 210, "accuracy": 0.91}},
}  # fmt: skip


def write(path: Path, head: List[str], rows: List[List[str]]) -> None:
    """Writes a CSV file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])


def outside(**own: float) -> Dict[str, Any]:
    """What is measured of a thousand out-of-scope rows, with a system's own numbers if it has any."""
    return {"oos": {"rows": 1000, "auroc": 0.951, "recall": 0.71, "false_alarms": 0.048, **own}}

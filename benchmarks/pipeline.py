"""Measures the whole assistant: speed and memory beside Rasa's stock pipeline, and accuracy on held-out sentences.

Both parse the same messages in processes of their own, in turns, so that a busy machine is busy for both.
Accuracy is measured on tests/held_out, sentences that were written without sight of the training data.
"""
from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from benchmarks.datasets import ROOT
from benchmarks.systems.kefu_shop import shop_model

HELD_OUT = ROOT / "tests" / "held_out"
STOCK = ROOT / "benchmarks" / "configs" / "stock_diet.yml"
ROUNDS = 3
# Messages of about twenty characters: a length at which other machines and systems can be compared.
SHORT = range(18, 23)
# Components that mark the whole message, which the held-out annotation does not know.
_WHOLE_MESSAGE = {"mood", "language"}

Parsed = List[Dict[str, Any]]


def measure_pipeline(work: Path, model: Optional[Path], rounds: int = ROUNDS) -> Dict[str, Any]:
    """All measurements of the assistant and of its peer.

    Args:
        work: An empty folder for what is written meanwhile.
        model: The assistant's archive; None takes the current one or trains it.
        rounds: How often each parses all messages.
    """
    archives = {"kefu": model or shop_model(), "stock DIET": _train_peer(work)}
    held_out = {path.stem: _examples(path) for path in sorted(HELD_OUT.glob("nlu*.yml"))}
    texts = [example.get("text") for examples in held_out.values() for example in examples]
    taken: Dict[str, List[Dict[str, Any]]] = {name: [] for name in archives}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}: {len(texts)} messages each", flush=True)
        for name, archive in archives.items():
            taken[name].append(parse(archive, texts, work))
    ours = archives["kefu"]
    return {
        "messages": len(texts),
        "rounds": rounds,
        "speed": {name: speed(answers, texts) for name, answers in taken.items()},
        "held_out": by_file(held_out, taken["kefu"][0]["parsed"]),
        "held_out_moods": {path.stem: _moods(ours, path, work) for path in sorted(HELD_OUT.glob("moods*.csv"))},
        "eager": _eager(ours, texts, work),
        "archive_mb": {name: path.stat().st_size / 2**20 for name, path in archives.items()},
        "serving_imports_torch": taken["kefu"][0]["torch"],
    }


def parse(model: Path, texts: List[str], work: Path) -> Dict[str, Any]:
    """What one model understood of all texts, in a process of its own."""
    asked, answer = work / "texts.json", work / "parsed.json"
    asked.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    _run("benchmarks.parse_worker", model, asked, answer)
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def speed(rounds: List[Dict[str, Any]], texts: Sequence[str]) -> Dict[str, float]:
    """Milliseconds of a parse over all rounds, of all messages and of short ones; load seconds; memory in MB."""
    every = [value for one in rounds for value in one["milliseconds"]]
    short = [value for one in rounds for value, text in zip(one["milliseconds"], texts) if len(text) in SHORT]
    result = {
        "p50_ms": statistics.median(every),
        "p95_ms": _p95(every),
        "messages_per_second": 1000 / statistics.fmean(every),
        "load_seconds": min(one["load_seconds"] for one in rounds),
        "resident_mb": max(one["resident_mb"] for one in rounds),
        "peak_mb": max(one["peak_mb"] for one in rounds),
    }
    if short:
        result |= {"short_p50_ms": statistics.median(short), "short_p95_ms": _p95(short)}
    return result


def by_file(held_out: Dict[str, List[Any]], parsed: Parsed) -> Dict[str, Dict[str, float]]:
    """`accuracy` for each file; ``parsed`` holds the answers of all files one after another."""
    result, at = {}, 0
    for name, examples in held_out.items():
        result[name] = accuracy(parsed[at : at + len(examples)], examples)
        at += len(examples)
    return result


def accuracy(parsed: Parsed, examples: Sequence[Any]) -> Dict[str, float]:
    """Intent accuracy, questions asked back and entity span F1, each in [0, 1]."""
    from components.bert.tags import Span, span_f1

    right = sum(p["intent"] == example.get("intent") for p, example in zip(parsed, examples))
    found = [[Span(*entity) for entity in p["entities"] if entity[0] not in _WHOLE_MESSAGE] for p in parsed]
    gold = [[Span(e["entity"], e["start"], e["end"]) for e in x.get("entities", [])] for x in examples]
    return {
        "messages": len(examples),
        "intent_accuracy": right / len(examples),
        "asked_back": sum(p["asked_back"] for p in parsed) / len(parsed),
        "entity_f1": span_f1(gold, found)["f1"],
    }


def _train_peer(work: Path) -> Path:
    from rasa.model_training import train_nlu

    model = train_nlu(str(STOCK), str(ROOT / "data" / "nlu"), str(work), fixed_model_name="stock-diet")
    if not model:
        raise RuntimeError(f"Rasa trained no model from {STOCK}; the log says why")
    return Path(model)


def _examples(path: Path) -> List[Any]:
    from rasa.shared.nlu.training_data.loading import load_data

    return list(load_data(str(path)).training_examples)


def _moods(model: Path, path: Path, work: Path) -> Dict[str, float]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    parsed = parse(model, [row["text"] for row in rows], work)["parsed"]
    right = sum(p["mood"] == row["label"] for p, row in zip(parsed, rows))
    return {"messages": len(rows), "accuracy": right / len(rows)}


def _eager(model: Path, texts: List[str], work: Path) -> Dict[str, Any]:
    asked, answer = work / "texts.json", work / "eager.json"
    asked.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    _run("benchmarks.eager", model, asked, answer)
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def _run(module: str, *arguments: Path) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, check=True)


def _p95(values: List[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]

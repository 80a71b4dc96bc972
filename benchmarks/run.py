"""Measures understanding: speed and memory beside Rasa's stock DIET pipeline, and accuracy on the held-out set.

Both systems parse the same messages in processes of their own, in turns, so that a busy machine is busy for
both. Accuracy is measured on tests/held_out, sentences that were written without sight of the training data.
"""
from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, List, Optional

from benchmarks.report import markdown

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
MODELS = ROOT / ".kefu" / "benchmark-models"
HELD_OUT, HELD_OUT_MOODS = ROOT / "tests" / "held_out" / "nlu.yml", ROOT / "tests" / "held_out" / "moods.csv"


def run_rasa(arguments: List[str], log: Path) -> float:
    """Runs a Rasa command with its output in a log file; returns its wall-clock seconds."""
    start = time.perf_counter()
    with log.open("w", encoding="utf-8") as stream:
        command = [sys.executable, "-m", "rasa", *arguments]
        done = subprocess.run(command, cwd=ROOT, stdout=stream, stderr=stream, check=False)
    if done.returncode:
        sys.exit(f"rasa {' '.join(arguments)} failed; the end of {log}:\n{log.read_text()[-2000:]}")
    return time.perf_counter() - start


def train(name: str, config: Path, extra: List[str]) -> Path:
    """Trains a model for the benchmark unless it is there."""
    print(f"training {name} (log: {MODELS / name}.log)", flush=True)
    arguments = ["train", *extra, "--config", str(config), "--out", str(MODELS), "--fixed-model-name", name]
    run_rasa(arguments, MODELS / f"{name}.log")
    return MODELS / f"{name}.tar.gz"


def parse(model: Path, texts: List[str]) -> Dict[str, Any]:
    """Runs the worker on one model."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.parse_worker", str(model)],
        cwd=ROOT, input=json.dumps(texts), capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        sys.exit(f"parsing with {model.name} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(lines[0][len("RESULT ") :]))


def held_out_examples() -> List[Any]:
    """The held-out sentences with their intents and entities."""
    from rasa.shared.nlu.training_data.loading import load_data

    return list(load_data(str(HELD_OUT)).training_examples)


def speed(rounds: List[Dict[str, Any]]) -> Dict[str, float]:
    """Median and 95th percentile of the parse in milliseconds over all rounds, load seconds, resident MB."""
    times = sorted(value for one in rounds for value in one["milliseconds"])
    return {
        "median_ms": statistics.median(times),
        "p95_ms": times[int(0.95 * len(times))],
        "load_seconds": min(one["load_seconds"] for one in rounds),
        "resident_mb": max(one["resident_mb"] for one in rounds),
    }


def accuracy(parsed: List[Dict[str, Any]], examples: List[Any]) -> Dict[str, float]:
    """Intent accuracy and entity span F1 on the held-out sentences, each in [0, 1]."""
    from components.bert.tags import Span, span_f1

    guesses = [next((name for name in p["ranking"] if name != "nlu_fallback"), None) for p in parsed]
    right = sum(guess == example.get("intent") for guess, example in zip(guesses, examples))
    whole = {"mood", "language"}
    found = [[Span(*entity) for entity in p["entities"] if entity[0] not in whole] for p in parsed]
    gold = [[Span(e["entity"], e["start"], e["end"]) for e in x.get("entities", [])] for x in examples]
    return {
        "intent_accuracy": right / len(examples),
        "asked_back": sum(p["intent"] == "nlu_fallback" for p in parsed) / len(parsed),
        "entity_f1": span_f1(gold, found)["f1"],
    }


def mood_accuracy(model: Path) -> float:
    """Share of held-out mood sentences with the right label."""
    with HELD_OUT_MOODS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    parsed = parse(model, [row["text"] for row in rows])["parsed"]
    return sum((p["sentiment"] or {}).get("label") == row["label"] for p, row in zip(parsed, rows)) / len(rows)


def machine() -> Dict[str, str]:
    """Where and on what the numbers were taken."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "commit": commit.stdout.strip() or "unknown",
        "processor": f"{model}, {os.cpu_count()} cores",
        "python": platform.python_version(),
    }


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/understanding.{json,md}."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="measure this model instead of training one from the project")
    parser.add_argument("--rounds", type=int, default=3, help="how often each system parses all messages")
    parser.add_argument("--without-peer", action="store_true", help="leave out the stock DIET pipeline")
    options = parser.parse_args()
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", OMP_WAIT_POLICY="PASSIVE")
    for folder in (RESULTS, MODELS):
        folder.mkdir(parents=True, exist_ok=True)
    ours = options.model or train("kefu", ROOT / "config.yml", [])
    peer: Optional[Path] = None
    if not options.without_peer:
        peer = train("stock-diet", ROOT / "benchmarks" / "configs" / "stock_diet.yml", ["nlu", "--nlu", "data/nlu"])
    examples = held_out_examples()
    texts = [example.get("text") for example in examples]
    rounds: Dict[str, List[Dict[str, Any]]] = {"kefu": [], "stock DIET": []}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}: {len(texts)} messages each", flush=True)
        rounds["kefu"].append(parse(ours, texts))
        if peer:
            rounds["stock DIET"].append(parse(peer, texts))
    result = {
        "machine": machine(),
        "messages": len(texts),
        "rounds": options.rounds,
        "speed": {name: speed(taken) for name, taken in rounds.items() if taken},
        "accuracy": {**accuracy(rounds["kefu"][0]["parsed"], examples), "mood_accuracy": mood_accuracy(ours)},
        "archive_mb": ours.stat().st_size / 2**20,
        "serving_imports_torch": rounds["kefu"][0]["torch"],
    }
    (RESULTS / "understanding.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "understanding.md").write_text(markdown(result), encoding="utf-8")
    print(markdown(result))


if __name__ == "__main__":
    main()

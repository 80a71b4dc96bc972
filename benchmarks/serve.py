"""Loads one trained system as it would serve, reads texts one after another, and writes what it said and took."""
from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

from benchmarks.machine import peak_megabytes, resident_megabytes
from benchmarks.systems import system_named
from benchmarks.systems.base import Served

WARM_UP = 20  # texts before the clock counts
_NEWS_EVERY = 500  # texts between two lines in the log


def read_all(served: Served, texts: List[str]) -> Dict[str, Any]:
    """What is said of each text, with the milliseconds it took."""
    for text in texts[:WARM_UP]:
        served.predict(text)
    predictions, milliseconds = [], []
    for number, text in enumerate(texts, start=1):
        start = time.perf_counter()
        prediction = served.predict(text)
        milliseconds.append((time.perf_counter() - start) * 1000)
        predictions.append(list(prediction))
        if number % _NEWS_EVERY == 0:
            print(f"read {number} of {len(texts)} texts", flush=True)
    return {"predictions": predictions, "milliseconds": milliseconds}


def main() -> None:
    """Reads a job, ``{"system", "trained", "texts"}``, and writes the answer beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", type=Path, help="a JSON file")
    parser.add_argument("answer", type=Path, help="the JSON file to write")
    options = parser.parse_args()
    job = json.loads(options.job.read_text(encoding="utf-8"))
    start = time.perf_counter()
    served = system_named(job["system"]).load(Path(job["trained"]))
    loaded = time.perf_counter() - start
    answer = read_all(served, job["texts"])
    answer |= {
        "load_seconds": loaded,
        "resident_mb": resident_megabytes(),
        "peak_mb": peak_megabytes(),
        "torch": "torch" in sys.modules or "transformers" in sys.modules,
    }
    options.answer.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()

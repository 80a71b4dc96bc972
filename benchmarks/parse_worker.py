"""Loads one assistant as the Rasa server does, parses messages, and writes all that was understood and measured."""
from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

from benchmarks.machine import peak_megabytes, resident_megabytes
from benchmarks.serve import WARM_UP
from benchmarks.systems.base import intent_of
from benchmarks.systems.rasa_nlu import ServedRasa


def parse_all(served: ServedRasa, texts: List[str]) -> Dict[str, Any]:
    """Times each parse in milliseconds and keeps what was understood."""
    for text in texts[:WARM_UP]:
        served.parse(text)
    times, parsed = [], []
    for text in texts:
        start = time.perf_counter()
        result = served.parse(text)
        times.append((time.perf_counter() - start) * 1000)
        parsed.append(
            {
                "intent": intent_of(result).label,
                "asked_back": result["intent"]["name"] == "nlu_fallback",
                "entities": [[e["entity"], e["start"], e["end"]] for e in result["entities"]],
                "mood": (result.get("sentiment") or {}).get("label"),
            }
        )
    return {"milliseconds": times, "parsed": parsed}


def main() -> None:
    """Reads texts (a JSON list) from one file and writes the answer to another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="the model archive")
    parser.add_argument("texts", type=Path)
    parser.add_argument("answer", type=Path)
    options = parser.parse_args()
    texts = json.loads(options.texts.read_text(encoding="utf-8"))
    import rasa.core.agent  # noqa: F401  # its import is no part of loading a model

    start = time.perf_counter()
    served = ServedRasa(options.model, intent_of)
    answer: Dict[str, Any] = {"load_seconds": time.perf_counter() - start}
    answer |= parse_all(served, texts)
    answer |= {
        "resident_mb": resident_megabytes(),
        "peak_mb": peak_megabytes(),
        "torch": "torch" in sys.modules or "transformers" in sys.modules,
    }
    options.answer.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()

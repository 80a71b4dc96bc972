"""Loads one model as the Rasa server does, parses messages, and prints what it measured as one JSON line."""
from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

WARM_UP = 20  # messages before the clock counts


def resident_megabytes() -> float:
    """Resident memory of this process, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


async def parse_all(agent: Any, texts: List[str]) -> Dict[str, Any]:
    """Times each parse in milliseconds and keeps what was understood."""
    for text in texts[:WARM_UP]:
        await agent.parse_message(text)
    times, parsed = [], []
    for text in texts:
        start = time.perf_counter()
        result = await agent.parse_message(text)
        times.append((time.perf_counter() - start) * 1000)
        parsed.append(
            {
                "intent": result["intent"]["name"],
                "ranking": [row["name"] for row in result["intent_ranking"][:2]],
                "entities": [[e["entity"], e["start"], e["end"]] for e in result["entities"]],
                "sentiment": result.get("sentiment"),
            }
        )
    return {"milliseconds": times, "parsed": parsed}


def main() -> None:
    """Reads texts (a JSON list) from standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="the model archive")
    model = parser.parse_args().model
    texts = json.load(sys.stdin)
    from rasa.core.agent import Agent

    start = time.perf_counter()
    agent = Agent.load(model)
    loaded = time.perf_counter() - start
    result = asyncio.run(parse_all(agent, texts))
    result |= {"load_seconds": loaded, "resident_mb": resident_megabytes()}
    result["torch"] = "torch" in sys.modules or "transformers" in sys.modules
    print("RESULT " + json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()

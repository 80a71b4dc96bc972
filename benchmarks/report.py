"""The benchmark's result as a table for people."""
from __future__ import annotations

from typing import Any, Dict


def markdown(result: Dict[str, Any]) -> str:
    """One table of speed, one of accuracy, and where they were taken."""
    where = result["machine"]
    lines = [
        f"Taken on {where['date']} at commit {where['commit']}, {where['processor']}, Python {where['python']}, "
        f"by `make bench`: {result['messages']} messages, {result['rounds']} rounds in turns.",
        "",
        "| parse of the whole pipeline | median ms | p95 ms | load s | resident MB |",
        "|---|---|---|---|---|",
    ]
    for name, row in result["speed"].items():
        lines.append(
            f"| {name} | {row['median_ms']:.1f} | {row['p95_ms']:.1f} "
            f"| {row['load_seconds']:.1f} | {row['resident_mb']:.0f} |"
        )
    accuracy = result["accuracy"]
    lines += [
        "",
        "| on the held-out sentences | |",
        "|---|---|",
        f"| intent accuracy | {accuracy['intent_accuracy']:.1%} |",
        f"| asked back instead of answering | {accuracy['asked_back']:.1%} |",
        f"| entity span F1 | {accuracy['entity_f1']:.1%} |",
        f"| mood accuracy (three labels) | {accuracy['mood_accuracy']:.1%} |",
        f"| model archive | {result['archive_mb']:.0f} MB |",
        "",
    ]
    return "\n".join(lines)

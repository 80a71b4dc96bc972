"""Records for people to read later, as JSON lines: who asked for a person, how the service was rated."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

HANDOVERS = "handovers.jsonl"
RATINGS = "ratings.jsonl"


def new_reference(now: datetime) -> str:
    """Return a short number that customer and staff can name: ``H1105-7F3K``."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for another when read aloud
    return f"H{now:%m%d}-" + "".join(secrets.choice(alphabet) for _ in range(4))


async def write(folder: Path, file: str, record: dict[str, Any]) -> None:
    """Append one record to *file* in *folder*; raises OSError when it cannot be written."""
    line = json.dumps(record, ensure_ascii=False) + "\n"
    await asyncio.to_thread(_append, folder, file, line)


def _append(folder: Path, file: str, line: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # One write of one line to a file in append mode is not torn apart by another process's.
    with open(folder / file, "a", encoding="utf-8") as stream:
        stream.write(line)

"""What the assistant says, read from all files as Rasa reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]


def all_responses() -> dict[str, Any]:
    """Return the variations of every response; fails where two files have one of the same name."""
    found: dict[str, Any] = {}
    for path in [PROJECT / "domain.yml", *sorted((PROJECT / "data/responses").glob("*.yml"))]:
        said = yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}
        assert not found.keys() & said.keys(), f"{path.name} repeats {sorted(found.keys() & said.keys())}"
        found |= said
    return found

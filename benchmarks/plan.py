"""What a run has to do: which results are kept, which are stale, and which cannot be had."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import List, Optional, Sequence

from benchmarks import results
from benchmarks.cells import SHOP, Cell
from benchmarks.datasets import DATASETS, missing_files


@dataclass(frozen=True)
class Standing:
    """How things stand with one cell.

    Attributes:
        result: What is kept, if anything.
        changed: Which of the things that it depends on have changed since (see `results.digests`).
        lacking: Why it cannot be measured now; empty if it can.
    """

    cell: Cell
    result: Optional[results.Result] = None
    changed: List[str] = field(default_factory=list)
    lacking: str = ""

    @property
    def words(self) -> str:
        """One short text, as `--list` shows it."""
        if self.result is None:
            return f"skipped: {self.lacking}" if self.lacking else "missing"
        kept = f"kept from {self.result['date']}, commit {self.result['commit']}"
        return f"{kept}; stale: {', '.join(self.changed)} changed" if self.changed else kept

    @property
    def minutes(self) -> float:
        """How long it took, or else about how long it will take, on two cores."""
        return self.result["seconds"] / 60 if self.result else self.cell.minutes

    def is_due(self, *, fresh: bool, stale: bool) -> bool:
        """Whether it is to be measured: what is missing always, the rest when asked for."""
        if self.lacking:
            return False
        return self.result is None or fresh or (stale and bool(self.changed))


def standings(
    cells: Sequence[Cell], folder: Path, data: Optional[Path], model: Optional[Path] = None
) -> List[Standing]:
    """How things stand with each cell.

    Args:
        cells: The chosen ones.
        folder: Where results are kept.
        data: The folder of data sets, if there is one.
        model: A trained archive of the shop's assistant, if one was given.
    """
    found = []
    for cell in cells:
        result = results.read(cell, folder)
        changed = results.changes(result, results.digests(cell, data, model)) if result else []
        found.append(Standing(cell, result, changed, _lacking(cell, data)))
    return found


def _lacking(cell: Cell, data: Optional[Path]) -> str:
    if cell.system == SHOP and cell.setting.startswith("postgresql"):
        from scripts.postgres import find_binaries

        return "" if find_binaries() else "PostgreSQL is not installed"
    if cell.dataset not in DATASETS:
        return ""
    if data is None:
        return "no folder of data sets was given"
    absent = missing_files(cell.dataset, data)
    return f"{absent[0]} is not there" if absent else ""

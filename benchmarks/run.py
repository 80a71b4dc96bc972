"""Runs what is missing of the comparison, each cell in a process of its own, and writes the tables anew.

    python -m benchmarks.run --data FOLDER              what is missing
    python -m benchmarks.run --data FOLDER --quick      the cells of every day, under ten minutes
    python -m benchmarks.run --data FOLDER --list       what is kept, missing or stale
    python -m benchmarks.run --data FOLDER --only 'clinc150/*' --only '*/kefu'
"""
from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import report, results
from benchmarks.cells import Cell, all_cells, chosen
from benchmarks.datasets import ROOT
from benchmarks.plan import Standing, standings
from kefu.processes import Child, Children, ending_signals_as_exit, tail

PLACE = ROOT / ".kefu" / "benchmarks"
NICENESS = 10
_ERROR_LINES = 12
_PATIENCE = 0.5  # seconds between two looks at a running cell


class Busy(Exception):
    """Another run holds the lock."""


def parse_arguments(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the folder of data sets; without it their cells are skipped")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PATTERN", help="cells or parts of their names; may be repeated"
    )
    parser.add_argument("--quick", action="store_true", help="only the cells of every day")
    parser.add_argument("--list", action="store_true", help="show how things stand and measure nothing")
    parser.add_argument("--stale", action="store_true", help="measure again what has changed since")
    parser.add_argument("--fresh", action="store_true", help="measure all chosen cells again")
    parser.add_argument("--model", type=Path, help="the shop's trained archive; default: the current one in models/")
    parser.add_argument("--results", type=Path, default=results.RESULTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    for name, exists in (("data", Path.is_dir), ("model", Path.is_file)):
        path = getattr(options, name)
        if path is not None and not exists(path):
            parser.error(f"--{name}: there is no {path}")
        setattr(options, name, path.resolve() if path else None)
    options.results = options.results.resolve()
    return options


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command; returns its exit code: 1 if a cell failed or the choice was empty, 2 if another runs."""
    options, console = parse_arguments(arguments), Console(soft_wrap=True, highlight=False)
    cells = chosen(all_cells(), options.only, options.quick)
    if not cells:
        console.print(f"No cell matches {', '.join(options.only)}; --list alone shows all.", markup=False)
        return 1
    found = standings(cells, options.results, options.data, options.model)
    if options.list:
        _show(console, found)
        return 0
    try:
        with only_one(PLACE / "lock"), ending_signals_as_exit():
            failed = _run_all(console, found, options)
            report.write_all(options.results)
    except Busy as error:
        console.print(str(error), markup=False)
        return 2
    console.print(f"The tables are in {options.results / report.TABLES}", markup=False)
    return 1 if failed else 0


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds a lock file, which falls free with this process; raises `Busy` if another one holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            who = stream.read().strip()
            raise Busy(f"Another benchmark is running (process {who}); wait for it or end it.") from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def _run_all(console: Console, found: Sequence[Standing], options: argparse.Namespace) -> List[Cell]:
    """Measures what is due; returns the cells that failed."""
    due = [one for one in found if one.is_due(fresh=options.fresh, stale=options.stale)]
    _tell_skipped(console, found, due)
    total = sum(one.minutes for one in due)
    console.print(f"{len(due)} of {len(found)} cells to measure, about {total:.0f} minutes on two free cores")
    failed = []
    for number, one in enumerate(due, start=1):
        line = f"[{number}/{len(due)}] {one.cell.name}"
        console.print(f"{line} (about {one.minutes:.1f} min)", markup=False)
        problem = _run_one(console, one, options)
        if problem:
            failed.append(one.cell)
            console.print(f"{line} failed: {problem}", markup=False)
        else:
            console.print(f"{line}: {report.headline(one.cell, options.results)}", markup=False)
    return failed


def _run_one(console: Console, one: Standing, options: argparse.Namespace) -> str:
    """Measures one cell; returns what went wrong, if anything."""
    log = PLACE / "logs" / one.cell.file.replace(".json", ".log")
    work = PLACE / "work" / one.cell.file.replace(".json", "")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    child = Child("cell", _command(one.cell, options), log, _environment(work), cwd=ROOT)
    try:
        with Children() as children:
            children.start(child)
            code = _wait(console, child, one)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if code == 0:
        return ""
    what = f"exit code {code}" if code is not None else f"no end after {one.cell.timeout_seconds / 60:.0f} minutes"
    return f"{what}; the end of {log}:\n{tail(log, _ERROR_LINES)}"


def _wait(console: Console, child: Child, one: Standing) -> Optional[int]:
    """Waits for a cell's exit code, None when its time is over; shows a bar on a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    start = time.monotonic()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(one.cell.name, total=max(1.0, one.minutes * 60))
        while (code := child.exit_code()) is None:
            taken = time.monotonic() - start
            if taken > one.cell.timeout_seconds:
                return None
            bars.update(task, completed=taken)
            time.sleep(_PATIENCE)
    return code


def _command(cell: Cell, options: argparse.Namespace) -> List[str]:
    command = ["nice", "-n", str(NICENESS), sys.executable, "-m", "benchmarks.measure", cell.name]
    command += ["--results", str(options.results)]
    for name in ("data", "model"):
        if getattr(options, name):
            command += [f"--{name}", str(getattr(options, name))]
    return command


def _environment(work: Path) -> Dict[str, str]:
    """All that a cell writes meanwhile goes where it is deleted, however the cell ends."""
    return {"TMPDIR": str(work), "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}


def _tell_skipped(console: Console, found: Sequence[Standing], due: Sequence[Standing]) -> None:
    """Says what is not measured and why."""
    reasons: Dict[str, List[str]] = {}
    for one in found:
        if one.lacking:
            reasons.setdefault(one.lacking, []).append(one.cell.name)
    for reason, names in reasons.items():
        console.print(f"Skipped, because {reason}: {', '.join(names)}", markup=False)
    stale = [one.cell.name for one in found if one.changed and one not in due and not one.lacking]
    if stale:
        console.print(f"Stale, measured again only with --stale: {', '.join(stale)}", markup=False)


def _show(console: Console, found: Sequence[Standing]) -> None:
    width = max(len(one.cell.name) for one in found)
    for one in found:
        mark = "quick" if one.cell.quick else ""
        console.print(f"{one.cell.name:<{width}}  {one.minutes:6.1f} min  {mark:<5}  {one.words}", markup=False)


if __name__ == "__main__":
    sys.exit(main())

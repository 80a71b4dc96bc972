"""How far a search is: bars on a terminal, a line for each trial anywhere else."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import contextmanager
from types import TracebackType
from typing import Callable, Iterator, Optional, Tuple, Type

from optuna.trial import FrozenTrial, TrialState
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from components.bert.progress import PROGRESS_FD
from insight.tune.search import Standing
from insight.tune.words import percent, points

_ENDS = {TrialState.PRUNED: "cut short", TrialState.FAIL: "failed"}

# Hears the stage of a training, its steps done, all its steps, and a note.
Hear = Callable[[str, int, int, str], None]


class SearchView:
    """A `insight.tune.search.View` on a console; use it as a context manager."""

    def __init__(self, console: Console, minutes: float) -> None:
        """``minutes`` is how long the search may take, from the first trial on."""
        self._console, self._minutes = console, minutes
        self._begun: Optional[Tuple[float, int]] = None  # when, and with how many trials done
        self._bars = _bars(console)
        self._whole = self._bars.add_task("trials", total=None, note="")
        self._training = self._bars.add_task("", total=None, note="")
        self._heard = training_progress(self._step)

    def __enter__(self) -> SearchView:
        self._heard.__enter__()
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._bars.stop()
        self._heard.__exit__(None, None, None)

    def begin(self, standing: Standing) -> None:
        """See `View`."""
        if self._begun is None:
            self._begun = time.monotonic(), standing.done
        self._show("trials", standing.done, standing.total, self._note(standing))

    def end(self, trial: FrozenTrial, standing: Standing) -> None:
        """See `View`."""
        note = self._note(standing)
        self._show("trials", standing.done, standing.total, note)
        self._say(f"trial {trial.number}: {_ENDS.get(trial.state) or percent(trial.value)}; {note}")

    def compare(self, done: int, total: int) -> None:
        """See `View`."""
        self._show("comparison", done, total, "both settings anew, for the test part")
        if done < total:
            self._say(f"comparison: training {done + 1} of {total}")

    def _note(self, standing: Standing) -> str:
        """The best so far, and the time that is left at the pace so far."""
        parts = []
        if standing.best is not None:
            gain = standing.best - (standing.present or standing.best)
            parts.append(f"best {percent(standing.best)}{f' ({points(gain)} points)' if gain else ''}")
        assert self._begun is not None
        passed, done = time.monotonic() - self._begun[0], standing.done - self._begun[1]
        if done:
            left = min(passed / done * (standing.total - standing.done), 60 * self._minutes - passed)
            if standing.done < standing.total and left > 0:
                parts.append("under a minute left" if left < 60 else f"about {left / 60:.0f} min left")
        return ", ".join(parts)

    def _show(self, what: str, done: int, total: int, note: str) -> None:
        self._bars.update(self._whole, description=what, completed=done, total=total, note=note)

    def _step(self, stage: str, done: int, total: int, note: str) -> None:
        self._bars.update(self._training, description=stage, completed=done, total=total, note=note)

    def _say(self, line: str) -> None:
        if not self._console.is_terminal:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _bars(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:.0f}/{task.total}", markup=False),
        TextColumn("{task.fields[note]}", markup=False, style="dim"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


@contextmanager
def training_progress(hear: Hear) -> Iterator[None]:
    """Hears what trainings in this process report of their progress, which draws no bars of its own meanwhile."""
    before = os.environ.get(PROGRESS_FD)
    reading, writing = os.pipe()
    listener = threading.Thread(target=_listen, args=(reading, hear), daemon=True)
    listener.start()
    os.environ[PROGRESS_FD] = str(writing)
    try:
        yield
    finally:
        if before is None:
            del os.environ[PROGRESS_FD]
        else:
            os.environ[PROGRESS_FD] = before
        os.close(writing)
        listener.join()


def _listen(reading: int, hear: Hear) -> None:
    with os.fdopen(reading, encoding="utf-8", errors="replace") as stream:
        for line in stream:
            said = json.loads(line)
            hear(said["stage"], said["done"], said["total"], said["note"])

"""Shows the progress of training: bars on a terminal, plain lines anywhere else."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Dict, Optional, Type

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from kefu.training import Progress


class TrainingView:
    """A `kefu.training.View` on a console; use it as a context manager."""

    def __init__(self, console: Console, title: str) -> None:
        self._console, self._title = console, title
        self._started = time.monotonic()
        self._shown: _Bars | _Plain = _Bars(console) if console.is_terminal else _Plain(console)

    def show(self, progress: Progress) -> None:
        """Shows a stage that started, advanced or ended."""
        self._shown.show(progress)

    def __enter__(self) -> TrainingView:
        self._console.print(self._title, highlight=False, soft_wrap=True)
        self._shown.open()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._shown.close()
        if kind is None:
            self._console.print(f"[green]Trained[/] in {time.monotonic() - self._started:.0f} s")


class _Bars:
    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False, style="dim"),
            console=console,
        )
        self._tasks: Dict[str, TaskID] = {}

    def open(self) -> None:
        self._bars.start()
        self._tasks[""] = self._bars.add_task("Rasa", total=None, count="", note="reading the data")

    def show(self, progress: Progress) -> None:
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._bars.add_task(progress.stage, total=None, count="", note="")
        task = self._tasks[progress.stage]
        self._bars.update(self._tasks[""], note="")
        if progress.total is not None:
            count = f"{progress.done}/{progress.total}"
            self._bars.update(
                task, completed=progress.done, total=progress.total, count=count, note=progress.note
            )
        elif progress.finished:
            self._bars.update(task, total=1, completed=1, note=progress.note)

    def close(self) -> None:
        if "" in self._tasks:
            self._bars.update(self._tasks[""], total=1, completed=1, note="")
        self._bars.stop()


class _Plain:
    """One line when a stage starts, at every further fifth of it, and when it ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started: Dict[str, float] = {}
        self._fifths: Dict[str, int] = {}

    def open(self) -> None:
        pass

    def show(self, progress: Progress) -> None:
        stage = progress.stage
        if stage not in self._started:
            self._started[stage] = time.monotonic()
            self._fifths[stage] = 0
            if not progress.finished:
                self._say(progress, "started")
        fifth = 5 * progress.done // progress.total if progress.total else 0
        if progress.finished and self._fifths[stage] < 6:
            self._fifths[stage] = 6
            self._say(progress, f"done in {time.monotonic() - self._started[stage]:.1f} s")
        elif self._fifths[stage] < fifth < 5:
            self._fifths[stage] = fifth
            self._say(progress, f"{progress.done}/{progress.total}")

    def _say(self, progress: Progress, what: str) -> None:
        note = f" ({progress.note})" if progress.note else ""
        self._console.print(f"  {progress.stage}: {what}{note}", markup=False, highlight=False)

    def close(self) -> None:
        pass

"""Progress of long work: a bar on the terminal, or JSON lines for a program that draws its own."""
from __future__ import annotations

import json
import os
import sys
from types import TracebackType
from typing import Any, Optional, Type

# Set by a parent that redirected our stderr to a log and draws the progress itself.
PROGRESS_FD = "KEFU_PROGRESS_FD"


class Progress:
    """Counts the steps of one stage of long work.

    Writes one JSON object a line, ``{"stage", "done", "total", "note"}``, to the file descriptor that
    the environment variable ``KEFU_PROGRESS_FD`` names; without it, draws a tqdm bar on stderr.
    """

    def __init__(self, stage: str, total: int) -> None:
        self._stage, self._total, self._done, self._note = stage, total, 0, ""
        self._fd = _progress_fd()
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        if self._fd is None:
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, desc=self._stage, file=sys.stderr, leave=True, dynamic_ncols=True)
        self._emit()
        return self

    def step(self, count: int = 1, note: str = "") -> None:
        """Marks ``count`` further steps as done; ``note`` stays until the next one."""
        self._done += count
        self._note = note or self._note
        if self._bar is not None:
            if note:
                self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(count)
        self._emit()

    def finish(self, note: str = "") -> None:
        """Marks all steps as done, also those that early stopping left out."""
        self._total = self._done or self._total
        if self._bar is not None:
            self._bar.total = self._total
        self._done = self._total
        self._note = note or self._note
        if self._bar is not None and note:
            self._bar.set_postfix_str(note)
        self._emit()

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def _emit(self) -> None:
        if self._fd is None:
            return
        line = {"stage": self._stage, "done": self._done, "total": self._total, "note": self._note}
        try:
            os.write(self._fd, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        except OSError:  # the program that drew the bars has gone: the work itself goes on
            self._fd = None


def _progress_fd() -> Optional[int]:
    value = os.environ.get(PROGRESS_FD, "")
    return int(value) if value.isdigit() else None

"""What set-up shows: one line for each step, and errors that say what to do next."""

import sys
import time
from typing import NoReturn

_COLOUR = sys.stdout.isatty()


class SetupFailed(Exception):
    """Set-up cannot go on; the message says what to do."""


class Step:
    """One step of set-up: says what it does, and at the end what came of it and how long it took."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        print(f"{_paint('1', '→ ' + title)}", flush=True)

    def done(self, result: str) -> None:
        """Says how the step ended."""
        seconds = time.monotonic() - self._started
        took = f" ({seconds:.0f} s)" if seconds >= 1 else ""
        print(f"  {_paint('32', '✓')} {result}{took}", flush=True)


def note(text: str) -> None:
    """Says something in passing."""
    print(f"  {text}", flush=True)


def warn(text: str) -> None:
    """Says something that may matter later."""
    print(_paint("33", f"  {text}"), flush=True)


def fail(error: SetupFailed) -> NoReturn:
    """Ends set-up with an error message and exit code 1."""
    print(_paint("31", f"\n{error}"), file=sys.stderr, flush=True)
    sys.exit(1)


def _paint(code: str, text: str) -> str:
    return f"\033[{code}m{text}\033[0m" if _COLOUR else text

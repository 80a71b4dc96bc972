"""Child processes that are started, watched and ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Type

from kefu.environment import PROJECT_DIR

GUARD = Path(__file__).with_name("guard.py")
TAIL_LINES = 15


class ProcessFailed(Exception):
    """A child process ended, or did not become ready; the message quotes the end of its log."""


@dataclass
class Child:
    """One command in a process group of its own, with its output in a log file."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Dict[str, str] = field(default_factory=dict)
    pass_fds: Sequence[int] = ()
    cwd: Path = PROJECT_DIR
    _process: Optional[subprocess.Popen[bytes]] = field(default=None, init=False, repr=False)
    _lifeline: int = field(default=-1, init=False, repr=False)

    def start(self) -> None:
        """Starts the command; the log file is written anew."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        reading, self._lifeline = os.pipe()
        guarded = [sys.executable, "-S", "-E", str(GUARD), str(reading), *self.command]
        try:
            with open(self.log, "wb") as log:
                self._process = subprocess.Popen(
                    guarded,
                    cwd=self.cwd,
                    env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=[reading, *self.pass_fds],
                )
        finally:
            os.close(reading)

    @property
    def pid(self) -> int:
        """The process group's id."""
        assert self._process is not None, f"{self.name} has not been started"
        return self._process.pid

    def exit_code(self) -> Optional[int]:
        """The exit code, or None while it runs."""
        assert self._process is not None, f"{self.name} has not been started"
        return self._process.poll()

    def wait(self, timeout: Optional[float] = None) -> int:
        """Waits for its end and returns the exit code. Raises subprocess.TimeoutExpired (seconds)."""
        assert self._process is not None, f"{self.name} has not been started"
        return self._process.wait(timeout)

    def wait_ready(self, ready: Callable[[], bool], timeout: float) -> None:
        """Waits until ``ready()``; raises `ProcessFailed` when the process ends or ``timeout`` seconds pass."""
        deadline = time.monotonic() + timeout
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise self.failure(f"was not ready after {timeout:.0f} seconds")
            time.sleep(0.1)

    def check(self) -> None:
        """Raises `ProcessFailed` if the process has ended."""
        code = self.exit_code()
        if code is not None:
            raise self.failure(f"ended with exit code {code}")

    def failure(self, what: str) -> ProcessFailed:
        """The error that says what happened to this process, with the end of its log."""
        return ProcessFailed(f"The {self.name} {what}. The end of {self.log}:\n{tail(self.log)}")

    def stop(self, grace: float = 8.0) -> None:
        """Ends the whole process group: asks, waits up to ``grace`` seconds, then kills."""
        if self._process is None:
            return
        _signal_group(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            pass
        # The command may have left children behind that ignored the request.
        _signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


class Children:
    """A group of children that ends as a whole when the ``with`` block ends, however it ends."""

    def __init__(self) -> None:
        self._children: List[Child] = []

    def start(self, child: Child) -> Child:
        """Starts one more child."""
        self._children.append(child)
        child.start()
        return child

    def check(self) -> None:
        """Raises `ProcessFailed` if any child has ended."""
        for child in self._children:
            child.check()

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        for child in self._children:  # ask all first, so that they end side by side
            if child.exit_code() is None:
                _signal_group(child.pid, signal.SIGTERM)
        for child in reversed(self._children):
            child.stop()


@contextmanager
def ending_signals_as_exit() -> Iterator[None]:
    """Turns SIGTERM and SIGHUP into SystemExit inside the block, so that ``with`` blocks clean up."""

    def leave(number: int, frame: Optional[FrameType]) -> None:
        raise SystemExit(128 + number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, leave) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log file, indented, for an error message."""
    try:
        with open(path, "rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 64 * 1024))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        text = ""
    last = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(f"  | {line}" for line in last) or "  | (nothing was written)"


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass  # it has ended; macOS says "not permitted" for a group of zombies

"""Runs `rasa train` as a child process and reports how far it is."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Protocol, Sequence

from kefu.environment import PROJECT_DIR
from kefu.processes import Child, Children, tail
from kefu.trained import record_model, source_fingerprint

# The name of the variable that tells the components where to write their progress (JSON lines).
PROGRESS_FD = "KEFU_PROGRESS_FD"

# What Rasa's training hooks log at level INFO (rasa/engine/training/hooks.py).
_COMPONENT = re.compile(r"(?P<what>Starting to train|Finished training|Restored) component '(?P<name>\w+)'")
_ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Invalid\w*|Broken\w*|Unsupported\w*|NotFound):(?: .*)?$")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
# With these a model is made from other files than the project's own.
_OTHER_SOURCES = {"--data", "--domain", "-d", "--config", "-c"}
# Where the model goes is known beforehand, so that what was trained can be checked.
_OUR_OPTIONS = {"--out", "--fixed-model-name"}
EXPLAINED_LINES = 8
EXPLAINED_WIDTH = 300


class TrainingFailed(Exception):
    """`rasa train` ended without a model; the message quotes what it said."""


@dataclass(frozen=True)
class Progress:
    """A stage of training: ``done`` of ``total`` steps (None when unknown), with a short note."""

    stage: str
    done: int = 0
    total: Optional[int] = None
    note: str = ""
    finished: bool = False


class View(Protocol):
    """Who shows the progress."""

    def show(self, progress: Progress) -> None:
        """Called whenever a stage starts, advances or ends."""


def train(
    view: View,
    log: Path,
    *,
    out: Path = PROJECT_DIR / "models",
    name: Optional[str] = None,
    arguments: Sequence[str] = (),
    environment: Optional[Dict[str, str]] = None,
) -> Path:
    """Trains a model into ``out`` and returns its path; Rasa's output goes to ``log``.

    ``name`` is the archive's name without extension, by default the time of day; ``arguments`` are
    passed on to `rasa train`. A model in the project's models/ is remembered as the current one.
    Raises `TrainingFailed`.
    """
    own = sorted(_OUR_OPTIONS & {argument.split("=")[0] for argument in arguments})
    if own:
        raise TrainingFailed(
            f"`kefu train` itself decides on {', '.join(own)}: models go to models/. "
            "For another place use `rasa train`."
        )
    fingerprint = source_fingerprint()
    model = out / f"{name or time.strftime('kefu-%Y%m%d-%H%M%S')}.tar.gz"
    command = _command(model, arguments)
    code = _run(command, log, {"LOG_LEVEL": "INFO", **(environment or {})}, view)
    if code != 0 or not model.is_file():
        raise TrainingFailed(f"Training failed (exit code {code}):\n{explain(log)}\nAll of it is in {log}.")
    if out == PROJECT_DIR / "models" and not _OTHER_SOURCES & set(arguments):
        record_model(model, fingerprint)
    return model


def _run(command: List[str], log: Path, environment: Dict[str, str], view: View) -> int:
    """Runs the training to its end and returns its exit code."""
    reading, writing = os.pipe()
    child = Child("training", command, log, {**environment, PROGRESS_FD: str(writing)}, pass_fds=[writing])
    try:
        with Children() as children:
            try:
                children.start(child)
            finally:
                os.close(writing)
            for progress in _watch(child, reading):
                view.show(progress)
            return child.wait()
    finally:
        os.close(reading)


def explain(log: Path) -> str:
    """The error that a Rasa log ends with, with the lines that belong to it, or else the last lines."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    lines = [_COLOURS.sub("", line).rstrip() for line in text.splitlines()]
    last = next((number for number in range(len(lines) - 1, -1, -1) if _ERROR.match(lines[number])), None)
    if last is None:
        return tail(log)
    said = [line for line in lines[last : last + EXPLAINED_LINES] if line]
    return "\n".join(f"  {line[:EXPLAINED_WIDTH]}{'…' if len(line) > EXPLAINED_WIDTH else ''}" for line in said)


def _command(model: Path, arguments: Sequence[str]) -> List[str]:
    name = model.name[: -len(".tar.gz")]
    target = ["--out", str(model.parent), "--fixed-model-name", name]
    return [sys.executable, "-m", "rasa", "train", *target, *arguments]


def _watch(child: Child, reading: int) -> Iterator[Progress]:
    """Yields progress from the components' pipe and from Rasa's log until the process has ended."""
    os.set_blocking(reading, False)
    pipe, log = _Lines(), _Lines()
    with open(child.log, "rb") as stream:
        running = True
        while running:
            running = child.exit_code() is None
            if running:
                select.select([reading], [], [], 0.2)
            yield from (event for line in pipe.feed(_available(reading)) if (event := _from_component(line)))
            yield from (event for line in log.feed(stream.read()) if (event := _from_log(line)))


def _available(descriptor: int) -> bytes:
    chunks: List[bytes] = []
    try:
        while chunk := os.read(descriptor, 65536):
            chunks.append(chunk)
    except BlockingIOError:
        pass
    return b"".join(chunks)


class _Lines:
    """Cuts a stream of bytes into whole lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> List[str]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]


def _from_component(line: str) -> Optional[Progress]:
    try:
        said = json.loads(line)
        done, total = int(said["done"]), int(said["total"])
        return Progress(str(said["stage"]), done, total, str(said.get("note", "")), done >= total)
    except (ValueError, KeyError, TypeError):
        return None  # a component's mistake must not end the training


def _from_log(line: str) -> Optional[Progress]:
    found = _COMPONENT.search(line)
    if not found:
        return None
    what, name = found["what"], found["name"]
    if what == "Starting to train":
        return Progress(name)
    return Progress(name, finished=True, note="from the cache" if what == "Restored" else "")

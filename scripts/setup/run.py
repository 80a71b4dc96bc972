"""Running the programs that do the work of set-up."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Sequence

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
STATE = PROJECT / ".kefu"

# Another environment that happens to be active, and settings that would send packages elsewhere.
_NOT_OURS = (
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
)


def environment() -> Dict[str, str]:
    """The environment for child processes, without what belongs to other Python environments."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return {**kept, "PIP_REQUIRE_VIRTUALENV": "0", "RASA_TELEMETRY_ENABLED": "false"}


def venv_python() -> Path:
    """The interpreter of the project's environment."""
    return VENV / "bin" / "python"


def quietly(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Runs a command and returns its exit code and all it said; a command that is absent gets code 127."""
    try:
        return subprocess.run(
            list(command),
            cwd=str(PROJECT),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
    except OSError as error:
        return subprocess.CompletedProcess(list(command), 127, str(error), "")


class Result:
    """How a command ended, and what it said."""

    def __init__(self, code: int, output: str) -> None:
        self.ok = code == 0
        self.output = output

    def tail(self, lines: int = 12) -> str:
        """The last lines it said, indented."""
        said = [line.rstrip() for line in self.output.replace("\r", "\n").splitlines() if line.strip()]
        return "\n".join(f"  | {line}" for line in said[-lines:])


def visibly(command: Sequence[str], until: str = "(?!)") -> Result:
    """Runs a command whose output, progress bars too, is both shown and returned.

    What follows the first line in which the pattern ``until`` is found is returned, but not shown.
    """
    if sys.stdout.isatty():
        return _in_terminal(list(command), until.encode())
    process = subprocess.Popen(
        list(command),
        cwd=str(PROJECT),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    assert process.stdout is not None
    said: List[str] = []
    shown = True
    for line in process.stdout:
        said.append(line)
        if shown:
            print(f"  {line}", end="", flush=True)
        shown = shown and not re.search(until, line)
    return Result(process.wait(), "".join(said))


def _in_terminal(command: List[str], until: bytes) -> Result:
    """The command gets a terminal of its own, since programs draw no bars into a pipe."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    size = os.get_terminal_size(sys.stdout.fileno())
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size.lines, size.columns, 0, 0))
    process = subprocess.Popen(
        command, cwd=str(PROJECT), env=environment(), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said, shown = b"", True
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux says "input/output error" when the other side has closed
            break
        if not chunk:
            break
        said = (said + chunk)[-200_000:]
        if shown:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        shown = shown and not re.search(until, chunk)
    os.close(ours)
    return Result(process.wait(), said.decode("utf-8", "replace"))

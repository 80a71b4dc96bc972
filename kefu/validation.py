"""`rasa data validate`, condensed to what a designer has to correct."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import List, Tuple

from kefu.environment import PROJECT_DIR
from kefu.processes import Child, Children

_COLOURS = re.compile(r"\x1b\[[\d;]*m")
# "2026-11-11 08:00:00 ERROR    rasa.validator  - text", and Python's "file.py:12: UserWarning: text"
_LOGGED = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?P<level>\w+)\s+(?P<logger>[\w.]+)\s+- (?P<text>.*)$")
_WARNED = re.compile(r"^(?P<where>\S+\.py):\d+: (?P<kind>\w*Warning): (?P<text>.*)$")
_RAISED = re.compile(r"^(?P<kind>[A-Z]\w*(?:Exception|Error)|Invalid\w+|Duplicate\w+): (?P<text>.*)$")
# Actions utter the responses named say_..., which Rasa's validator cannot know.
_SPOKEN_BY_ACTIONS = re.compile(r"The utterance 'say_\w+' is not used in any story or rule\.")
LONGEST_LINE = 300
_MORE = re.compile(r"^\s*More info at ")


@dataclass(frozen=True)
class Findings:
    """What a validation found; `passed` is Rasa's own verdict."""

    passed: bool
    errors: Tuple[str, ...]
    warnings: Tuple[str, ...]


def validate(log: Path, *, timeout: float = 600.0) -> Findings:
    """Runs `rasa data validate` with its output in ``log``. Raises subprocess.TimeoutExpired (seconds)."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--domain", str(PROJECT_DIR / "domain.yml")]
    child = Child("validation", command, log, {"LOG_LEVEL": "INFO"})
    with Children() as children:
        children.start(child)
        code = child.wait(timeout)
    return condense(log.read_text(encoding="utf-8", errors="replace"), code)


def condense(text: str, exit_code: int) -> Findings:
    """The distinct errors and warnings in the output of `rasa data validate`, in their order."""
    errors: List[str] = []
    warnings: List[str] = []
    current: List[str] | None = None
    for raw in text.splitlines():
        line = _COLOURS.sub("", raw).rstrip()
        found, target = _recognise(line)
        if found is not None and _SPOKEN_BY_ACTIONS.match(found):
            current = None
        elif found is not None:
            current = errors if target == "error" else warnings if target == "warning" else None
            if current is not None:
                current.append(_short(found))
        elif current and line.strip() and not _MORE.match(line):
            current[-1] += f"\n    {_short(line.strip())}"  # the message goes on
        elif not line.strip():
            current = None
    return Findings(exit_code == 0, tuple(dict.fromkeys(errors)), tuple(dict.fromkeys(warnings)))


def _short(line: str) -> str:
    """Rasa quotes whole files where a value of theirs has the wrong type."""
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def _recognise(line: str) -> Tuple[str | None, str]:
    if logged := _LOGGED.match(line):
        level = logged["level"].lower()
        return logged["text"], "error" if level == "critical" else level
    if warned := _WARNED.match(line):
        # Warnings of libraries about themselves are not the designer's business.
        ours = warned["kind"] == "UserWarning" and "/rasa/" in warned["where"].replace("\\", "/")
        return warned["text"], "warning" if ours else "other"
    if raised := _RAISED.match(line):
        return f"{raised['kind']}: {raised['text']}", "error"
    return None, ""

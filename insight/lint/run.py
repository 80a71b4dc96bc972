"""Runs all checks over a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Dict, List, Tuple

from insight.lint.checks import (
    context,
    entities,
    intents,
    marks,
    moods,
    pipeline,
    responses,
    sentences,
    steps,
    texts,
)
from insight.lint.finding import Finding
from insight.lint.options import Options
from insight.lint.project import read_project

_FAMILIES = (sentences, marks, entities, intents, steps, responses, texts, moods, context, pipeline)
# So many further lines are named where a file has the same mistake again and again.
_LINES_NAMED = 8


def lint(root: Path, options: Options | None = None) -> List[Finding]:
    """All that the checks find in the project at ``root``, by file and line, the same in a file only once."""
    project = read_project(root.resolve(), options or Options())
    found = list(project.findings)
    for family in _FAMILIES:
        for check in family.CHECKS:
            found += check(project)
    return _joined(sorted(dict.fromkeys(found), key=lambda finding: finding.order))


def _joined(findings: List[Finding]) -> List[Finding]:
    """Of equal findings in a file, the first with the lines of the others."""
    groups: Dict[Tuple[str, str, str], List[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.file, finding.code, finding.message), []).append(finding)
    return [_with_lines(first, [other.line for other in others]) for first, *others in groups.values()]


def _with_lines(finding: Finding, lines: List[int]) -> Finding:
    if not lines:
        return finding
    named = ", ".join(map(str, lines[:_LINES_NAMED]))
    more = f" and {len(lines) - _LINES_NAMED} more" if len(lines) > _LINES_NAMED else ""
    return replace(finding, message=f"{finding.message} Also on line {named}{more}.")

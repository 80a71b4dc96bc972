"""Findings as text for people, as JSON for programs, and as annotations for GitHub Actions."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import Iterator, List, Sequence, Tuple

from insight.lint.finding import Finding, Severity


def counts(findings: Sequence[Finding]) -> Tuple[int, int]:
    """The numbers of errors and of warnings."""
    by_severity = Counter(finding.severity for finding in findings)
    return by_severity[Severity.ERROR], by_severity[Severity.WARNING]


def summary(findings: Sequence[Finding]) -> str:
    """One line that says how many there are.

    >>> summary([])
    'Nothing to correct.'
    """
    if not findings:
        return "Nothing to correct."
    errors, warnings = counts(findings)
    files = len({finding.file for finding in findings})
    return f"{_many(errors, 'error')} and {_many(warnings, 'warning')} in {_many(files, 'file')}."


def by_file(findings: Sequence[Finding]) -> Iterator[List[Finding]]:
    """The findings of each file, in their order."""
    for _, group in groupby(findings, key=lambda finding: finding.file):
        yield list(group)


def json_text(findings: Sequence[Finding]) -> str:
    """``{"errors": 1, "warnings": 0, "findings": [{"severity", "code", "file", "line", "message"}]}``."""
    errors, warnings = counts(findings)
    listed = [
        {
            "severity": one.severity.value,
            "code": one.code,
            "file": one.file,
            "line": one.line,
            "message": one.message,
        }
        for one in findings
    ]
    content = {"errors": errors, "warnings": warnings, "findings": listed}
    return json.dumps(content, ensure_ascii=False, indent=2)


def github_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Workflow commands: GitHub Actions shows each beside its line (docs.github.com, workflow commands)."""
    for one in findings:
        place = f"file={_property(one.file)},line={one.line},title={_property(one.code)}"
        yield f"::{one.severity.value} {place}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

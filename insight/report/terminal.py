"""Shows the summary of a report on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from insight.report.result import Report
from insight.report.words import headline, how


def show(console: Console, report: Report) -> None:
    """Prints how it was made, the scores, and what to do first."""
    console.rule(style="dim")
    _say(console, Text(how(report), "dim"))
    for line in headline(report):
        _say(console, Text(line, "bold"))
    if report.advice:
        _say(console, Text("\nWhat to do first", "bold underline"))
    for number, one in enumerate(report.advice, start=1):
        _say(console, Text.assemble(f"{number}. ", (one.what, "bold"), f". {one.why}"))
    console.print()


def _say(console: Console, what: Text) -> None:
    console.print(what, highlight=False, soft_wrap=True)

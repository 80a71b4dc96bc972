"""Shows what a search found on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from insight.tune.report import Report, TrialRow
from insight.tune.words import (
    about,
    differences,
    found,
    importance_note,
    percent,
    points,
    snippet_note,
    verdict,
)

_SHOWN = 8  # of the best trials; the files have all
_BAR = 20
_LEAST = 0.005  # importances below it are left out


def show(console: Console, report: Report, snippet: str) -> None:
    """Prints trials, importances, the comparison and the best settings."""
    console.rule(style="dim")
    _say(console, about(report), "dim")
    if report.trials:
        console.print(_trials(report))
    hidden = len(report.trials) - _SHOWN
    if hidden > 0:
        _say(console, f"{hidden} more in the report's files.", "dim")
    _say(console, f"\n{importance_note(report)}", "dim")
    if report.importances:
        console.print(_importances(report))
    _say(console, f"\n{found(report)}", "bold")
    if verdict(report):
        compared = report.comparison
        _say(console, verdict(report), "green" if compared and compared.more_than_luck else "yellow")
    if snippet:
        _say(console, f"\nThe best settings. {snippet_note(report)}", "")
        _say(console, snippet.rstrip("\n"), "cyan")


def _trials(report: Report) -> Table:
    table = Table("trial", "validation", "points", "seconds", "settings", box=None, padding=(0, 2, 0, 0))
    for column in table.columns[:4]:
        column.justify = "right"
    rows = report.ranked[:_SHOWN]
    if report.present is not None and report.present not in rows:
        rows = [*rows[:-1], report.present]
    for trial in rows:
        best = report.best is not None and trial.number == report.best.number
        table.add_row(
            str(trial.number),
            percent(trial.score),
            _gain(trial, report),
            "–" if trial.seconds is None else f"{trial.seconds:.0f}",
            Text(_settings(trial, report)),
            style="bold" if best else "dim" if trial.score is None else "",
        )
    return table


def _gain(trial: TrialRow, report: Report) -> str:
    if trial.score is None or report.present is None or report.present.score is None:
        return ""
    return points(trial.score - report.present.score) if trial != report.present else ""


def _settings(trial: TrialRow, report: Report) -> str:
    """What sets it apart, and how it ended if that was not the usual way."""
    text = differences(trial, report.present)
    return text if trial.what in ("present", "complete") else f"({trial.what}) {text}"


def _importances(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    for key, share in report.importances.items():
        if share >= _LEAST:
            table.add_row(" ", key, Text("█" * max(1, round(_BAR * share)), "cyan"), percent(share))
    return table


def _say(console: Console, what: str, style: str) -> None:
    console.print(what, style=style, markup=False, highlight=False, soft_wrap=True)

"""The report of a search as Markdown."""

from __future__ import annotations

from typing import List, Sequence

from insight.tune.report import Report
from insight.tune.words import about, found, importance_note, number, percent, snippet_note, verdict


def markdown(report: Report, snippet: str) -> str:
    """The whole report.

    Args:
        report: What was found.
        snippet: The component's entry in config.yml with the best settings; empty where there are none.
    """
    lines = [f"# Search for better settings: {report.task}", "", f"{about(report)}. Study `{report.study}`.", ""]
    lines += [line for text in (found(report), verdict(report)) if text for line in (text, "")]
    if snippet:
        lines += ["## The best settings", "", snippet_note(report), "", "```yaml"]
        lines += [snippet.rstrip("\n"), "```", ""]
    lines += ["## What mattered", "", importance_note(report), ""]
    if report.importances:
        rows = [[key, percent(share)] for key, share in report.importances.items()]
        lines += [*_table(["setting", "share"], rows), ""]
    keys = list(report.trials[0].settings) if report.trials else []
    rows = []
    for trial in report.ranked:
        seconds = "–" if trial.seconds is None else f"{trial.seconds:.0f}"
        settings = [number(trial.settings[key]) for key in keys]
        curve = " ".join(percent(score) for score in trial.curve)
        rows.append([str(trial.number), trial.what, percent(trial.score), curve, seconds, str(trial.seed), *settings])
    head = ["trial", "", "validation", "after each epoch", "seconds", "seed", *keys]
    return "\n".join([*lines, "## Trials", "", *_table(head, rows), ""])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> List[str]:
    escaped = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in [list(head), ["---"] * len(head), *escaped]]

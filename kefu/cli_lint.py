"""`kefu lint`: mistakes in training data, domain and configuration, with file and line."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, List

import typer
from rich.text import Text

from insight.lint.options import Options
from kefu.cli_support import console, fail
from kefu.environment import PROJECT_DIR

if TYPE_CHECKING:
    from insight.lint.finding import Finding

_STYLES = {"error": "red", "warning": "yellow"}
_DEFAULTS = Options()


class Format(str, Enum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


_PROJECT = typer.Argument(PROJECT_DIR, show_default=False, help="A Rasa project; default: this one.")
_FORMAT = typer.Option(Format.TEXT, "--format", help="github: annotations for GitHub Actions.")
_CHINESE = typer.Option(_DEFAULTS.chinese, metavar="N", min=0, help="Warn below so many Chinese examples.")
_ENGLISH = typer.Option(_DEFAULTS.english, metavar="N", min=0, help="Warn below so many English examples.")
_FEWEST = typer.Option(_DEFAULTS.fewest, metavar="N", min=0, help="An error below so many examples in all.")
_LONGEST = typer.Option(_DEFAULTS.longest, metavar="N", min=1, help="Warn of longer sentences (characters).")


def lint(
    project: Path = _PROJECT,
    form: Format = _FORMAT,
    strict: bool = typer.Option(False, "--strict", help="Warnings fail too."),
    chinese: int = _CHINESE,
    english: int = _ENGLISH,
    fewest: int = _FEWEST,
    longest: int = _LONGEST,
) -> None:
    """Name mistakes in data and domain, with file and line.

    Looks at the YAML files of data/, domain.yml, config.yml and the mood files; trains and runs nothing.
    Ends with exit code 1 if there is an error.
    """
    from insight.lint.report import counts
    from insight.lint.run import lint as run

    if not project.is_dir():
        fail(f"Expected a folder with domain.yml and data, got {project}.")
    findings = run(project, Options(chinese, english, fewest, longest))
    show(findings, form)
    errors, warnings = counts(findings)
    if errors or (strict and warnings):
        raise typer.Exit(1)


def show(findings: List[Finding], form: Format = Format.TEXT) -> None:
    """Prints findings; the text in colours where the terminal has them."""
    from insight.lint.report import by_file, github_lines, json_text, summary

    if form is Format.JSON:
        typer.echo(json_text(findings))
        return
    if form is Format.GITHUB:
        for line in github_lines(findings):
            typer.echo(line)
    else:
        for group in by_file(findings):
            console.print(Text("\n").join(map(_text, group)), "\n", sep="", soft_wrap=True)
    console.print(summary(findings), highlight=False)


def _text(finding: Finding) -> Text:
    """One line, as compilers and editors write it."""
    severity = finding.severity.value
    return Text.assemble(
        (f"{finding.file}:{finding.line}", "bold"),
        ": ",
        (severity, _STYLES[severity]),
        f" {finding.code}: {finding.message}",
    )

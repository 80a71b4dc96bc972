"""`kefu tune`: a search for the training settings that suit the project's own sentences."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Optional

import typer
from rich.text import Text

from kefu.cli_support import console, explained, fail
from kefu.environment import PROJECT_DIR

if TYPE_CHECKING:
    from insight.tune.report import Report

_CONFIG, _DATA, _STUDIES = PROJECT_DIR / "config.yml", PROJECT_DIR / "data", PROJECT_DIR / ".kefu" / "tuning"
_COLOURS = {"+": "green", "-": "red", "@": "dim"}


class Task(str, Enum):
    """What can be searched for."""

    INTENT = "intent"
    MOOD = "mood"
    ENTITIES = "entities"


_TASK = typer.Argument(..., help="Whose settings.")
_TRIALS = typer.Option(20, min=0, help="Trials in all, with those of an interrupted search.")
_MINUTES = typer.Option(60.0, min=0, help="No trial begins later; the comparison comes on top.")
_STUDY = typer.Option(None, metavar="NAME", help="The search's name; default: from its data and settings.")
_SPACE = typer.Option(None, metavar="FILE", exists=True, dir_okay=False, help="What to search, as YAML.")
_FOLDS = typer.Option(1, min=1, max=20, help="Measure each trial on so many splits: slower and surer.")
_SEED = typer.Option(42, min=0, help="Of the splits, the search and the trainings.")
_REPORT = typer.Option(None, metavar="FOLDER", help="For report.md and report.html; default: .kefu/tuning/NAME.")
_REPEATS = typer.Option(3, min=0, max=20, help="Trainings of each in the comparison; 0: none.")
_SENTENCES = typer.Option(None, min=100, metavar="N", help="Take N sentences, each label with its share; default: all.")
_APPLY = typer.Option(False, "--apply", help="Offer to write the best settings into config.yml.")


def tune(
    task: Task = _TASK,
    trials: int = _TRIALS,
    minutes: float = _MINUTES,
    study: Optional[str] = _STUDY,
    space: Optional[Path] = _SPACE,
    folds: int = _FOLDS,
    seed: int = _SEED,
    report: Optional[Path] = _REPORT,
    repeats: int = _REPEATS,
    sentences: Optional[int] = _SENTENCES,
    apply: bool = _APPLY,
) -> None:
    """Search for better training settings.

    Begins with the settings of config.yml and tries others on the same sentences. In the end the best are
    compared with the present ones on sentences that chose neither. Ctrl-C stops the search; the same command
    takes it up again.
    """
    with explained(), _tune_explained():
        with console.status("Reading the project…"):
            from insight.tune.project import read_project
            from insight.tune.run import Plan, run
            from insight.tune.search import Limits

            project = read_project(task.value, _CONFIG, _DATA, seed=seed, sentences=sentences)
        plan = Plan(Limits(trials, minutes), study, space, folds, seed, repeats)
        found, interrupted = run(project, plan, _STUDIES, console)
        _tell(found, report or _STUDIES / found.study)
        if interrupted:
            console.print("Stopped. The same command goes on from here.", style="yellow")
            raise typer.Exit(130)
        if apply:
            _apply(found)


def _tell(found: Report, folder: Path) -> None:
    """Shows the report and writes it."""
    from insight.tune.config_file import snippet
    from insight.tune.run import write_report
    from insight.tune.terminal import show

    entry = snippet(_CONFIG, found.component, found.changes) if found.improved else ""
    show(console, found, entry)
    for path in write_report(folder, found, entry):
        console.print(f"The report is {path}", markup=False, highlight=False, soft_wrap=True)


def _apply(found: Report) -> None:
    """Shows what would change in config.yml, asks, and writes it."""
    from insight.tune.config_file import with_settings, write_whole

    if not found.improved:
        console.print("There is nothing to write into config.yml.")
        return
    before, after = _CONFIG.read_text(encoding="utf-8"), with_settings(_CONFIG, found.component, found.changes)
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), "config.yml", "config.yml", lineterm=""):
        console.print(Text(line, _COLOURS.get(line[0], "")), soft_wrap=True)
    compared = found.comparison
    sure = compared is not None and compared.more_than_luck
    doubt = "" if sure else "The gain did not last. " if compared and compared.gain <= 0 else "The gain may be luck. "
    if typer.confirm(f"{doubt}Write this into config.yml?", default=sure):
        write_whole(_CONFIG, after)
        console.print("Written. `kefu train` trains with the new settings.")
    else:
        console.print("config.yml stays as it is.")


@contextmanager
def _tune_explained() -> Iterator[None]:
    """Turns the errors of a search that say what to do into that text and exit code 1."""
    from insight.errors import InsightError

    try:
        yield
    except InsightError as error:
        fail(str(error))
    except ModuleNotFoundError as error:
        if error.name != "optuna":
            raise
        fail("`kefu tune` needs the package optuna. Install requirements/train.txt with `make setup`.")

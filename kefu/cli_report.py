"""`kefu report`: how well the project's sentences are told apart, and which to mend."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, List, Optional, Tuple

import typer

from kefu.cli_support import console, explained, fail
from kefu.environment import PROJECT_DIR

if TYPE_CHECKING:
    from insight.report.held_out import HeldOut

# Below the project's folder.
_HELD_OUT, _OUT = Path("tests", "held_out"), Path(".kefu", "report")

_PROJECT = typer.Argument(PROJECT_DIR, show_default=False, help="A project with our pipeline; default: this one.")
_FULL = typer.Option(
    False, "--full/--quick", help="Fine-tune heads for each fold, minutes each; or judge by the untuned layers."
)
_FOLDS = typer.Option(5, metavar="N", min=2, max=20, help="Parts of the cross-validation; more: slower and surer.")
_HELD = typer.Option(
    None, metavar="PATH", help="File or folder for the trained model to read, may be repeated; default: tests/held_out."
)
_MODEL = typer.Option(None, metavar="ARCHIVE", help="The trained model; default: the newest in models/.")
_OUT_OPTION = typer.Option(None, metavar="FOLDER", help="Where the files go; default: .kefu/report.")
_SEED = typer.Option(42, metavar="N", min=0, help="Of the draw of the folds.")


def report(
    project: Path = _PROJECT,
    full: bool = _FULL,
    folds: int = _FOLDS,
    held_out: Optional[List[Path]] = _HELD,
    model: Optional[Path] = _MODEL,
    out: Optional[Path] = _OUT_OPTION,
    seed: int = _SEED,
) -> None:
    """Report how well sentences are understood, and what to mend.

    Every training sentence is judged by a model that has not learnt it, held-out sentences by the trained model.
    Names confused intents, sentences that look mislabelled or stand in two intents, and thin intents, with file
    and line. Writes report.html, report.json and report.md. Ctrl-C stops; finished folds are kept.
    """
    with explained(), _report_explained():
        with console.status("Reading the project…"):
            from insight.report.run import Plan, make_report, write_report
            from insight.report.settings import read_settings
            from insight.report.terminal import show
            from insight.sources import read_examples

            # Relative to where the command runs, so that a terminal can open what is printed.
            root = Path(os.path.relpath(project))
            settings = read_settings(root / "config.yml")
            examples = read_examples(root / "data")
        held, missing = _held_out(root, held_out, model)
        found = make_report(project.resolve().name, settings, examples, Plan(full, folds, seed), held, missing)
        show(console, found)
        for path in write_report(out or root / _OUT, found):
            console.print(f"The report is {path}", markup=False, highlight=False, soft_wrap=True)


def _held_out(
    root: Path, paths: Optional[List[Path]], model: Optional[Path]
) -> Tuple[Optional[HeldOut], str]:
    """What the trained model says of held-out sentences, or why there is nothing to say and what helps."""
    from insight.report.held_out import held_out_files, measure
    from insight.understanding import Understanding
    from kefu.trained import current_model, latest_model

    chosen = paths or ([root / _HELD_OUT] if (root / _HELD_OUT).is_dir() else [])
    if not chosen:
        return None, (
            f"There is no {_HELD_OUT.as_posix()}. Have somebody who does not know the training sentences write some, "
            "in the format of data/nlu, and name them with --held-out."
        )
    files = held_out_files(chosen)
    archive = model or latest_model(root)
    if archive is None:
        return None, "There is no model in models/. `kefu train` makes one; then make the report again."
    with console.status(f"Loading {archive.name}…"):
        understanding = Understanding.load(archive)
        current = current_model(root)
    fresh = current is not None and current.resolve() == archive.resolve()
    return measure(understanding, files, archive.name, fresh), ""


@contextmanager
def _report_explained() -> Iterator[None]:
    """Turns the errors of a report that say what to do into that text and exit code 1."""
    from insight.errors import InsightError

    try:
        yield
    except InsightError as error:
        fail(str(error))
    except ModuleNotFoundError as error:
        if error.name not in ("sklearn", "scipy", "torch"):
            raise
        fail(f"`kefu report` needs the package {error.name}. Install requirements/train.txt with `make setup`.")

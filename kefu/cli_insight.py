"""The commands that look into a trained model."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, List, Optional

import typer

from insight.defaults import NEAREST, SAMPLES
from kefu.cli_support import console, errors, explained, fail
from kefu.environment import PROJECT_DIR

if TYPE_CHECKING:
    from insight.explain import Explanation
    from insight.neighbours import Neighbourhood
    from insight.understanding import Understanding

# The sentences among which similar ones are looked for.
DATA = PROJECT_DIR / "data" / "nlu"

_INTENT = typer.Option(None, metavar="INTENT", help="Explain this intent; default: the likeliest.")
_HTML = typer.Option(None, metavar="FILE", help="Also write a page for the browser.")
_MODEL = typer.Option(None, help="A model archive; default: the current one in models/.")
_SAMPLES = typer.Option(SAMPLES, metavar="N", min=8, help="Parts of the text that the model reads; more: surer.")
_NEAREST = typer.Option(NEAREST, metavar="N", min=0, max=50, help="Similar training sentences to show.")


def explain(
    text: str = typer.Argument(..., help='What a customer types; "-": lines from standard input.'),
    intent: Optional[str] = _INTENT,
    html: Optional[Path] = _HTML,
    model: Optional[Path] = _MODEL,
    samples: int = _SAMPLES,
    nearest: int = _NEAREST,
) -> None:
    """Show why a text is understood as it is.

    Which words drove intent and mood, which values were found, and which training sentences are most like it.
    """
    with explained(), _insight_explained():
        from insight.checked import check_intent
        from insight.explain_page import write_page
        from insight.explain_rows import LEGEND

        texts = _texts(text)
        archive = _archive(model)
        understanding = _load(archive)
        if intent is not None:
            check_intent(understanding, intent)
        neighbourhood = _neighbourhood(understanding) if nearest else None
        found = _explain_all(understanding, texts, neighbourhood, intent, nearest, samples)
        console.print(f"\n{LEGEND}", style="dim", markup=False, highlight=False)
        if html is not None:
            try:
                write_page(html, found, archive.name)
            except OSError as error:
                fail(f"The page {html} cannot be written ({error.strerror}). Name another file after --html.")
            console.print(f"The page is {html}", markup=False, highlight=False, soft_wrap=True)


def _explain_all(
    understanding: Understanding,
    texts: List[str],
    neighbourhood: Optional[Neighbourhood],
    intent: Optional[str],
    nearest: int,
    samples: int,
) -> List[Explanation]:
    """Explains and shows one text after the other."""
    from insight.explain import explain as explain_one
    from insight.explain_terminal import show

    found = []
    for number, text in enumerate(texts, start=1):
        with console.status(f"Reading text {number} of {len(texts)}…"):
            found.append(
                explain_one(understanding, text, neighbourhood, intent=intent, nearest=nearest, samples=samples)
            )
        show(console, found[-1])
    return found


def _texts(given: str) -> List[str]:
    """The checked texts: the argument, or for "-" the lines of standard input that are not blank."""
    from insight.checked import check_text
    from insight.errors import NothingToExplain

    if given != "-":
        return [check_text(given)]
    stream = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    if stream.isatty():
        errors.print("Type texts, one a line; Ctrl-D ends.", style="dim")
    texts = []
    for number, line in enumerate(stream, start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            texts.append(check_text(line.strip("\ufeff")))
        except NothingToExplain as error:
            raise NothingToExplain(f"Line {number}: {error}") from error
    if not texts:
        raise NothingToExplain("Expected texts on standard input, one a line; got none.")
    return texts


def _archive(model: Optional[Path]) -> Path:
    """The archive that was named, else that of the present sources, else the newest."""
    from kefu.trained import current_model, latest_model

    if model is not None:
        return model
    current = current_model()
    found = current or latest_model()
    if found is None:
        fail("There is no model in models/. Train one with `kefu train`, or name one with --model.")
    if current is None:
        errors.print(
            f"{found.name} was not trained from the sources as they are now; `kefu train` makes one that is.",
            style="yellow",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    return found


def _load(archive: Path) -> Understanding:
    from insight.understanding import Understanding

    with console.status(f"Loading {archive.name}…"):
        return Understanding.load(archive)


def _neighbourhood(understanding: Understanding) -> Neighbourhood:
    from insight.neighbours import Neighbourhood
    from insight.sources import read_examples

    # Relative to where the command runs, so that a terminal can open what is printed.
    return Neighbourhood(understanding, read_examples(Path(os.path.relpath(DATA))))


@contextmanager
def _insight_explained() -> Iterator[None]:
    """Turns an error of `insight` into its text and exit code 1."""
    from insight.errors import InsightError

    try:
        yield
    except InsightError as error:
        fail(str(error))

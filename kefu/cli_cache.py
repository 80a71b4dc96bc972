"""`kefu cache`: what is kept between runs, and deleting what is no longer used."""

from __future__ import annotations

import time
from typing import Sequence

import typer
from rich.table import Table

from kefu.cache import DAY, ROOMS, Entry, delete, entries, readable_size, unused
from kefu.cli_support import console, explained, fail

cache = typer.Typer(help="Show what is kept between runs; delete what is old.")

_MONTH = 30.0
_OLDER = typer.Option(_MONTH, "--older-than", metavar="DAYS", min=0, help="What nobody used for so long; 0: all of it.")


@cache.callback(invoke_without_command=True)
def sizes(context: typer.Context) -> None:
    """Show what is kept between runs, and how large it is."""
    if context.invoked_subcommand is not None:
        return
    from components.bert.cache import cache_dir

    with explained():
        kept = entries(cache_dir())
        table = Table("folder", "holds", "things", "size", "last used", box=None)
        for number in (2, 3):
            table.columns[number].justify = "right"
        for room, what in ROOMS.items():
            inside = [entry for entry in kept if entry.room == room]
            if inside:
                table.add_row(room, what, str(len(inside)), _size(inside), _ago(max(one.used for one in inside)))
        console.print(table)
        _say(
            f"Together {_size(kept)} in {cache_dir()}. All of it is made again when it is needed; "
            f"`kefu cache prune` deletes what was not used for {_MONTH:.0f} days."
        )


@cache.command()
def prune(older_than: float = _OLDER, yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Delete what was not used for a while.

    It is made again when it is needed: a base model in a minute, a trained head in some. Not while something trains.
    """
    from components.bert.cache import cache_dir

    with explained():
        chosen = unused(entries(cache_dir()), older_than)
        if not chosen:
            _say(f"Nothing in {cache_dir()} was unused for {older_than:g} days.")
            return
        for room in ROOMS:
            inside = [entry for entry in chosen if entry.room == room]
            if inside:
                _say(f"{room}: {len(inside)}, {_size(inside)}")
        if not yes:
            typer.confirm(f"Delete {_size(chosen)} in {cache_dir()}?", abort=True)
        try:
            gone = list(delete(chosen))
        except OSError as error:
            fail(f"{error.filename} cannot be deleted ({error.strerror}). Whose is it?")
        _say(f"Deleted: {_size(gone)}.")


def _size(some: Sequence[Entry]) -> str:
    return readable_size(sum(entry.size for entry in some))


def _ago(moment: float) -> str:
    days = int((time.time() - moment) / DAY)
    return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


def _say(what: str) -> None:
    console.print(what, markup=False, highlight=False, soft_wrap=True)

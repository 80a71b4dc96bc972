"""`kefu db`: the shop's database, from the command line."""

from __future__ import annotations

import typer

from kefu.cli_support import console, explained, fail

db = typer.Typer(help="The shop's database: tables, demo data, demo accounts.", no_args_is_help=True)


@db.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    from kefu import database

    with explained() as settings:
        database.upgrade(settings)
        console.print("The tables are up to date.")


@db.command()
def seed() -> None:
    """Fill an empty database with the demo shop."""
    from kefu import database

    with explained() as settings:
        if not database.seed(settings):
            fail(
                "The database holds customers already. `kefu db reset` deletes an SQLite one and makes it anew."
            )
        console.print("The demo shop is in the database.")


@db.command()
def prepare() -> None:
    """Bring the tables up to date; a new SQLite database gets the demo shop."""
    from kefu import database

    with explained() as settings:
        seeded = database.prepare(settings)
        console.print("The demo shop is in the database." if seeded else "The database is up to date.")


@db.command()
def reset(yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Delete the SQLite database with all its orders and make the demo shop anew."""
    from kefu import database

    with explained() as settings:
        if not yes:
            typer.confirm("Delete the database and everything in it?", abort=True)
        database.reset(settings)
        console.print("The demo shop is in a new database.")


@db.command()
def accounts(limit: int = typer.Option(5, min=1, help="How many.")) -> None:
    """Print demo customers, their phone tails and their order numbers."""
    from kefu import demo as running

    with explained() as settings:
        running.show_accounts(console, settings, limit)

"""Bringing the tables of the order database up to date (Alembic)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from shop.engine import describe, parse_url, run_blocking, sqlite_path
from shop.errors import ShopNotMigrated

_INI = Path(__file__).with_name("migrations") / "alembic.ini"


def config() -> Config:
    """Return Alembic's configuration, from any working directory."""
    return Config(str(_INI))


def upgrade(url: str, revision: str = "head") -> None:
    """Make or update the tables at *url*; does nothing when they are current. All or nothing.

    Raises BadDatabaseUrl, ShopUnavailable, or ShopNotMigrated when the database is newer than this code.
    """
    _run(url, lambda settings: command.upgrade(settings, revision))


def downgrade(url: str, revision: str) -> None:
    """Take the tables at *url* back to *revision* (``base`` drops them all, with every row)."""
    _run(url, lambda settings: command.downgrade(settings, revision))


def upgrade_connection(connection: Connection) -> None:
    """Bring the tables up to date on an open *connection*, inside its transaction."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _run(url: str, work: Callable[[Config], object]) -> None:
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)

    def on_connection(connection: Connection) -> None:
        settings = config()
        settings.attributes["connection"] = connection
        work(settings)

    try:
        run_blocking(parsed, on_connection, create=True)
    except CommandError as error:
        raise ShopNotMigrated(
            f"the order database {describe(parsed)} cannot be migrated ({error}). If a newer version of this "
            "code made it, use that version; for a demo shop, `kefu db reset` makes it anew."
        ) from error

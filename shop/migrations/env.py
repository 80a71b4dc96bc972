"""Alembic's entry: takes the connection that :mod:`shop.migrate` hands over, else ``-x url=...``."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from shop.engine import parse_url, run_blocking
from shop.tables import FULL_TEXT, metadata


def plain_type(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Write our column types as what they store, so that old migrations do not depend on today's classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out SQLite's full-text index, which is five tables of its own and in no metadata."""
    return not (kind == "table" and name is not None and name.startswith(FULL_TEXT))


def run(connection: Connection) -> None:
    """Run the migrations that were asked for on *connection*, inside its transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=plain_type,
        include_name=include_name,
        # SQLite cannot alter a table in place: Alembic copies it.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()


def main() -> None:
    """Find the connection and run; raises CommandError when there is none."""
    given: Any = context.config.attributes.get("connection")
    if given is not None:
        return run(given)
    url = context.get_x_argument(as_dictionary=True).get("url")
    if context.is_offline_mode() or not url:
        raise CommandError("which database? Add -x url=sqlite:///path/to/shop.db, or use `kefu db upgrade`.")
    return run_blocking(parse_url(url), run, create=True)


main()

"""What all tables share: their metadata with the names of constraints, and the revision that makes them."""

from __future__ import annotations

import sqlalchemy as sa

# The Alembic revision that makes exactly these tables; `Shop.open` compares it with the database's.
SCHEMA_REVISION = "0003"

FULL_TEXT = "product_words"  # SQLite's full-text index and the beginning of its tables' names

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def only_when(condition: str) -> dict[str, sa.sql.ColumnElement]:
    """Return the arguments that make an index cover only the rows of a *condition*, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}

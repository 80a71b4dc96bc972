"""Asking the full-text index of either database for the products that hold most of some words."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from shop.tables import FULL_TEXT, product_texts


def matches(dialect: str, words: Sequence[str], pool: int) -> sa.sql.selectable.Subquery:
    """Return ids of product_texts that hold any of the *words*, at most *pool*, the best first: (id, score).

    Words come from `shop.search.words`: letters, digits and Chinese characters only.
    """
    if dialect == "postgresql":
        return _postgresql(words, pool)
    return _sqlite(words, pool)


def _sqlite(words: Sequence[str], pool: int) -> sa.sql.selectable.Subquery:
    asked = " OR ".join(f'"{word}"' for word in words)
    index = sa.table(FULL_TEXT, sa.column("rowid"))
    score = sa.literal_column(f"-bm25({FULL_TEXT}, 3.0, 1.0)")
    return (
        sa.select(index.c.rowid.label("id"), score.label("score"))
        .select_from(index)
        .where(sa.text(f"{FULL_TEXT} MATCH :asked").bindparams(asked=asked))
        .order_by(sa.desc("score"))
        .limit(pool)
        .subquery("matches")
    )


def _postgresql(words: Sequence[str], pool: int) -> sa.sql.selectable.Subquery:
    # The index is on exactly this expression (migration 0002).
    index = sa.literal_column("array_to_tsvector(string_to_array(product_texts.words, ' '))", TSVECTOR)
    asked = sa.cast(" | ".join(f"'{word}'" for word in words), sa.Text).op("::")(sa.text("tsquery"))
    names = sa.func.array_to_tsvector(sa.func.string_to_array(product_texts.c.name_words, " "))
    score = sa.func.ts_rank(index, asked) + 2 * sa.func.ts_rank(names, asked)
    return (
        sa.select(product_texts.c.id, score.label("score"))
        .where(index.op("@@")(asked))
        .order_by(sa.desc("score"))
        .limit(pool)
        .subquery("matches")
    )

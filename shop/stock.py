"""Moving pieces between the shelf and orders."""

from __future__ import annotations

from collections.abc import Mapping

from shop.tables import variants
from shop.work import Work


async def move_stock(work: Work, moves: Mapping[str, int]) -> str | None:
    """Put pieces (negative: take them) by variant id; return the variant of which there are too few, or None.

    All or nothing: when one cannot be had, the others are moved back, for the transaction may still commit.
    """
    done: list[str] = []
    for variant_id, pieces in sorted(moves.items()):  # in one order: two writers never wait for each other
        enough = variants.c.stock + pieces >= 0
        changed = {"stock": variants.c.stock + pieces}
        if await work.update(variants, variants.c.id == variant_id, enough, **changed) != 1:
            for moved in done:
                back = variants.c.stock - moves[moved]
                await work.update(variants, variants.c.id == moved, stock=back)
            return variant_id
        done.append(variant_id)
    return None

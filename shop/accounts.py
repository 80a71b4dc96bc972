"""The demo accounts of a seeded shop, for trying things out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.enums import OrderStatus
from shop.tables import audit, customers, orders
from shop.views import DemoAccount

SEED_ACTION = "seed"  # the audit action that marks a demo database


async def demo_accounts(connection: AsyncConnection, limit: int) -> list[DemoAccount]:
    """Return the first *limit* customers by id with their orders by status, newest first.

    Empty unless the database was made by the demo seed: phone tails of real customers are nobody's to list.
    """
    seeded = sa.select(audit.c.id).where(audit.c.action == SEED_ACTION, audit.c.actor == SEED_ACTION)
    if (await connection.execute(seeded)).first() is None:
        return []
    query = sa.select(customers).order_by(customers.c.id).limit(max(0, limit))
    people = (await connection.execute(query)).all()
    return [
        DemoAccount(person.id, person.name, person.phone[-4:], await _order_ids(connection, person.id))
        for person in people
    ]


async def _order_ids(connection: AsyncConnection, customer_id: str) -> dict[OrderStatus, tuple[str, ...]]:
    query = (
        sa.select(orders.c.id, orders.c.status)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.ordered_at.desc(), orders.c.id.desc())
    )
    rows = (await connection.execute(query)).all()
    return {
        status: tuple(row.id for row in rows if row.status is status)
        for status in OrderStatus
        if any(row.status is status for row in rows)
    }

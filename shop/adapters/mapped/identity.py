"""Verification by order number and phone tail over a merchant's tables, counted in the sidecar database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shop.adapters.mapped.ledger import LONGEST_NUMBER, attempts
from shop.adapters.mapped.model import Mapping
from shop.adapters.mapped.visit import Visit, order_number
from shop.identity import VerificationLimits, attempt, tail_is
from shop.numbers import normalise_phone_tail
from shop.views import Verification


async def verify(
    counting: AsyncConnection,
    reading: Callable[[], AbstractAsyncContextManager[Visit]],
    mapping: Mapping,
    order_text: str,
    tail_text: str,
    session_key: str,
    now: datetime,
    limits: VerificationLimits,
) -> Verification:
    """Check one attempt and record it over *counting*, a writing transaction of the sidecar."""
    number, tail = order_number(mapping, order_text), normalise_phone_tail(tail_text)
    if number is not None and len(number) > LONGEST_NUMBER:
        number = None

    async def owner() -> str | None:
        async with reading() as visit:
            found = await _owner(visit, number)
        right = tail_is(found[1] if found else None, tail)
        return found[0] if right and found else None

    return await attempt(counting, attempts, number, session_key, now, limits, owner)


async def _owner(visit: Visit, number: str | None) -> tuple[str, str] | None:
    """Return the customer of an order and the tail of their phone; the one query without a verified customer."""
    orders, customers = visit.tables["orders"], visit.tables["customers"]
    found = await visit.read("orders", orders.select(orders.equal("id", number or "")).limit(2))
    if len(found) != 1:  # none, or none that can be read: a mismatch like any other
        return None
    people = customers.select(customers.equal("id", found[0].customer))
    customer = next(iter(await visit.read("customers", people.limit(1))), None)
    tail = normalise_phone_tail(customer.phone[-4:]) if customer else None
    return (customer.id, tail) if customer and tail else None

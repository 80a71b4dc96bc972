"""Who is the customer: profiles, and verification by order number and phone tail with limited attempts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.engine import serialise
from shop.enums import VerifyOutcome
from shop.numbers import mask_phone, normalise_order_id, normalise_phone_tail
from shop.tables import customers, orders, verification_attempts
from shop.views import CustomerProfile, Verification

_NO_TAIL = "----"  # compared when there is no order: equal to no four digits


@dataclass(frozen=True)
class VerificationLimits:
    """How many wrong attempts one session, and one order number, may make within a window of time.

    A right attempt clears nothing: who owns one order could otherwise guess at another without end.
    """

    attempts: int = 5
    window: timedelta = timedelta(minutes=30)

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.window <= timedelta(0):
            raise ValueError(f"limits need at least 1 attempt and a positive window, got {self}")


async def customer_profile(connection: AsyncConnection, customer_id: str) -> CustomerProfile | None:
    """Return the customer with a masked phone, or None when there is none."""
    query = sa.select(customers).where(customers.c.id == customer_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return CustomerProfile(row.id, row.name, mask_phone(row.phone), row.member_level)


async def verify(
    connection: AsyncConnection,
    order_text: str,
    tail_text: str,
    session_key: str,
    now: datetime,
    limits: VerificationLimits,
) -> Verification:
    """Check one attempt and record it; needs a writing transaction."""
    order_id, tail = normalise_order_id(order_text), normalise_phone_tail(tail_text)

    async def owner() -> str | None:
        return await _owner(connection, order_id, tail)

    return await attempt(connection, verification_attempts, order_id, session_key, now, limits, owner)


async def attempt(
    connection: AsyncConnection,
    table: sa.Table,
    order_id: str | None,
    session_key: str,
    now: datetime,
    limits: VerificationLimits,
    owner: Callable[[], Awaitable[str | None]],
) -> Verification:
    """Ask for the *owner* of an order unless that was tried too often, and record the attempt in *table*.

    Unknown order, wrong tail and unreadable input (None) all end as ``mismatch``, at the same cost. While
    locked, even the right answer is refused, and nothing is recorded, so that the lock ends when it was said to.
    """
    session_hash = hashlib.sha256(session_key.encode()).hexdigest()
    for name in sorted({session_hash, order_id or session_hash}):  # one order of taking locks: no deadlock
        await serialise(connection, name)
    since = now - limits.window
    failures = [await _failures(connection, table, table.c.session_hash == session_hash, since)]
    if order_id is not None:
        failures.append(await _failures(connection, table, table.c.order_id == order_id, since))
    ends = [times[limits.attempts - 1] + limits.window for times in failures if len(times) >= limits.attempts]
    if ends:
        return Verification(VerifyOutcome.locked, None, 0, max(ends))
    customer_id = await owner()
    await connection.execute(
        table.insert().values(
            session_hash=session_hash, order_id=order_id, succeeded=customer_id is not None, attempted_at=now
        )
    )
    left = limits.attempts - max(len(times) for times in failures)
    if customer_id is not None:
        return Verification(VerifyOutcome.verified, customer_id, left, None)
    return Verification(VerifyOutcome.mismatch, None, left - 1, None)


async def _failures(
    connection: AsyncConnection, table: sa.Table, who: sa.sql.ColumnElement, since: datetime
) -> list[datetime]:
    """Return the times of wrong attempts after *since*, newest first."""
    attempts = table.c
    query = (
        sa.select(attempts.attempted_at)
        .where(who, attempts.succeeded.is_(False), attempts.attempted_at > since)
        .order_by(attempts.attempted_at.desc())
    )
    return list((await connection.execute(query)).scalars())


async def _owner(connection: AsyncConnection, order_id: str | None, tail: str | None) -> str | None:
    """Return the customer who owns the order, when the tail is that of their phone."""
    query = (
        sa.select(customers.c.id, customers.c.phone)
        .select_from(customers.join(orders, orders.c.customer_id == customers.c.id))
        .where(orders.c.id == (order_id or ""))
    )
    row = (await connection.execute(query)).one_or_none()
    right = tail_is(row.phone[-4:] if row is not None else None, tail)
    return row.id if right and row is not None else None


def tail_is(right_tail: str | None, tail: str | None) -> bool:
    """Return whether a typed *tail* is the right one, in the same time for every wrong one; None is none."""
    return hmac.compare_digest((right_tail or _NO_TAIL).encode(), (tail or "").encode())

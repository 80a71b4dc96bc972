"""The shop's one door: ``Shop.open(url)``, then typed queries and writes for one customer at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from types import TracebackType
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shop import accounts, identity, orders, shipments, writes
from shop.doors.after_sales import AfterSalesDoor
from shop.doors.catalogue import CatalogueDoor
from shop.doors.changes import ChangesDoor
from shop.doors.checkout import CheckoutDoor
from shop.doors.money import MoneyDoor
from shop.doors.service import ServiceDoor
from shop.doors.settlement import SettlementDoor
from shop.engine import describe, make_engine, not_migrated, parse_url, sqlite_path, transaction
from shop.enums import CancelOutcome, EstimateReason, ExpediteOutcome, OrderStatus
from shop.identity import VerificationLimits
from shop.numbers import normalise_order_id, normalise_tracking_number
from shop.policy import Policy, load_policy
from shop.port import ALL, Capability, ShopPort
from shop.tables import SCHEMA_REVISION
from shop.views import (
    CancelResult,
    CustomerProfile,
    DeliveryEstimate,
    DemoAccount,
    ExpediteResult,
    OrderDetail,
    OrderSummary,
    ShipmentTrack,
    Verification,
)


def utc_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(timezone.utc)


class Shop(
    ChangesDoor, AfterSalesDoor, MoneyDoor, CatalogueDoor, CheckoutDoor, ServiceDoor, SettlementDoor
):
    """The order database of one URL; safe for many tasks at once. Close it, or use it with ``async with``.

    Order and tracking numbers are taken as customers type them. What is not the customer's is not found.
    Every method raises ShopUnavailable when the database does not answer.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        limits: VerificationLimits,
        clock: Callable[[], datetime],
        policy: Policy,
    ) -> None:
        """Use `open`, which also checks the tables."""
        self._engine = engine
        self._limits = limits
        self._clock = clock
        self._policy = policy

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        limits: VerificationLimits | None = None,
        clock: Callable[[], datetime] = utc_now,
        policy: Policy | None = None,
    ) -> Shop:
        """Open the database at *url* (``sqlite+aiosqlite:///file`` or ``postgresql+asyncpg://...``).

        *limits* bound the attempts of `verify` (5 in 30 minutes unless given); *clock* tells the time;
        *policy* are the rules, those of ``data/shop/policy.yml`` unless given. Raises PolicyError,
        BadDatabaseUrl, ShopNotMigrated when the tables are not those of this code, ShopUnavailable.
        """
        rules = policy or load_policy()
        parsed = parse_url(url)
        path = sqlite_path(parsed)
        if path is not None and not path.exists():
            raise not_migrated(str(path), "there is no such file")
        engine = make_engine(parsed)
        try:
            await _check_revision(engine, describe(parsed))
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine, limits or VerificationLimits(), clock, rules)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def __aenter__(self) -> Shop:
        """Return the open shop itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the shop."""
        await self.close()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this shop can do: every write of the port."""
        return ALL

    async def customer(self, customer_id: str) -> CustomerProfile | None:
        """Return the customer's name, masked phone and member level, or None for an unknown id."""
        async with transaction(self._engine) as connection:
            return await identity.customer_profile(connection, customer_id)

    async def orders(
        self, customer_id: str, limit: int = 5, status: OrderStatus | str | None = None
    ) -> list[OrderSummary]:
        """Return the customer's newest orders, newest first; ValueError for an unknown *status*."""
        wanted = None if status is None else OrderStatus(status)
        async with transaction(self._engine) as connection:
            return await orders.recent_orders(connection, customer_id, limit, wanted)

    async def order(self, customer_id: str, order_id: str) -> OrderDetail | None:
        """Return the customer's order with items, parcels and returns, or None."""
        number = normalise_order_id(order_id)
        if number is None:
            return None
        async with self._reading() as work:
            return await orders.order_detail(work, customer_id, number)

    async def shipment(self, customer_id: str, order_id: str) -> list[ShipmentTrack]:
        """Return the parcels of the customer's order, events newest first; none when unshipped or unknown."""
        number = normalise_order_id(order_id)
        if number is None:
            return []
        async with transaction(self._engine) as connection:
            return await shipments.order_tracks(connection, customer_id, number)

    async def shipment_by_tracking(self, customer_id: str, tracking_number: str) -> ShipmentTrack | None:
        """Return the customer's parcel with this tracking number, or None."""
        number = normalise_tracking_number(tracking_number)
        if number is None:
            return None
        async with transaction(self._engine) as connection:
            return await shipments.track_by_number(connection, customer_id, number)

    async def delivery_estimate(self, customer_id: str, order_id: str) -> DeliveryEstimate:
        """Return when the customer's order arrives, and what that rests on (``reason``)."""
        number = normalise_order_id(order_id)
        if number is None:
            return DeliveryEstimate(order_id, EstimateReason.not_found, None)
        async with self._reading() as work:
            return await orders.delivery_estimate(work, customer_id, number)

    async def cancel_order(
        self, customer_id: str, order_id: str, request_key: str, reason: str = ""
    ) -> CancelResult:
        """Cancel the customer's order if it has not been shipped; once per *request_key*, audited.

        *reason* is the customer's own words. Raises RequestKeyReused when the key belongs to another write.
        """
        number = normalise_order_id(order_id)
        if number is None:
            return CancelResult(CancelOutcome.not_found, order_id)
        async with self._writing() as work:
            return await writes.cancel_order(work, customer_id, number, request_key, reason)

    async def expedite(self, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
        """Note that the customer presses for shipping; once per *request_key* and order, audited.

        Raises RequestKeyReused when the key belongs to another write.
        """
        number = normalise_order_id(order_id)
        if number is None:
            return ExpediteResult(ExpediteOutcome.not_found, order_id)
        async with self._writing() as work:
            return await writes.expedite(work, customer_id, number, request_key)

    async def verify(
        self, order_id: str, phone_tail: str, session_key: str, now: datetime | None = None
    ) -> Verification:
        """Check an order number with the last four digits of the customer's phone, within the limits.

        *session_key* names the session whose attempts are counted; *now* is the clock's time unless given.
        """
        moment = now or self._clock()
        async with transaction(self._engine, write=True) as connection:
            return await identity.verify(connection, order_id, phone_tail, session_key, moment, self._limits)

    async def demo_accounts(self, limit: int = 3) -> list[DemoAccount]:
        """Return the first customers of a demo seed with orders to try; none when this is no demo."""
        async with transaction(self._engine) as connection:
            return await accounts.demo_accounts(connection, limit)


async def _check_revision(engine: AsyncEngine, name: str) -> None:
    # Read directly: importing Alembic takes longer than all the rest of opening.
    async with transaction(engine) as connection:
        rows = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        found = sorted(str(version) for version in rows.scalars())
    if found != [SCHEMA_REVISION]:
        have = ", ".join(found) or "no revision"
        raise not_migrated(name, f"its tables are at {have}, this code needs {SCHEMA_REVISION}")


if TYPE_CHECKING:
    _answers_the_port: type[ShopPort] = Shop

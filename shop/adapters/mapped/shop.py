"""A merchant's database as an answer to the port: ``MappedShop.open(url, mapping)``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from collections.abc import Mapping as Dict
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine

from shop.adapters.mapped import checking, identity, ledger, wishes, writes
from shop.adapters.mapped.model import Mapping
from shop.adapters.mapped.reading import read_mapping
from shop.adapters.mapped.reads import MappedReads
from shop.adapters.mapped.reflecting import bind
from shop.adapters.mapped.table import MappedTable
from shop.adapters.mapped.visit import Visit, order_number
from shop.database import utc_now
from shop.engine import describe, make_merchant_engine, parse_url, sqlite_path, transaction
from shop.enums import CancelOutcome, ExpediteOutcome, TicketKind, Verdict
from shop.errors import ShopNotMigrated, ShopUnavailable
from shop.identity import VerificationLimits
from shop.policy import Policy, load_policy
from shop.port import Capability, ShopPort
from shop.views import (
    AddressChange,
    AddressResult,
    CancelResult,
    ExpediteResult,
    ReceiptResult,
    ShippingAddress,
    TicketResult,
    Verification,
)

logger = logging.getLogger(__name__)

URL_SETTING, SIDECAR_SETTING = "KEFU_SHOP_DATABASE_URL", "KEFU_SHOP_SIDECAR_URL"
LONGEST_SURVEY = 5.0  # seconds that counting unknown values may take; the first customer waits for it


class MappedShop(MappedReads):
    """A merchant's database as the mapping describes it; safe for many tasks at once.

    What the merchant does not have is empty; what the mapping has no statement for, nobody can do here.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        sidecar: AsyncEngine,
        mapping: Mapping,
        tables: Dict[str, MappedTable],
        limits: VerificationLimits,
        clock: Callable[[], datetime],
        policy: Policy,
    ) -> None:
        """Use `open`, which also checks the mapping."""
        self._engine, self._sidecar = engine, sidecar
        self._mapping, self._tables = mapping, tables
        self._limits, self._clock, self._policy = limits, clock, policy

    @classmethod
    async def open(
        cls,
        url: str,
        mapping: Path,
        sidecar_url: str,
        *,
        limits: VerificationLimits | None = None,
        clock: Callable[[], datetime] = utc_now,
        policy: Policy | None = None,
    ) -> MappedShop:
        """Open the merchant's database at *url* as the file *mapping* describes it.

        Attempts to verify are counted in the database at *sidecar_url*, which is made. Raises MappingError for a
        description that does not fit, PolicyError, BadDatabaseUrl, ShopUnavailable.
        """
        read, parsed, rules = read_mapping(mapping), parse_url(url), policy or load_policy()
        path = sqlite_path(parsed)
        if path is not None and not path.exists():
            raise ShopUnavailable(f"there is no database {describe(parsed)}: check {URL_SETTING}")
        checking.check_products(read)
        engine = make_merchant_engine(parsed, read_only=not read.writes)
        try:
            async with transaction(engine, setting=URL_SETTING) as connection:
                tables = await connection.run_sync(lambda sync: bind(read, sync))
            sidecar = await ledger.open_sidecar(sidecar_url, SIDECAR_SETTING)
        except BaseException:
            await engine.dispose()
            raise
        shop = cls(engine, sidecar, read, tables, limits or VerificationLimits(), clock, rules)
        try:
            await shop._try()
        except BaseException:
            await shop.close()
            raise
        return shop

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
        await self._sidecar.dispose()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """The writes that the mapping has statements for."""
        return frozenset(self._mapping.writes)

    async def unknown_values(self) -> list[checking.UnknownValue]:
        """Return the codes in the data that the mapping does not name."""
        async with self._reading() as visit:
            return await checking.unknown_values(visit.connection, visit.tables)

    async def verify(
        self, order_id: str, phone_tail: str, session_key: str, now: datetime | None = None
    ) -> Verification:
        """Check an order number with the last four digits of the customer's phone, within the limits."""
        moment = now or self._clock()
        async with transaction(self._sidecar, write=True, setting=SIDECAR_SETTING) as counting:
            return await identity.verify(
                counting,
                self._reading,
                self._mapping,
                order_id,
                phone_tail,
                session_key,
                moment,
                self._limits,
            )

    async def cancel_order(
        self, customer_id: str, order_id: str, request_key: str, reason: str = ""
    ) -> CancelResult:
        """Cancel the customer's order while the policy allows it; once a *request_key*."""
        number = self._number(Capability.cancel_order, order_id)
        if number is None:
            return CancelResult(CancelOutcome.not_found, order_id)
        async with self._writing() as visit:
            return await writes.cancel_order(visit, customer_id, number, request_key, reason)

    async def expedite(self, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
        """Note that the customer presses for shipping; once a *request_key* and order."""
        number = self._number(Capability.expedite, order_id)
        if number is None:
            return ExpediteResult(ExpediteOutcome.not_found, order_id)
        async with self._writing() as visit:
            return await writes.expedite(visit, customer_id, number, request_key)

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return where the customer's order goes, the phone masked, or None."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return None if number is None else await wishes.address_of(visit, customer_id, number)

    async def change_address(
        self, customer_id: str, order_id: str, change: AddressChange, request_key: str
    ) -> AddressResult:
        """Send the customer's order elsewhere while the policy allows it; once a *request_key*."""
        number = self._number(Capability.change_address, order_id)
        if number is None:
            return AddressResult(Verdict.not_found, order_id)
        async with self._writing() as visit:
            return await wishes.change_address(visit, customer_id, number, change, request_key)

    async def confirm_receipt(self, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
        """Note that the customer has the whole order; once a *request_key*."""
        number = self._number(Capability.confirm_receipt, order_id)
        if number is None:
            return ReceiptResult(Verdict.not_found, order_id)
        async with self._writing() as visit:
            return await writes.confirm_receipt(visit, customer_id, number, request_key)

    async def open_ticket(
        self, customer_id: str, kind: TicketKind, words: str, request_key: str, order_id: str | None = None
    ) -> TicketResult:
        """Open a ticket in the merchant's table; once a *request_key*."""
        number = self._number(Capability.open_ticket, order_id or "")
        if order_id is not None and number is None:
            return TicketResult(Verdict.not_found)
        async with self._writing() as visit:
            return await wishes.open_ticket(visit, customer_id, kind, words, request_key, number)

    def _number(self, capability: Capability, order_id: str) -> str | None:
        """Return the order number as it is stored, or None; raises NotSupported without statements."""
        if capability not in self._mapping.writes:
            self._refuse(capability)
        return order_number(self._mapping, order_id)

    async def _try(self) -> None:
        async with self._reading() as visit:
            await checking.try_queries(visit)
        if self._mapping.writes:
            await ledger.make_requests(self._engine, URL_SETTING)
        for statement in [one for several in self._mapping.writes.values() for one in several]:
            async with self._reading() as visit:
                await checking.try_statement(visit, statement.sql, statement.line)
        try:
            for unknown in await asyncio.wait_for(self.unknown_values(), LONGEST_SURVEY):
                logger.warning("%s: %s", self._mapping.file, unknown)
        except asyncio.TimeoutError:
            logger.warning(
                "%s: unknown values were not counted within %g s; `kefu shop check` takes its time",
                self._mapping.file,
                LONGEST_SURVEY,
            )

    @asynccontextmanager
    async def _session(self, write: bool) -> AsyncIterator[Visit]:
        try:
            async with transaction(self._engine, write=write, setting=URL_SETTING) as connection:
                yield Visit(connection, self._clock(), self._policy, self._mapping, self._tables)
        except ShopNotMigrated as error:
            raise ShopUnavailable(
                f"the tables of {describe(self._engine.url)} are no longer those that {self._mapping.file} "
                f"describes ({error.__cause__}): see `kefu shop check`"
            ) from error


if TYPE_CHECKING:
    _answers_the_port: type[ShopPort] = MappedShop

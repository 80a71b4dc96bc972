"""What every room of the shop's door stands on: the engine, the clock, the rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from shop.engine import transaction
from shop.policy import Policy
from shop.work import Work


class Door:
    """Opens transactions. Order and case numbers are taken as customers type them."""

    _engine: AsyncEngine
    _clock: Callable[[], datetime]
    _policy: Policy

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Work]:
        async with transaction(self._engine) as connection:
            yield Work(connection, self._clock(), self._policy)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Work]:
        async with transaction(self._engine, write=True) as connection:
            yield Work(connection, self._clock(), self._policy)

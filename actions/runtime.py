"""What all actions share in one process: the settings, the clock, and the shop, opened when first needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from kefu.settings import Settings, get_settings
from kefu.shops import open_shop
from shop.policy import Policy, load_policy
from shop.port import ShopPort


def utc_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(timezone.utc)


class Runtime:
    """The composition root of the action server; `clock` tells the time to actions and shop alike."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.zone = ZoneInfo(settings.timezone)
        self._shop: ShopPort | None = None
        self._opening = asyncio.Lock()

    @cached_property
    def policy(self) -> Policy:
        """The shop's rules, for what is asked about no order in particular."""
        return load_policy()

    @property
    def journal(self) -> Path:
        """The folder of the records that people read later (hand-overs, ratings)."""
        return self.settings.log_dir

    async def shop(self) -> ShopPort:
        """Return the shop, opened once. Raises shop.errors.ShopError, and tries again the next time."""
        if self._shop is None:
            async with self._opening:
                if self._shop is None:
                    self._shop = await open_shop(self.settings, self.clock)
        return self._shop

    async def close(self) -> None:
        """Close the shop if it was opened."""
        if self._shop is not None:
            await self._shop.close()
            self._shop = None


@lru_cache(maxsize=1)
def get_runtime() -> Runtime:
    """Return the runtime of this process."""
    return Runtime(get_settings())

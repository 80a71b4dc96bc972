"""What the command line does with the shop's database."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, List
from zoneinfo import ZoneInfo

from kefu.settings import Settings, mask_password

if TYPE_CHECKING:
    from shop.views import DemoAccount

SQLITE = "sqlite+aiosqlite:///"


class DatabaseRefused(Exception):
    """Something that would harm data which may be real; the message says what to do instead."""


def upgrade(settings: Settings) -> None:
    """Brings the tables up to date. Raises `shop.errors.ShopError`."""
    from shop import migrate

    migrate.upgrade(settings.database_url)


def seed(settings: Settings, *, reset: bool = False) -> bool:
    """Fills an empty database with the demo shop as of today; returns whether it did.

    With ``reset`` everything that was there is dropped first. Raises `shop.errors.ShopError`.
    """
    from shop.errors import ShopAlreadySeeded
    from shop.seed import seed as fill

    today = datetime.now(ZoneInfo(settings.timezone)).date()
    try:
        fill(settings.database_url, today, reset=reset)
    except ShopAlreadySeeded:
        return False
    return True


def prepare(settings: Settings) -> bool:
    """Makes the database ready to use; a new SQLite one gets the demo shop. Returns whether it did.

    A shop that another system answers for has no database of ours.
    """
    if settings.shop_adapter != "database":
        return False
    upgrade(settings)
    # Any other database is somebody's: an empty one must not wake up with invented customers in it.
    return settings.database_url.startswith(SQLITE) and seed(settings)


def reset(settings: Settings) -> None:
    """Makes the demo shop anew in an SQLite database, dropping all. Raises `DatabaseRefused` for another."""
    if not settings.database_url.startswith(SQLITE):
        raise DatabaseRefused(
            f"Expected an SQLite file to make anew, but KEFU_DATABASE_URL is {mask_password(settings.database_url)}. "
            "Empty that database with its own tools, then run `kefu db upgrade` and, if wished, `kefu db seed`."
        )
    seed(settings, reset=True)


def demo_accounts(settings: Settings, limit: int = 3) -> List[DemoAccount]:
    """Demo customers with their phone tails and order numbers; none if the shop is no demo."""
    if settings.shop_adapter != "database":
        return []
    from shop.database import Shop

    async def ask() -> List[DemoAccount]:
        async with await Shop.open(settings.database_url) as shop:
            return await shop.demo_accounts(limit)

    return asyncio.run(ask())

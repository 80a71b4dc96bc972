"""Asking a shop what it can: every read of the port once for nobody, every write by its capabilities."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from typing import Any, List

from kefu.settings import Settings, SettingsError, mask_password
from kefu.shops import open_shop

NOBODY = "nobody"
_NUMBERS = {"order_id": "000000000000", "tracking_number": "SF0000000000000", "case_id": "AS99999999"}


@dataclass(frozen=True)
class Row:
    """One line of the table: ``state`` is yes, no or failed."""

    what: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What was found out about a shop."""

    where: str
    rows: List[Row]
    warnings: List[str]


async def examine(settings: Settings) -> Found:
    """Opens the shop and asks it. Raises `shop.errors.ShopError` when it cannot be opened."""
    shop = await open_shop(settings)
    try:
        rows = [await _read(shop, name) for name in _reads()]
        return Found(_where(settings), rows + _writes(shop), await _warnings(shop))
    finally:
        await shop.close()


def _where(settings: Settings) -> str:
    places = {
        "database": mask_password(settings.database_url),
        "mapped": f"{mask_password(settings.shop_database_url)} by {settings.shop_mapping}",
        "http": mask_password(settings.shop_api_url),
    }
    return places[settings.shop_adapter]


def _reads() -> List[str]:
    """The port's reads that take nothing but names and numbers, in its order."""
    from shop.port import ShopPort

    plain = {"self", "customer_id", "product_id", "limit", "status", *_NUMBERS}
    methods = [
        (name, inspect.signature(getattr(ShopPort, name)))
        for part in ShopPort.__mro__
        for name in vars(part)
        if not name.startswith("_") and name not in ("capabilities", "close")
    ]
    return list(dict.fromkeys(name for name, signature in methods if set(signature.parameters) <= plain))


async def _read(shop: Any, name: str) -> Row:
    from shop.errors import NotSupported, ShopError
    from shop.port import ShopPort

    parameters = inspect.signature(getattr(ShopPort, name)).parameters
    needed = [p.name for p in parameters.values() if p.default is p.empty and p.name != "self"]
    try:
        await getattr(shop, name)(**{one: _NUMBERS.get(one, NOBODY) for one in needed})
    except NotSupported as error:
        return Row(name, "no", str(error))
    except ShopError as error:
        return Row(name, "failed", str(error))
    mapped = getattr(shop, "has", None)
    if mapped is not None and not mapped(name):
        return Row(name, "no", "not in the mapping: the answer is empty")
    return Row(name, "yes")


def _writes(shop: Any) -> List[Row]:
    from shop.port import Capability

    return [
        Row(one.value, "yes") if one in shop.capabilities else Row(one.value, "no", "goes to the staff")
        for one in Capability
    ]


async def _warnings(shop: Any) -> List[str]:
    unknown = getattr(shop, "unknown_values", None)
    return [] if unknown is None else [str(one) for one in await unknown()]


async def serve_reference(settings: Settings, port: int) -> None:
    """Serves the shop over HTTP until it is cancelled."""
    from shop.adapters.http.reference_server import serving

    token = settings.shop_api_token.get_secret_value()
    if not token:
        raise SettingsError("Set KEFU_SHOP_API_TOKEN: without a token anybody on this machine could ask.")
    shop = await open_shop(settings)
    try:
        async with serving(shop, token, port=port):
            await asyncio.Event().wait()
    finally:
        await shop.close()

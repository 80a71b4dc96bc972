"""Opening the shop that the settings name: our own tables, a merchant's tables, or an HTTP service."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Callable

from kefu.settings import Settings

if TYPE_CHECKING:
    from shop.port import ShopPort


async def open_shop(settings: Settings, clock: Callable[[], datetime] | None = None) -> ShopPort:
    """Return the open shop; ``clock`` tells it the time. Raises `shop.errors.ShopError`."""
    from shop.database import Shop, utc_now
    from shop.identity import VerificationLimits

    limits = VerificationLimits(settings.verify_attempts, timedelta(minutes=settings.verify_window_minutes))
    tells = clock or utc_now
    if settings.shop_adapter == "mapped":
        from shop.adapters.mapped.shop import MappedShop

        assert settings.shop_mapping is not None  # the settings have checked it
        return await MappedShop.open(
            settings.shop_database_url,
            settings.shop_mapping,
            settings.shop_sidecar_url,
            limits=limits,
            clock=tells,
        )
    if settings.shop_adapter == "http":
        from shop.adapters.http.shop import HttpShop

        return await HttpShop.open(settings.shop_api_url, settings.shop_api_token.get_secret_value())
    return await Shop.open(settings.database_url, limits=limits, clock=tells)

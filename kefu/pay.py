"""The payment server of an installation: the sandbox's page, and the shop's end for payment notices."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from kefu.payments import payment_links
from kefu.processes import port_is_free
from kefu.servers import LOOPBACK, CannotServe
from kefu.settings import Settings
from shop.database import Shop, utc_now
from shop.identity import VerificationLimits
from shop.views import PaymentState


def serve_payments(settings: Settings) -> None:
    """Serves until interrupted. Raises `CannotServe` and `shop.errors.ShopError` before it listens."""
    # Only here: the pages bring a web server, which the other commands do without.
    from sanic import Sanic

    from shop.gateway.ledger import Ledger
    from shop.gateway.web import Desk, make_app, make_desk

    _require_safe(settings)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(_check(settings))

    async def open_desk() -> Desk:
        secret = settings.payment_secret.get_secret_value()
        ledger = Ledger(settings.log_dir / "payments.db")
        links, url = payment_links(settings), settings.payment_notify_url
        desk = make_desk(await _open_shop(settings), secret, links, ledger, url, utc_now)
        return replace(desk, sandbox=settings.payment_sandbox)

    app: Sanic = make_app(open_desk)
    app.run(settings.payment_host, settings.payment_port, motd=False, access_log=False, workers=1)


def _require_safe(settings: Settings) -> None:
    """Raises `CannotServe` for a taken port, and for a sandbox that others could reach."""
    _require_own_tables(settings)
    if settings.payment_sandbox and settings.payment_host not in LOOPBACK:
        raise CannotServe(
            "on the sandbox's page orders are paid without money, so it is only served on loopback, not on "
            f"{settings.payment_host}. Leave KEFU_PAYMENT_HOST unset, or set KEFU_PAYMENT_SANDBOX=false."
        )
    if not port_is_free(settings.payment_host, settings.payment_port):
        raise CannotServe(
            f"port {settings.payment_port} on {settings.payment_host} is taken (another Kefu?): "
            "set KEFU_PAYMENT_PORT to a free one."
        )


def _require_own_tables(settings: Settings) -> None:
    """Raises `CannotServe` for a shop that takes payments by itself."""
    if settings.shop_adapter != "database":
        raise CannotServe(
            f"payments are entered into our own tables, but KEFU_SHOP_ADAPTER is {settings.shop_adapter}: "
            "that shop takes them by itself."
        )


async def payment_of(settings: Settings, customer_id: str, order_id: str) -> PaymentState | None:
    """What is due for the customer's order, or None. Raises `CannotServe`, `shop.errors.ShopError`."""
    _require_own_tables(settings)
    async with await _open_shop(settings) as shop:
        return await shop.payment(customer_id, order_id)


async def _open_shop(settings: Settings) -> Shop:
    window = timedelta(minutes=settings.verify_window_minutes)
    return await Shop.open(
        settings.database_url, limits=VerificationLimits(settings.verify_attempts, window)
    )


async def _check(settings: Settings) -> None:
    """Opens the shop once, so that a database that is not ready is told before anything listens."""
    async with await _open_shop(settings):
        pass

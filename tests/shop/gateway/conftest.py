"""A payment server on loopback over the seeded shop, and an order that waits for its payment."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from sanic import Sanic

from shop.database import Shop
from shop.gateway.ledger import Ledger
from shop.gateway.links import PaymentLinks
from shop.gateway.signing import key_for
from shop.gateway.web import NOTIFY_PATH, Desk, make_app, make_desk
from shop.tables import variants
from shop.views import PlacedOrder, Purchase

if TYPE_CHECKING:
    from ..conftest import Clock

SECRET = "a payment secret of the tests"
KEY = key_for(SECRET, "notice")
OWNER = "C10001"
VARIANT = "P10103-1"


@dataclass
class Server:
    """A running payment server; ``url`` is where it listens."""

    url: str
    desk: Desk
    client: httpx.AsyncClient

    def link(self, payment_id: int | None, amount: Any, language: str = "zh") -> str:
        """Return the path and query of a good link."""
        assert payment_id is not None
        parts = urlsplit(self.desk.links.make(payment_id, amount, language, self.desk.clock()))
        return f"{parts.path}?{parts.query}"

    async def press(self, link: str, action: str, **more: str) -> httpx.Response:
        """Press a button of the payment page."""
        return await self.client.post(link, data={"action": action, **more})


@pytest_asyncio.fixture
async def server(
    url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    # Otherwise sanic rewrites its own methods at every start, and the second rewriting fails.
    monkeypatch.setattr(Sanic, "test_mode", True)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    shop = await Shop.open(url, clock=clock)
    links = PaymentLinks(SECRET, address, timedelta(minutes=30))
    desk = make_desk(shop, SECRET, links, Ledger(tmp_path / "ledger.db"), address + NOTIFY_PATH, clock)

    async def open_desk() -> Desk:
        return desk

    app = make_app(open_desk, f"payments-{listening.getsockname()[1]}")
    running = await app.create_server(sock=listening, return_asyncio_server=True)
    assert running is not None
    await running.startup()
    await running.before_start()
    await running.after_start()
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield Server(address, desk, client)
    await running.before_stop()
    running.close()
    await running.wait_closed()
    await running.after_stop()
    Sanic._app_registry.pop(app.name, None)


@pytest_asyncio.fixture
async def placed(shop: Shop, rows: Callable[..., list[Any]]) -> PlacedOrder:
    """An order of the demo customer that waits for its payment."""
    rows(sa.update(variants).where(variants.c.id == VARIANT).values(stock=10))
    done = await shop.place_order(OWNER, Purchase(((VARIANT, 2),)), "placed by the tests")
    assert done.payment_id is not None
    return done

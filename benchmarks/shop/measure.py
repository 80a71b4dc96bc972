"""Measures the shop's database: actions over HTTP on many orders, searches among many products."""
from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Iterator, List, Tuple

from pydantic import SecretStr

from benchmarks import metrics
from benchmarks.cells import Cell
from benchmarks.shop.load import NOW, fill, sample_of
from benchmarks.shop.plans import explain, watched
from benchmarks.shop.rows import customers_for
from kefu.names import Intent, Say, Slot, answering
from kefu.processes import Child, Children, ending_signals_as_exit, free_port
from kefu.servers import child_environment
from kefu.session import mint
from kefu.settings import Settings
from scripts.postgres import NotAvailable, find_binaries, server
from shop.database import Shop
from shop.search.words import warm
from shop.views import ProductQuery

SIZES = {"100k": 100_000, "1m": 1_000_000, "50k": 50_000}
ACTIONS = {
    "action: list orders": Intent.LIST_ORDERS,
    "action: order status": Intent.QUERY_ORDER_STATUS,
    "action: track logistics": Intent.TRACK_LOGISTICS,
    "action: delivery time": Intent.DELIVERY_TIME,
}
SEARCHES = {
    "search: words": [ProductQuery(text) for text in ("降噪蓝牙耳机", "跑步鞋", "空气炸锅", "wireless earbuds")],
    "search: words and budget": [
        ProductQuery("蓝牙耳机", most_price=Decimal(300)),
        ProductQuery("手机", least_price=Decimal(1000), most_price=Decimal(3000)),
        ProductQuery("rice cooker", most_price=Decimal(500)),
        ProductQuery("面膜", most_price=Decimal(100)),
    ],
    "search: category, budget, in stock": [
        ProductQuery(category="kitchen", most_price=Decimal(300), in_stock=True),
        ProductQuery(category="phones", most_price=Decimal(2000), in_stock=True),
    ],
    "search: budget alone": [ProductQuery(most_price=Decimal(100))],
    "search: words and attributes": [
        ProductQuery("手机", attributes=("256GB",)),
        ProductQuery("T恤", attributes=("黑色", "XL")),
    ],
}
_CALLS = 150  # of each action
_ROUNDS = 25  # of each search
_WARM_UP = 5
_SECRET = "a secret of this benchmark"


def measure_shop(cell: Cell, work: Path) -> Dict[str, Any]:
    """Fills a database of the cell's kind and size and asks it; everything is written below ``work``."""
    kind, size = cell.setting.split("-")
    with database(kind, work) as url:
        started = time.perf_counter()
        what = "orders" if cell.dataset == "orders" else "goods"
        fill(url, seed=cell.seed, **{what: SIZES[size]})
        loaded = time.perf_counter() - started
        print(f"loaded {SIZES[size]} {what} in {loaded:.0f} s", flush=True)
        asked = ask_actions(url, SIZES[size], work) if what == "orders" else asyncio.run(ask_searches(url))
    return {"rows": {what: SIZES[size]}, "load_seconds": loaded, "asked": asked}


@contextmanager
def database(kind: str, work: Path) -> Iterator[str]:
    """Gives the URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{work / 'shop.db'}"
        return
    binaries = find_binaries()
    if binaries is None:
        raise NotAvailable("PostgreSQL is not installed")
    # The server is another user's process: its folder must not lie below one that only we may enter.
    os.environ.pop("TMPDIR", None)
    with ending_signals_as_exit(), server(binaries) as url:  # whoever ends us, the server ends too
        yield url


async def ask_searches(url: str) -> Dict[str, Any]:
    """Times each kind of search, and keeps how the database answers it."""
    warm()
    asked = {}
    async with await Shop.open(url, clock=lambda: NOW) as shop:
        for name, queries in SEARCHES.items():
            taken: List[Tuple[float, float]] = []
            for _ in range(_ROUNDS):
                taken += [await _timed(partial(shop.search_products, query)) for query in queries]
            with watched(shop._engine) as statements:
                for query in queries:
                    await shop.search_products(query)
            wall, used = [one[0] for one in taken], [one[1] for one in taken]
            plan = await explain(shop._engine, statements)
            asked[name] = _times(wall) | {"cpu_p95_ms": _times(used)["p95_ms"]} | plan
    return asked


def ask_actions(url: str, orders: int, work: Path) -> Dict[str, Any]:
    """Times the round trips of actions to a server of its own, and keeps how the database answers them."""
    people = sample_of(customers_for(orders), _CALLS + _WARM_UP, 7)
    plans = asyncio.run(_plans(url, people))
    settings = Settings(database_url=url, session_secret=SecretStr(_SECRET), action_port=free_port(), log_dir=work)
    command = [sys.executable, "-m", "actions"]
    child = Child("action server", command, work / "actions.log", child_environment(settings))
    asked = {}
    with Children() as children:
        children.start(child)
        child.wait_ready(lambda: _healthy(settings.action_url), 120)
        for name, intent in ACTIONS.items():
            taken = [_call(settings, intent, who, plans["newest"][who]) for who in people]
            asked[name] = _times(taken[_WARM_UP:]) | plans[name]
    return asked


async def _plans(url: str, people: List[str]) -> Dict[str, Any]:
    """How the database answers what each action asks; and the newest order of each customer."""
    async with await Shop.open(url, clock=lambda: NOW) as shop:
        newest = {}
        for who in people:
            found = await shop.orders(who, limit=1)
            newest[who] = found[0].order_id if found else None
        who = next(name for name, number in newest.items() if number)
        number = newest[who] or ""
        reads: Dict[str, Callable[[], Awaitable[Any]]] = {
            "action: list orders": lambda: shop.orders(who),
            "action: order status": lambda: shop.order(who, number),
            "action: track logistics": lambda: shop.shipment(who, number),
            "action: delivery time": lambda: shop.delivery_estimate(who, number),
        }
        plans: Dict[str, Any] = {"newest": newest}
        for name, read in reads.items():
            with watched(shop._engine) as statements:
                await read()
            plans[name] = await explain(shop._engine, statements)
    return plans


def _call(settings: Settings, intent: str, who: str, order_id: Any) -> float:
    """Milliseconds of one action call, as Rasa makes it."""
    said = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": "查一下", "metadata": {}}
    metadata = {"session_token": mint(who, settings.session_secret, timedelta(hours=1))}
    heard = {"event": "user", "text": "查一下", "parse_data": said, "metadata": metadata, "timestamp": time.time()}
    tracker = {
        "sender_id": who,
        "slots": {Slot.ORDER_ID: order_id, Slot.LAST_REQUEST: intent, Slot.LANGUAGE: "zh"},
        "latest_message": said,
        "events": [heard],
        "active_loop": {},
    }
    asked = {"next_action": answering(intent), "version": "3.6.21", "sender_id": who, "tracker": tracker}
    body = json.dumps(asked).encode()
    call = urllib.request.Request(
        f"{settings.action_url}/webhook", data=body, headers={"content-type": "application/json"}
    )
    started = time.perf_counter()
    with urllib.request.urlopen(call, timeout=60) as reply:
        answered = json.loads(reply.read())
    taken = (time.perf_counter() - started) * 1000
    said_back = [response.get("response") for response in answered["responses"]]
    if not said_back or {Say.SHOP_UNAVAILABLE, Say.INTERNAL_ERROR} & set(said_back):
        raise RuntimeError(f"{intent} of {who} answered {said_back}")
    return taken


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


async def _timed(ask: Callable[[], Awaitable[Any]]) -> Tuple[float, float]:
    """Milliseconds on the clock and of the processor; of PostgreSQL's own work only the first."""
    started, used = time.perf_counter(), time.process_time()
    await ask()
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


def _times(milliseconds: List[float]) -> Dict[str, Any]:
    return {"times": len(milliseconds), **metrics.times(milliseconds)}

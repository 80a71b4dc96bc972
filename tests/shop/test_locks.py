"""Locks, cancellation and the end of a process: nothing hangs, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from shop.database import Shop
from shop.enums import OrderStatus
from shop.errors import ShopUnavailable

ROOT = Path(__file__).parents[2]
OWNER = "C10001"
READS: list[Callable[[Shop], Awaitable[object]]] = [
    lambda shop: shop.orders(OWNER),
    lambda shop: shop.order(OWNER, "261105482913"),
    lambda shop: shop.shipment(OWNER, "261105482913"),
    lambda shop: shop.shipment_by_tracking(OWNER, "SF1234567890123"),
    lambda shop: shop.delivery_estimate(OWNER, "261105482913"),
    lambda shop: shop.customer(OWNER),
    lambda shop: shop.demo_accounts(),
]
WRITES: list[Callable[[Shop], Awaitable[object]]] = [
    lambda shop: shop.cancel_order(OWNER, "261105482913", "key"),
    lambda shop: shop.expedite(OWNER, "261105482913", "key"),
    lambda shop: shop.verify("261105482913", "1234", "session"),
]


def workers() -> int:
    """Return how many connections' threads there are; other libraries' threads come and go in a long run."""
    return sum("_connection_worker_thread" in thread.name for thread in threading.enumerate())


async def settled(threads: int) -> bool:
    """Return whether soon no more than *threads* are left; a closed connection's thread ends a bit later.

    SQLAlchemy 1.4 forgets a connection that was cancelled while it was set up; aiosqlite closes it when the
    garbage collector finds it.
    """
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        gc.collect()
        if workers() <= threads:
            return True
        await asyncio.sleep(0.1)
    return False


@pytest.mark.parametrize("write", WRITES, ids=["cancel", "expedite", "verify"])
@pytest.mark.asyncio
async def test_a_writer_behind_a_lock_gives_up_after_two_seconds(
    shop_file: Path, write: Callable[[Shop], Awaitable[object]]
) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        with closing(sqlite3.connect(shop_file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            started = time.monotonic()
            with pytest.raises(ShopUnavailable, match=r"shop\.db is locked.*[Tt]ry again"):
                await write(shop)
            assert 1.5 < time.monotonic() - started < 6
            assert await shop.orders(OWNER), "readers do not wait for a writer"
            other.execute("ROLLBACK")
        await write(shop)


@pytest.mark.asyncio
async def test_a_database_held_whole_is_unavailable_to_readers_too(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        with closing(sqlite3.connect(shop_file, isolation_level=None)) as other:
            threads = workers()
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            ends = await asyncio.gather(*(ask(shop) for ask in READS + WRITES), return_exceptions=True)
            assert [type(end) for end in ends] == [ShopUnavailable] * len(ends)
            with pytest.raises(ShopUnavailable):
                await Shop.open(f"sqlite:///{shop_file}")
            other.execute("ROLLBACK")
        assert await settled(threads), "a connection that failed is closed"
        assert await shop.orders(OWNER)


@pytest.mark.asyncio
async def test_a_short_lock_is_waited_for(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        number = (await shop.demo_accounts())[0].order_ids[OrderStatus.pending_shipment][0]
        other = sqlite3.connect(shop_file, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.4, lambda: other.execute("ROLLBACK"))
        release.start()
        assert (await shop.expedite(OWNER, number, "key")).expedited_at is not None
        release.join()
        other.close()


@pytest.mark.asyncio
async def test_sqlite_is_set_up_for_safety(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop, shop._engine.connect() as connection:
        settings = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "journal_mode", "busy_timeout")
        }
    assert settings == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 2000}


@pytest.mark.asyncio
async def test_a_cancelled_question_leaves_nothing_behind(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pytest keeps log records, and with a record's traceback the connection that must be collected.
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    before = workers()
    for step in range(30):
        task = asyncio.ensure_future(shop.order(OWNER, "261105482913"))
        await asyncio.sleep(step * 0.0004)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await settled(before)
    assert await shop.orders(OWNER)


IMPORTS = """
import asyncio
from shop.database import Shop
from shop.engine import transaction
"""
FORGETS = """
async def main():
    shop = await Shop.open(URL)
    print(len(await shop.orders("C10001")))
asyncio.run(main())
"""
INTERRUPTED = """
kept = []
async def main():
    shop = await Shop.open(URL)
    kept.append(transaction(shop._engine))
    await kept[0].__aenter__()
    print(5)
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
"""


@pytest.mark.parametrize("program", [FORGETS, INTERRUPTED], ids=["forgets", "interrupted"])
def test_a_process_that_leaves_connections_open_still_ends(shop_file: Path, program: str) -> None:
    """aiosqlite's own threads are no daemons: one that is left would hang the interpreter at exit."""
    done = subprocess.run(
        [sys.executable, "-c", f"URL = 'sqlite:///{shop_file}'{IMPORTS}{program}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=30,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "5\n"), done.stderr

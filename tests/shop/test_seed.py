from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from shop import migrate, tables
from shop.database import Shop
from shop.demo.world import build_world
from shop.enums import OrderStatus
from shop.errors import ShopAlreadySeeded, ShopUnavailable
from shop.seed import seed

Row = dict[str, Any]


def contents(path: Path) -> list[str]:
    """Return every table and row of an SQLite file as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_same_day_and_seed_give_the_same_database(seeded_file: Path, tmp_path: Path, as_of: date) -> None:
    seed(f"sqlite:///{tmp_path / 'again.db'}", as_of, 7)
    assert contents(tmp_path / "again.db") == contents(seeded_file)


@pytest.mark.asyncio
async def test_the_demo_accounts_have_an_order_in_every_status(shop: Shop) -> None:
    accounts = await shop.demo_accounts()
    assert [account.customer_id for account in accounts] == ["C10001", "C10002", "C10003"]
    assert [account.phone_tail for account in accounts] == ["6721", "8835", "9946"]
    for account in accounts:
        assert set(account.order_ids) == set(OrderStatus)
        for status, numbers in account.order_ids.items():
            for number in numbers:
                order = await shop.order(account.customer_id, number)
                assert order is not None
                assert order.status is status
    assert len(await shop.demo_accounts(limit=40)) == 40


@pytest.mark.asyncio
async def test_a_shop_that_is_no_demo_has_no_demo_accounts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    migrate.upgrade(url)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute(
            "INSERT INTO customers VALUES ('C1', 'A', '15400000000', 'gold', '2026-01-01 00:00:00')"
        )
        connection.commit()
    async with await Shop.open(url) as shop:
        assert await shop.customer("C1") is not None
        assert await shop.demo_accounts() == []


def test_a_second_seed_is_refused_and_changes_nothing(url: str, as_of: date) -> None:
    with pytest.raises(ShopAlreadySeeded, match="kefu db reset"):
        seed(url, as_of + timedelta(days=1))
    with pytest.raises(ShopAlreadySeeded):
        seed(url, as_of)


def test_reset_makes_it_anew(shop_file: Path, seeded_file: Path, as_of: date) -> None:
    url = f"sqlite:///{shop_file}"
    seed(url, as_of, 8, reset=True)
    assert contents(shop_file) != contents(seeded_file)
    seed(url, as_of, 7, reset=True)
    assert contents(shop_file) == contents(seeded_file)


def test_an_empty_migrated_database_is_filled(tmp_path: Path, seeded_file: Path, as_of: date) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    migrate.upgrade(url)
    counts = seed(url, as_of)
    assert counts["orders"] >= 330
    assert contents(tmp_path / "shop.db") == contents(seeded_file)


def test_a_seed_that_fails_leaves_nothing_behind(
    shop_file: Path, seeded_file: Path, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = build_world(as_of, 7)
    broken[tables.order_items].append({**broken[tables.order_items][0], "quantity": 0})
    monkeypatch.setattr("shop.seed.build_world", lambda *_: broken)
    with pytest.raises(Exception, match=r"quantity_positive|UNIQUE"):
        seed(f"sqlite:///{shop_file}", as_of, reset=True)
    assert contents(shop_file) == contents(seeded_file)
    assert [path.name for path in shop_file.parent.iterdir() if "seeding" in path.name] == []
    with pytest.raises(Exception, match=r"quantity_positive|UNIQUE"):
        seed(f"sqlite:///{shop_file.parent / 'new.db'}", as_of)
    assert not (shop_file.parent / "new.db").exists()


def test_reset_waits_for_no_one_who_uses_the_file(shop_file: Path, seeded_file: Path, as_of: date) -> None:
    with closing(sqlite3.connect(shop_file, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM orders").fetchone()
        with pytest.raises(ShopUnavailable, match="in use"):
            seed(f"sqlite:///{shop_file}", as_of, 8, reset=True)
        other.execute("ROLLBACK")
    assert contents(shop_file) == contents(seeded_file)


def test_an_old_log_is_not_read_into_the_new_file(shop_file: Path, seeded_file: Path, as_of: date) -> None:
    """A process that was killed leaves its write-ahead log beside the file."""
    writer = sqlite3.connect(shop_file)
    writer.execute("UPDATE customers SET name = '旧'")
    writer.commit()
    log = shop_file.with_name(shop_file.name + "-wal")
    kept = log.read_bytes()
    assert kept
    writer.close()
    log.write_bytes(kept)
    seed(f"sqlite:///{shop_file}", as_of, 7, reset=True)
    assert contents(shop_file) == contents(seeded_file)


def test_reset_replaces_what_is_no_database(tmp_path: Path, seeded_file: Path, as_of: date) -> None:
    (tmp_path / "shop.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(ShopUnavailable, match="not a readable SQLite database"):
        seed(f"sqlite:///{tmp_path / 'shop.db'}", as_of)
    seed(f"sqlite:///{tmp_path / 'shop.db'}", as_of, reset=True)
    assert contents(tmp_path / "shop.db") == contents(seeded_file)


def test_seeding_leaves_no_thread_behind(tmp_path: Path, as_of: date) -> None:
    before = threading.active_count()
    seed(f"sqlite:///{tmp_path / 'shop.db'}", as_of)
    for _ in range(250):  # a closed connection's thread needs a moment to end
        if threading.active_count() <= before:
            break
        sleep(0.02)
    assert threading.active_count() <= before

# ruff: noqa: ASYNC240 - these tests move small files; nothing else waits
from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from shop import migrate
from shop.database import Shop
from shop.engine import describe, parse_url, run_blocking
from shop.enums import OrderStatus
from shop.errors import BadDatabaseUrl, ShopNotMigrated, ShopUnavailable

ROOT = Path(__file__).parents[2]
OWNER = "C10001"


@pytest.mark.asyncio
async def test_a_missing_file_names_the_commands_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(
        ShopNotMigrated, match=r"shop\.db is not ready: there is no such file.*make setup.*kefu db upgrade"
    ):
        await Shop.open(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_a_database_without_tables_names_the_commands(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch()
    with pytest.raises(ShopNotMigrated, match=r"missing or old.*make setup.*kefu db upgrade"):
        await Shop.open(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")


@pytest.mark.asyncio
async def test_another_revision_names_both(url: str) -> None:
    change = sa.text("UPDATE alembic_version SET version_num = '0000'")
    run_blocking(parse_url(url), lambda connection: connection.execute(change))
    with pytest.raises(ShopNotMigrated, match=r"at 0000, this code needs 0003.*kefu db upgrade"):
        await Shop.open(url)
    run_blocking(
        parse_url(url), lambda connection: connection.execute(sa.text("DELETE FROM alembic_version"))
    )
    with pytest.raises(ShopNotMigrated, match="at no revision"):
        await Shop.open(url)
    restore = sa.text("INSERT INTO alembic_version VALUES ('0002')")
    run_blocking(parse_url(url), lambda connection: connection.execute(restore))


@pytest.mark.asyncio
async def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"a photograph of a cat" * 100)
    with pytest.raises(ShopUnavailable, match=r"not a readable SQLite database.*backup"):
        await Shop.open(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")


@pytest.mark.asyncio
async def test_a_broken_database_says_so(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        whole = shop_file.read_bytes()
        shop_file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(ShopUnavailable, match="not a readable SQLite database"):
            await shop.orders(OWNER)


@pytest.mark.asyncio
async def test_a_file_that_vanishes_is_reported_not_remade(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        shop_file.unlink()
        with pytest.raises(ShopUnavailable, match="cannot be opened"):
            await shop.orders(OWNER)
        assert not shop_file.exists()


@pytest.mark.asyncio
async def test_dropped_tables_are_reported(shop_file: Path) -> None:
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        migrate.downgrade(f"sqlite:///{shop_file}", "base")
        with pytest.raises(ShopNotMigrated, match="kefu db upgrade"):
            await shop.orders(OWNER)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite+aiosqlite://", "in-memory"),
        ("sqlite+aiosqlite:///:memory:", "in-memory"),
        ("mysql://root@localhost/shop", "'mysql' is not supported"),
        ("not a url", "cannot be read"),
        ("", "cannot be read"),
    ],
)
@pytest.mark.asyncio
async def test_an_unusable_url_is_answered_with_a_usable_one(url: str, message: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=f"{message}.*sqlite\\+aiosqlite:///path"):
        await Shop.open(url)


def test_messages_do_not_show_the_password() -> None:
    assert "secret" not in describe(parse_url("postgresql://kefu:secret@db.example/shop"))


@pytest.mark.asyncio
async def test_a_database_server_that_is_down_is_unavailable() -> None:
    with pytest.raises(ShopUnavailable, match=r"kefu:\*\*\*@127\.0\.0\.1:1/shop.*KEFU_DATABASE_URL"):
        await Shop.open("postgresql+asyncpg://kefu:secret@127.0.0.1:1/shop")


@pytest.mark.parametrize("folder", ["plain", "with space", "百分 100% #1?"])
@pytest.mark.asyncio
async def test_any_path_will_do(shop_file: Path, tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    shop_file.rename(place / "shop.db")
    # A question mark begins the query of a URL: only there must it be written as %3F.
    async with await Shop.open(f"sqlite+aiosqlite:///{place / 'shop.db'}".replace("?", "%3F")) as shop:
        assert await shop.orders(OWNER)
    assert {path.name for path in place.iterdir()} == {"shop.db"}


@pytest.mark.asyncio
async def test_a_relative_path_counts_from_the_working_directory(
    shop_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop_file.parent)
    async with await Shop.open("sqlite+aiosqlite:///./shop.db") as shop:
        monkeypatch.chdir("/")
        assert await shop.orders(OWNER)


@pytest.mark.asyncio
async def test_opening_and_asking_are_quick(shop_file: Path) -> None:
    """Medians; the bounds are ten times what two idle cores take, so that a busy machine passes."""
    url = f"sqlite:///{shop_file}"
    opened = []
    for _ in range(5):
        started = time.perf_counter()
        shop = await Shop.open(url)
        opened.append(time.perf_counter() - started)
        await shop.close()
    assert sorted(opened)[2] < 0.3
    async with await Shop.open(url) as shop:
        number = (await shop.demo_accounts())[0].order_ids[OrderStatus.shipped][0]
        asked = []
        for _ in range(21):
            started = time.perf_counter()
            await shop.order(OWNER, number)
            asked.append(time.perf_counter() - started)
    assert sorted(asked)[10] < 0.1


def test_opening_does_not_import_alembic(shop_file: Path) -> None:
    program = "import sys, shop.database; print('alembic' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False False\n"

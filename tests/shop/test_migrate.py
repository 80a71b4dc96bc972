from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from shop import migrate
from shop.engine import parse_url, run_blocking
from shop.errors import ShopNotMigrated
from shop.tables import FULL_TEXT, SCHEMA_REVISION, metadata

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'shop.db'}"


def tables(url: str) -> set[str]:
    """Return the names of all tables but those of the full-text index."""
    found = run_blocking(parse_url(url), lambda connection: sa.inspect(connection).get_table_names())
    return {name for name in found if not name.startswith(FULL_TEXT)}


def statements(connection: Connection) -> dict[str, list[str]]:
    """Return what SQLite keeps of each table and index, with its lines in one order."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: sorted(line.strip(" ,") for line in re.split(r"\n", sql))
        for name, sql in rows
        if name != "alembic_version" and not name.startswith(FULL_TEXT)
    }


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_heads() == [SCHEMA_REVISION]


def test_up_down_and_up_again(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    assert tables(empty_url) == {table.name for table in metadata.sorted_tables} | {"alembic_version"}
    migrate.upgrade(empty_url)
    migrate.downgrade(empty_url, "base")
    assert tables(empty_url) == {"alembic_version"}
    migrate.upgrade(empty_url)
    assert "orders" in tables(empty_url)


def test_autogenerate_finds_nothing_to_add(url: str) -> None:
    def differences(connection: Connection) -> Any:
        options = {
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith(FULL_TEXT),
        }
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert run_blocking(parse_url(url), differences) == []


def test_migrations_make_the_very_same_constraints_as_the_tables(empty_url: str, tmp_path: Path) -> None:
    """Autogenerate does not compare CHECK constraints; the text of the tables does."""
    migrate.upgrade(empty_url)
    migrated = run_blocking(parse_url(empty_url), statements)

    def create(connection: Connection) -> dict[str, list[str]]:
        metadata.create_all(connection)
        return statements(connection)

    direct = run_blocking(parse_url(f"sqlite:///{tmp_path / 'direct.db'}"), create, create=True)
    assert migrated == direct
    assert any("ck_orders_total_adds_up" in line for line in migrated["orders"])


OLD_SHOP = (
    "INSERT INTO customers VALUES ('C1', 'A', '15400000000', 'gold', '2026-01-01 00:00:00')",
    "INSERT INTO addresses VALUES (1, 'C1', 'A', '15400000000', '浙江省', '杭州', 'Hangzhou', '西湖区', '路', true)",
    "INSERT INTO categories VALUES ('food', '食品', 'Food')",
    "INSERT INTO products VALUES ('P10001', 'food', '米', 'rice', '山', 'hill', 3990)",
    "INSERT INTO orders (id, customer_id, address_id, status, ordered_at, paid_at, received_at, items_total,"
    " shipping_fee, discount, total) VALUES ('260101100001', 'C1', 1, 'returning', '2026-01-02 00:00:00',"
    " '2026-01-02 00:00:00', '2026-01-05 00:00:00', 7980, 0, 0, 7980)",
    "INSERT INTO order_items VALUES ('260101100001', 1, 'P10001', NULL, NULL, 3990, 2, NULL)",
    "INSERT INTO returns VALUES (7, '260101100001', 'in_transit', '不要了', 'unwanted', 7980, 'SF1',"
    " '2026-01-06 00:00:00', NULL)",
)


def run(url: str, *statements: str) -> list[Any]:
    """Run statements and return the rows of the last one."""

    def work(connection: Connection) -> list[Any]:
        for statement in statements[:-1]:
            connection.execute(sa.text(statement))
        last = connection.execute(sa.text(statements[-1]))
        return [tuple(row) for row in last] if last.returns_rows else []

    return run_blocking(parse_url(url), work)


def test_returns_become_cases_and_cases_become_returns_again(url: str) -> None:
    migrate.downgrade(url, "base")
    migrate.upgrade(url, "0001")
    run(url, *OLD_SHOP)
    rows = "SELECT * FROM {} ORDER BY id"
    before = run(url, rows.format("returns")), run(url, "SELECT * FROM order_items")
    migrate.upgrade(url)
    case = (
        "SELECT id, kind, status, refund_amount, tracking_number, order_status_before, closed_at FROM cases"
    )
    assert run(url, case) == [(7, "return_goods", "in_transit", 7980, "SF1", "received", None)]
    assert run(url, "SELECT case_id, order_id, line, quantity FROM case_lines") == [(7, "260101100001", 1, 2)]
    steps = run(url, "SELECT status FROM case_events WHERE case_id = 7 ORDER BY id")
    assert steps == [("requested",), ("in_transit",)]
    more = "INSERT INTO cases (order_id, kind, status, reason, reason_zh, reason_en, freight_payer, requested_at)"
    values = "VALUES ('260101100001', 'repair', 'requested', 'faulty', '坏', 'broken', 'shop', '2026-01-07 00:00:00')"
    run(url, f"{more} {values}")
    assert run(url, "SELECT max(id) FROM cases") == [(8,)], "numbers go on after those that were copied"
    migrate.downgrade(url, "0001")
    assert (run(url, rows.format("returns")), run(url, "SELECT * FROM order_items")) == before
    migrate.downgrade(url, "base")


def test_upgrading_inside_a_running_event_loop(empty_url: str) -> None:
    import asyncio

    async def inside() -> None:
        migrate.upgrade(empty_url)

    asyncio.run(inside())
    assert "orders" in tables(empty_url)


def test_a_database_from_the_future_is_named_as_such(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    run_blocking(
        parse_url(empty_url),
        lambda connection: connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")),
    )
    with pytest.raises(ShopNotMigrated, match=r"9999.*newer version"):
        migrate.upgrade(empty_url)


def test_alembic_works_by_hand_from_any_directory(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alembic", "-c", str(ROOT / "shop" / "migrations" / "alembic.ini")]
    target = f"url=sqlite:///{tmp_path / 'shop.db'}"
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([*command, "-x", target, "upgrade", "head"], cwd=tmp_path, env=environment)
    assert done.returncode == 0
    checked = subprocess.run(
        [*command, "-x", target, "check"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert "No new upgrade operations detected" in checked.stdout, checked.stderr
    homeless = subprocess.run(
        [*command, "upgrade", "head"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert homeless.returncode != 0
    assert "which database?" in homeless.stderr + homeless.stdout

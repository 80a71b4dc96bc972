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
from shop.tables import SCHEMA_REVISION, metadata

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'shop.db'}"


def tables(url: str) -> set[str]:
    return run_blocking(parse_url(url), lambda connection: set(sa.inspect(connection).get_table_names()))


def statements(connection: Connection) -> dict[str, list[str]]:
    """Return what SQLite keeps of each table and index, with its lines in one order."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: sorted(line.strip(" ,") for line in re.split(r"\n", sql))
        for name, sql in rows
        if name != "alembic_version"
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
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

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

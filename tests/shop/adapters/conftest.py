"""The same shop, answered by our own tables, by a merchant's tables, and by an HTTP service.

KEFU_TEST_POSTGRES_URL adds the merchant's tables on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio

from shop.adapters.http.client import Patience
from shop.adapters.http.reference_server import serving
from shop.adapters.http.shop import HttpShop
from shop.adapters.mapped.shop import MappedShop
from shop.database import Shop
from shop.port import ShopPort

from . import merchant as merchant_system

TOKEN = "a token of the tests"
QUICK = Patience(connect=1, read=2, overall=8, first_pause=0.01, longest_pause=0.05)
POSTGRES = os.environ.get("KEFU_TEST_POSTGRES_URL")


@pytest.fixture(scope="session")
def merchant() -> ModuleType:
    return merchant_system


@pytest.fixture(scope="session")
def filled_merchant(
    merchant: ModuleType, seeded_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("merchant") / "merchant.db"
    merchant.make_merchant(f"sqlite+aiosqlite:///{seeded_file}", f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # as a database that is not ours has it
    return path


@pytest.fixture
def merchant_file(filled_merchant: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled_merchant, tmp_path / "merchant.db"))


@pytest.fixture
def merchant_url(merchant_file: Path) -> str:
    return f"sqlite+aiosqlite:///{merchant_file}"


@pytest.fixture
def sidecar_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'not there yet' / 'sidecar.db'}"


@pytest_asyncio.fixture
async def ours(seeded_file: Path, tmp_path: Path, clock: Any) -> AsyncIterator[Shop]:
    """Our own shop in its first state, to compare with."""
    path = shutil.copy(seeded_file, tmp_path / "ours.db")
    async with await Shop.open(f"sqlite+aiosqlite:///{path}", clock=clock) as opened:
        yield opened


@pytest_asyncio.fixture
async def mapped(
    merchant: ModuleType, merchant_url: str, sidecar_url: str, clock: Any
) -> AsyncIterator[MappedShop]:
    opened = await MappedShop.open(merchant_url, merchant.MAPPING, sidecar_url, clock=clock)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(
    params=[
        "database",
        "mapped",
        "http",
        *([pytest.param("postgresql", marks=pytest.mark.service)] if POSTGRES else []),
    ]
)
async def shop(request: pytest.FixtureRequest, clock: Any) -> AsyncIterator[ShopPort]:
    """One shop a parameter, all with the same orders."""
    if request.param == "mapped":
        opened = await MappedShop.open(
            request.getfixturevalue("merchant_url"),
            merchant_system.MAPPING,
            request.getfixturevalue("sidecar_url"),
            clock=clock,
        )
        yield opened
        await opened.close()
    elif request.param == "postgresql":
        async for opened in _on_postgresql(request, clock):
            yield opened
    else:
        path = request.getfixturevalue("shop_file")
        async with await Shop.open(f"sqlite+aiosqlite:///{path}", clock=clock) as ours:
            if request.param == "database":
                yield ours
                return
            async with serving(ours, TOKEN) as url:
                client = await HttpShop.open(url, TOKEN, patience=QUICK)
                yield client
                await client.close()


async def _on_postgresql(request: pytest.FixtureRequest, clock: Any) -> AsyncIterator[ShopPort]:
    seeded = request.getfixturevalue("seeded_file")
    assert POSTGRES
    merchant_system.make_merchant(f"sqlite+aiosqlite:///{seeded}", POSTGRES)
    try:
        opened = await MappedShop.open(
            POSTGRES, merchant_system.MAPPING, request.getfixturevalue("sidecar_url"), clock=clock
        )
        yield opened
        await opened.close()
    finally:
        merchant_system.drop_merchant(POSTGRES)

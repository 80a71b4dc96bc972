"""One seeded shop for all tests of ``shop``, copied for each test; on PostgreSQL too when a URL is given.

KEFU_TEST_POSTGRES_URL names a database of a user who may create others beside it (CREATEDB): a seeded one is made
there and copied for each test. `make test-services` starts such a server.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.engine import make_url

from shop.database import Shop
from shop.engine import parse_url, run_blocking
from shop.policy import SHOP_TIME
from shop.seed import seed

AS_OF = date(2026, 11, 6)
NOW = datetime.combine(AS_OF, time(10, 0), SHOP_TIME)
POSTGRES = os.environ.get("KEFU_TEST_POSTGRES_URL")


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "shop.db"
    seed(f"sqlite:///{path}", AS_OF)
    return path


@pytest.fixture
def shop_file(seeded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seeded_file, tmp_path / "shop.db"))


def on_postgres(*statements: str, database: str | None = None) -> None:
    """Run statements outside any transaction, as CREATE DATABASE needs it."""
    assert POSTGRES
    url = make_url(POSTGRES)
    address = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}

    async def run() -> None:
        connection = await asyncpg.connect(**address, database=database or url.database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()


@pytest.fixture(scope="session")
def seeded_postgres() -> Iterator[str]:
    """Make a seeded database; nobody is connected to it, so that it can be copied."""
    assert POSTGRES
    name = f"kefu_seeded_{os.getpid()}"
    on_postgres(f"CREATE DATABASE {name}")
    try:
        seed(make_url(POSTGRES).set(database=name).render_as_string(hide_password=False), AS_OF, reset=True)
        yield name
    finally:
        on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)] if POSTGRES else ["sqlite"]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A seeded database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{request.getfixturevalue('shop_file')}"
        return
    assert POSTGRES
    name = f"kefu_test_{os.getpid()}"
    on_postgres(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('seeded_postgres')}")
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def as_of() -> date:
    return AS_OF


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def shop(url: str, clock: Clock) -> AsyncIterator[Shop]:
    async with await Shop.open(url, clock=clock) as opened:
        yield opened


@pytest.fixture
def rows(url: str) -> Callable[..., list[Any]]:
    """Run a statement of SQLAlchemy and return its rows."""

    def run(statement: Any) -> list[Any]:
        def work(connection: Any) -> list[Any]:
            done = connection.execute(statement)
            return list(done.all()) if done.returns_rows else []

        return run_blocking(parse_url(url), work)

    return run

"""One seeded shop for all tests of ``shop``, copied for each test; on PostgreSQL too when a URL is given.

KEFU_TEST_POSTGRES_URL names an empty database that the tests may fill and wipe.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from shop.database import Shop
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


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)] if POSTGRES else ["sqlite"]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A seeded database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{request.getfixturevalue('shop_file')}"
        return
    assert POSTGRES
    seed(POSTGRES, AS_OF, reset=True)
    yield POSTGRES


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

"""Choosing the shop by settings, `kefu shop check`, and that the docs about it are true."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any, Iterator

import pytest
from typer.testing import CliRunner

from kefu import cli, settings
from kefu.environment import PROJECT_DIR
from kefu.servers import child_environment
from kefu.settings import Settings, SettingsError, get_settings
from kefu.shops import open_shop
from shop.adapters.http.reference_server import serving
from shop.adapters.http.shop import HttpShop
from shop.adapters.mapped.fields import THINGS
from shop.adapters.mapped.reading import read_mapping
from shop.adapters.mapped.shop import MappedShop
from shop.adapters.mapped.statements import WRITES
from shop.database import Shop
from shop.seed import seed

SECRET = "a secret for tests only, 32 chars"
TOKEN = "a bearer token of the tests"
DOCS = [PROJECT_DIR / "docs" / name for name in ("your-shop.md", "your-shop.zh.md")]

MAPPING = """
money: yuan
order_number: "[0-9]{6}"
customers:
  table: people
  columns: {id: id, name: name, phone: phone}
orders:
  table: purchases
  columns:
    id: number
    customer: person
    ordered_at: at
    total: total
    status: {column: state, values: {new: pending_payment, sent: shipped}}
items:
  table: lines
  columns: {order: number, name_zh: name, unit_price: price, quantity: pieces}
"""
TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, phone TEXT);
CREATE TABLE purchases (number INTEGER PRIMARY KEY, person INTEGER, at TEXT, total REAL, state TEXT);
CREATE TABLE lines (number INTEGER, name TEXT, price REAL, pieces INTEGER);
INSERT INTO people VALUES (7, '王芳', '13800001234');
INSERT INTO purchases VALUES (261106, 7, '2026-11-06 10:00:00', 12.5, 'sent'), (261105, 7, '2026-11-05', 1, 'lost');
INSERT INTO lines VALUES (261106, '绿茶', 12.5, 1);
"""


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("KEFU_SESSION_SECRET", SECRET)
    monkeypatch.setenv("KEFU_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    monkeypatch.setattr(cli.console, "_width", 150)
    settings.get_settings.cache_clear()
    yield
    settings.get_settings.cache_clear()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A small merchant, chosen by the settings."""
    with sqlite3.connect(tmp_path / "theirs.db") as connection:
        connection.executescript(TABLES)
    (tmp_path / "ours.yml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.setenv("KEFU_SHOP_ADAPTER", "mapped")
    monkeypatch.setenv("KEFU_SHOP_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'theirs.db'}")
    monkeypatch.setenv("KEFU_SHOP_MAPPING", str(tmp_path / "ours.yml"))
    monkeypatch.setenv("KEFU_SHOP_SIDECAR_URL", f"sqlite+aiosqlite:///{tmp_path / 'sidecar.db'}")
    return tmp_path


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"KEFU_SHOP_ADAPTER": "mapped"}, "needs KEFU_SHOP_DATABASE_URL and KEFU_SHOP_MAPPING as well"),
        ({"KEFU_SHOP_ADAPTER": "http"}, "KEFU_SHOP_ADAPTER=http needs KEFU_SHOP_API_URL as well"),
        (
            {"KEFU_SHOP_ADAPTER": "shopify"},
            "KEFU_SHOP_ADAPTER=shopify: unexpected value; permitted: 'database'",
        ),
        ({"KEFU_SHOP_API_URL": "orders.example.com"}, "expected an address such as https://"),
        (
            {"KEFU_SHOP_DATABASE_URL": "mysql://u:hunter2@h/d"},
            r"mysql://u:\*\*\*@h/d: expected a URL that starts with",
        ),
    ],
)
def test_settings_that_are_not_complete_are_explained(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], expected: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=expected) as raised:
        get_settings()
    assert "hunter2" not in str(raised.value)


def test_the_token_is_not_shown_and_reaches_the_action_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_SHOP_API_TOKEN", TOKEN)
    monkeypatch.setenv("KEFU_SHOP_API_URL", "https://orders.example.com")
    found = get_settings()
    shown = CliRunner().invoke(cli.app, ["config"]).output
    assert "KEFU_SHOP_API_TOKEN" in shown
    assert TOKEN not in shown + repr(found) + repr(found.public_items())
    for name, value in child_environment(found).items():
        monkeypatch.setenv(name, value)
    assert Settings() == found


def test_a_small_merchant(small: Path) -> None:
    async def ask() -> tuple[Any, ...]:
        shop = await open_shop(get_settings())
        assert isinstance(shop, MappedShop)
        found = await shop.orders("7"), await shop.customer("7"), await shop.orders("王芳")
        verified = await shop.verify("26-1106", "1234", "session")
        await shop.close()
        return (*found, verified)

    orders, customer, nobodys, verified = asyncio.run(ask())
    assert [(order.order_id, str(order.total), order.title_en) for order in orders] == [
        ("261106", "12.50", "绿茶")
    ]
    assert (customer.name, customer.phone, customer.member_level.value) == ("王芳", "138****1234", "regular")
    assert nobodys == []
    assert verified.customer_id == "7"


def test_the_check_says_what_a_shop_can(small: Path) -> None:
    result = CliRunner().invoke(cli.app, ["shop", "check"])
    assert result.exit_code == 0, result.output
    rows = dict(re.findall(r"^ (\w+) +(yes|no|failed)", result.output, re.MULTILINE))
    assert rows["order"] == "yes"
    assert rows["refunds"] == rows["coupons"] == rows["cancel_order"] == "no"
    assert "orders.status: 1 rows of purchases.state hold 'lost'" in result.output


def test_the_check_explains_a_mistake(small: Path) -> None:
    text = MAPPING.replace("total: total", "total: totel")
    (small / "ours.yml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["shop", "check"])
    assert result.exit_code == 1
    assert "ours.yml, line 13: table 'purchases' has no column 'totel'; did you mean total?" in result.output
    assert "Traceback" not in result.output


def test_a_service_by_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    from datetime import date

    seed(url, date(2026, 11, 6))

    async def ask() -> tuple[Any, str]:
        from kefu.shop_check import examine

        async with await Shop.open(url) as ours, serving(ours, TOKEN) as address:
            for name, value in (("ADAPTER", "http"), ("API_URL", address), ("API_TOKEN", TOKEN)):
                monkeypatch.setenv(f"KEFU_SHOP_{name}", value)
            shop = await open_shop(get_settings())
            assert isinstance(shop, HttpShop)
            customer = await shop.customer("C10001")
            await shop.close()
            found = await examine(get_settings())
        return customer, {row.state for row in found.rows}

    customer, states = asyncio.run(ask())
    assert customer is not None
    assert states == {"yes"}


def test_serving_wants_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEFU_SHOP_API_TOKEN", raising=False)
    result = CliRunner().invoke(cli.app, ["shop", "serve", "--port", "8799"])
    assert result.exit_code == 1
    assert "Set KEFU_SHOP_API_TOKEN" in result.output


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_mappings_in_the_docs_are_read(page: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    whole = tmp_path / "from-the-docs.yml"
    whole.write_text("".join(blocks), encoding="utf-8")
    mapping = read_mapping(whole)
    assert set(mapping.things) == {"customers", "orders", "items"}
    assert [one.value for one in mapping.writes] == ["cancel_order"]


def test_the_docs_list_every_field() -> None:
    page = DOCS[0].read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    for thing, fields in THINGS.items():
        needed = set(re.findall(r"\*\*(\w+)\*\*", listed[thing]))
        assert needed == {name for name, field in fields.items() if field.required}
        for name in fields:
            assert re.search(rf"\b{name}\b", listed[thing]), f"{thing}.{name}"


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_docs_list_every_parameter(page: Path) -> None:
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for capability, (allowed, _) in WRITES.items():
        row = next(line for line in rows if f"`{capability.value}`" in line)
        assert set(re.findall(r":(\w+)", row)) == set(allowed)

"""A merchant's database: what is odd in it crashes nothing, and what is read-only stays untouched."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shop.adapters.mapped.model import Column
from shop.adapters.mapped.shop import MappedShop
from shop.adapters.mapped.statements import moments
from shop.adapters.mapped.values import code_text, read_choice, read_day, read_fen, read_time, read_yuan
from shop.database import Shop
from shop.enums import CancelOutcome, ExpediteOutcome, OrderStatus, TicketKind, Verdict, VerifyOutcome
from shop.errors import NotSupported, ShopUnavailable
from shop.views import AddressChange

SHANGHAI = ZoneInfo("Asia/Shanghai")
Run = Callable[..., list[Any]]


@pytest.fixture
def run(merchant_file: Path) -> Run:
    """Runs a statement in the merchant's database, as the merchant's own system would."""

    def execute(statement: str, *values: Any) -> list[Any]:
        with sqlite3.connect(merchant_file) as connection:
            return connection.execute(statement, values).fetchall()

    return execute


@pytest.fixture
def read_only(merchant: ModuleType, tmp_path: Path) -> Path:
    text = merchant.MAPPING.read_text(encoding="utf-8")
    path = tmp_path / "read-only.yml"
    path.write_text(text[: text.index("\nwrites:")], encoding="utf-8")
    return path


def digest(path: Path) -> tuple[str, list[str]]:
    """What is in a database file, and which files stand beside it."""
    names = sorted(one.name for one in path.parent.glob(f"{path.name}*"))
    return hashlib.sha256(path.read_bytes()).hexdigest(), names


async def pending(ours: Shop) -> tuple[str, str]:
    for account in await ours.demo_accounts(20):
        if OrderStatus.pending_shipment in account.order_ids:
            return account.customer_id, account.order_ids[OrderStatus.pending_shipment][0]
    raise AssertionError


@pytest.mark.asyncio
async def test_without_writes_nothing_is_written(
    read_only: Path,
    merchant_file: Path,
    merchant_url: str,
    sidecar_url: str,
    ours: Shop,
    run: Run,
    clock: Any,
) -> None:
    before = digest(merchant_file)
    shop = await MappedShop.open(merchant_url, read_only, sidecar_url, clock=clock)
    who, order_id = await pending(ours)
    assert shop.capabilities == frozenset()
    assert await shop.orders(who)
    await shop.verify(order_id, "0000", "session")
    for call in (
        shop.cancel_order(who, order_id, "k1"),
        shop.cancel_order(who, "no number", "k1"),
        shop.expedite(who, order_id, "k2"),
        shop.change_address(who, order_id, AddressChange(street="新街"), "k3"),
        shop.confirm_receipt(who, order_id, "k4"),
        shop.open_ticket(who, TicketKind.complaint, "…", "k5"),
    ):
        with pytest.raises(NotSupported, match="its staff can"):
            await call
    with pytest.raises(ShopUnavailable, match="readonly"):
        async with shop._writing() as visit:
            await visit.connection.exec_driver_sql("UPDATE t_trade SET state = 90")
    await shop.close()
    assert digest(merchant_file) == before
    assert not run("SELECT name FROM sqlite_master WHERE name LIKE 'kefu%'")


@pytest.mark.asyncio
async def test_unknown_codes_are_reported_and_crash_nothing(
    merchant: ModuleType,
    merchant_url: str,
    sidecar_url: str,
    ours: Shop,
    run: Run,
    caplog: pytest.LogCaptureFixture,
    clock: Any,
) -> None:
    who, order_id = await pending(ours)
    run("UPDATE t_trade SET state = 77 WHERE trade_no = ?", order_id)
    run("UPDATE t_express SET signer = 9 WHERE signer = 2")
    shop = await MappedShop.open(merchant_url, merchant.MAPPING, sidecar_url, clock=clock)
    told = [str(one) for one in await shop.unknown_values()]
    assert "orders.status: 1 rows of t_trade.state hold '77', which the mapping does not name" in told
    assert any(re.match(r"parcels\.signed_by: \d+ rows of t_express\.signer hold '9'", one) for one in told)
    assert len(told) == 2
    assert all(one in caplog.text for one in told)
    listed = [order.order_id for order in await shop.orders(who, 50)]
    assert order_id not in listed
    assert listed == [order.order_id for order in await ours.orders(who, 50) if order.order_id != order_id]
    with pytest.raises(ShopUnavailable, match="kefu shop check"):
        await shop.order(who, order_id)  # "there is none" would be untrue
    with pytest.raises(ShopUnavailable):
        await shop.cancel_order(who, order_id, "key")
    tail = next(one.phone_tail for one in await ours.demo_accounts(40) if one.customer_id == who)
    assert (await shop.verify(order_id, tail, "session")).outcome is VerifyOutcome.mismatch
    assert "orders.status: 77 in t_trade.state cannot be read" in caplog.text
    await shop.close()


@pytest.mark.asyncio
async def test_odd_values_are_left_out(mapped: MappedShop, ours: Shop, run: Run, caplog: Any) -> None:
    who, order_id = await pending(ours)
    run("UPDATE t_trade SET urge_time = 'soon', off_fen = 12.5 WHERE trade_no = ?", order_id)
    run("UPDATE t_member SET mobile = '1380013abcd' WHERE member_no = ?", who)
    order = await mapped.order(who, order_id)
    assert order is not None
    assert order.expedited_at is None
    assert (order.items_total + order.shipping_fee - order.discount) == order.total
    assert "1380013abcd" not in caplog.text
    assert (await mapped.verify(order_id, "abcd", "session")).customer_id is None


@pytest.mark.asyncio
async def test_a_deleted_order_is_nobodys(mapped: MappedShop) -> None:
    deleted = "260101000001"
    assert await mapped.order("C10001", deleted) is None
    assert (await mapped.cancel_order("C10001", deleted, "key")).outcome is CancelOutcome.not_found
    assert (await mapped.verify(deleted, "6721", "session")).customer_id is None


@pytest.mark.asyncio
async def test_a_write_leaves_its_traces(mapped: MappedShop, ours: Shop, run: Run, clock: Any) -> None:
    who, order_id = await pending(ours)
    await mapped.cancel_order(who, order_id, "key-1", "买错了 '; --")
    trade = run(
        "SELECT id, state, close_note, close_time, back_fen, total_fen FROM t_trade WHERE trade_no = ?",
        order_id,
    )
    (number, state, note, closed, back, total) = trade[0]
    assert (state, note, closed, back) == (90, "买错了 '; --", int(clock.now.timestamp() * 1000), total)
    assert run("SELECT count(*) FROM t_pay WHERE trade_id = ? AND state = 0", number) == [(0,)]
    rows = run("SELECT actor, action, order_id, request_key, before, after FROM kefu_requests")
    refund = f'"{total / 100:.2f}"'
    assert rows == [
        (who, "cancel_order", order_id, "key-1", '{"status": "pending_shipment"}', rows[0][5]),
    ]
    assert refund in rows[0][5]
    assert run("SELECT count(*) FROM t_trade WHERE state = 90 AND close_time = ?", closed) == [(1,)]


@pytest.mark.asyncio
async def test_the_address_is_not_copied_beside(mapped: MappedShop, ours: Shop, run: Run) -> None:
    who, order_id = await pending(ours)
    done = await mapped.change_address(who, order_id, AddressChange(street="保密路 7 号"), "key")
    assert done.verdict is Verdict.allowed
    rows = run("SELECT before, after FROM kefu_requests")
    assert rows == [("{}", '{"changed": ["street"]}')]


def rewritten(merchant: ModuleType, tmp_path: Path, old: str, new: str) -> Path:
    text = merchant.MAPPING.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rewritten.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "WHERE trade_no = :order_id AND is_deleted = 0",
            "WHERE :order_id IS NOT NULL AND is_deleted = 0",
            r"changed \d+ rows instead of one; nothing was changed",
        ),
        (
            "WHERE trade_no = :order_id AND is_deleted = 0",
            "WHERE trade_no = :order_id AND is_deleted = 5",
            r"changed no row although the order allows it",
        ),
        (
            "SET state = 90, close_time",
            "SET state = 25, close_time",
            r"the order is not cancelled; nothing was changed",
        ),
    ],
)
async def test_a_statement_that_does_the_wrong_thing_is_taken_back(
    merchant: ModuleType,
    merchant_url: str,
    sidecar_url: str,
    tmp_path: Path,
    ours: Shop,
    run: Run,
    old: str,
    new: str,
    message: str,
    clock: Any,
) -> None:
    who = next(
        account.customer_id
        for account in await ours.demo_accounts(40)
        if sum(
            len(account.order_ids.get(s, ()))
            for s in (OrderStatus.pending_payment, OrderStatus.pending_shipment)
        )
        > 1
    )
    order_id = next(
        o.order_id for o in await ours.orders(who, 50) if o.status is OrderStatus.pending_shipment
    )
    before = run("SELECT * FROM t_trade ORDER BY id")
    shop = await MappedShop.open(
        merchant_url, rewritten(merchant, tmp_path, old, new), sidecar_url, clock=clock
    )
    with pytest.raises(ShopUnavailable, match=message) as raised:
        await shop.cancel_order(who, order_id, "key")
    assert str(raised.value).startswith("rewritten.yml, line ")
    await shop.close()
    assert run("SELECT * FROM t_trade ORDER BY id") == before
    assert run("SELECT count(*) FROM kefu_requests") == [(0,)]


@pytest.mark.asyncio
async def test_the_merchants_system_was_faster(mapped: MappedShop, ours: Shop, run: Run) -> None:
    who, order_id = await pending(ours)
    run("UPDATE t_trade SET state = 30 WHERE trade_no = ?", order_id)
    result = await mapped.cancel_order(who, order_id, "key")
    assert (result.outcome, result.status) == (CancelOutcome.too_late, OrderStatus.shipped)


@pytest.mark.asyncio
async def test_where_nobody_records_the_pressing_we_do(
    merchant: ModuleType, merchant_url: str, sidecar_url: str, tmp_path: Path, ours: Shop, clock: Any
) -> None:
    path = rewritten(merchant, tmp_path, "    expedited_at: urge_time\n", "")
    shop = await MappedShop.open(merchant_url, path, sidecar_url, clock=clock)
    who, order_id = await pending(ours)
    first = await shop.expedite(who, order_id, "key-1")
    assert (first.outcome, first.expedited_at) == (ExpediteOutcome.recorded, clock.now)
    clock.forward(hours=2)
    second = await shop.expedite(who, order_id, "key-2")
    assert (second.outcome, second.expedited_at) == (ExpediteOutcome.already_recorded, first.expedited_at)
    await shop.close()


@pytest.mark.asyncio
async def test_new_words_make_a_new_ticket(mapped: MappedShop, run: Run) -> None:
    await mapped.open_ticket("C10001", TicketKind.question, "能开发票吗", "key-1")
    await mapped.open_ticket("C10001", TicketKind.question, "还想问能不能换货", "key-2")
    again = await mapped.open_ticket("C10001", TicketKind.question, "能不能换货", "key-3")
    assert again.verdict is Verdict.already_open
    rows = run("SELECT member_id, trade_no, kind, words, state FROM t_ticket ORDER BY id")
    assert rows == [(1, None, 9, "能开发票吗", 0), (1, None, 9, "还想问能不能换货", 0)]


@pytest.mark.asyncio
async def test_tables_that_vanish_are_an_apology(mapped: MappedShop, run: Run) -> None:
    run("ALTER TABLE t_trade RENAME TO t_trade_old")
    with pytest.raises(ShopUnavailable, match=r"no longer those that shop-mapping\.yml describes"):
        await mapped.orders("C10001")


@pytest.mark.asyncio
async def test_the_sidecar_knows_no_session(mapped: MappedShop, tmp_path: Path) -> None:
    await mapped.verify("261105000000", "0000", "a session")
    with sqlite3.connect(tmp_path / "not there yet" / "sidecar.db") as connection:
        rows = connection.execute("SELECT session_hash, order_id, succeeded FROM kefu_attempts").fetchall()
    assert rows == [(hashlib.sha256(b"a session").hexdigest(), "261105000000", 0)]


@pytest.mark.asyncio
@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "……"])
async def test_signs_of_like_are_only_signs(mapped: MappedShop, words: str) -> None:
    from shop.views import ProductQuery

    assert await mapped.search_products(ProductQuery(words)) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (0, None),
        ("", None),
        ("0000-00-00 00:00:00", None),
        (1762394400, datetime(2025, 11, 6, 2, tzinfo=timezone.utc)),
        ("2026-11-06 10:00:00", datetime(2026, 11, 6, 2, tzinfo=timezone.utc)),
        ("2026-11-06T02:00:00Z", datetime(2026, 11, 6, 2, tzinfo=timezone.utc)),
        ("2026-11-06", datetime(2026, 11, 5, 16, tzinfo=timezone.utc)),
        (datetime(2026, 11, 6, 10), datetime(2026, 11, 6, 2, tzinfo=timezone.utc)),  # noqa: DTZ001
        (date(2026, 11, 6), datetime(2026, 11, 5, 16, tzinfo=timezone.utc)),
    ],
)
def test_times_in_every_form(raw: Any, expected: datetime | None) -> None:
    assert read_time(raw, SHANGHAI, milliseconds=False) == expected


def test_days_money_and_codes() -> None:
    assert read_day("2026-11-06 23:30:00", SHANGHAI, False) == date(2026, 11, 6)
    assert read_day("2026-11-06T23:30:00Z", SHANGHAI, False) == date(2026, 11, 7)
    assert read_day(1762394400000, SHANGHAI, True) == date(2025, 11, 6)
    assert (read_fen(1250), read_fen("1250"), read_fen(Decimal(5))) == (
        Decimal("12.50"),
        Decimal("12.50"),
        Decimal("0.05"),
    )
    assert (read_yuan("12.5"), read_yuan(0.1), read_yuan(3)) == (
        Decimal("12.50"),
        Decimal("0.10"),
        Decimal("3.00"),
    )
    for wrong in (12.5, "much", "NaN", None):
        with pytest.raises(ValueError, match="expected"):
            read_fen(wrong)
    assert {code_text(code) for code in (10, "10", "10  ", 10.0, Decimal(10))} == {"10"}
    assert (code_text(True), code_text(False)) == ("1", "0")
    column = Column(1, column="state", values={"1": OrderStatus.shipped}, otherwise=OrderStatus.cancelled)
    assert (read_choice("1 ", column), read_choice(9, column)) == (OrderStatus.shipped, OrderStatus.cancelled)


def test_a_moment_in_every_form() -> None:
    now = datetime(2026, 11, 6, 2, 0, 0, 250_000, tzinfo=timezone.utc)
    assert moments(now, SHANGHAI, sqlite=True) == {
        "now": "2026-11-06 10:00:00",
        "now_utc": "2026-11-06 02:00:00+00:00",
        "now_seconds": 1793930400,
        "now_milliseconds": 1793930400250,
    }
    assert moments(now, SHANGHAI, sqlite=False)["now"] == datetime(2026, 11, 6, 10)  # noqa: DTZ001


def test_a_row_needs_what_is_required_and_no_more() -> None:
    import sqlalchemy as sa

    from shop.adapters.mapped.model import Thing
    from shop.adapters.mapped.table import MappedTable

    source = sa.table("t", *(sa.column(name) for name in ("a", "b", "c")))
    fields = {"id": "a", "name": "b", "phone": "c"}
    thing = Thing("customers", 1, "t", {field: Column(1, column=column) for field, column in fields.items()})
    columns = {field: source.c[column] for field, column in fields.items()}
    table = MappedTable(thing, source, columns, (), (), SHANGHAI)

    def row(phone: str | None) -> SimpleNamespace:
        return SimpleNamespace(_mapping={"id": 5, "name": "王", "phone": phone})

    assert table.read(row(None)) is None  # every customer needs a phone
    read = table.read(row("13800001234"))
    assert read is not None
    assert (read.id, read.name, read.level) == ("5", "王", None)

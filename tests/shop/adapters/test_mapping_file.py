"""Mistakes in a mapping: each is named by file and line, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from shop.adapters.mapped.lines import did_you_mean
from shop.adapters.mapped.reading import read_mapping
from shop.adapters.mapped.shop import MappedShop
from shop.enums import OrderStatus
from shop.errors import MappingError, ShopUnavailable
from shop.port import Capability

Broken = Callable[..., Path]

# Parts of the example that the cases change.
STATUS = "    status:\n      column: state\n      values:\n        10: pending_payment\n"
LEVEL = (
    "    level:\n      column: grade\n      values: {0: regular, 1: silver, 2: gold, 3: diamond}\n"
    "      otherwise: regular"
)
RECEIVED = (
    "finish_time = :now_milliseconds\n"
    "    WHERE trade_no = :order_id AND is_deleted = 0 AND state IN :allowed_statuses"
)
CLOSED = "WHERE t.trade_no = :order_id AND m.member_no = :customer_id)\n  expedite"


@pytest.fixture
def broken(merchant: ModuleType, tmp_path: Path) -> Broken:
    """The example with something replaced, each once."""

    def make(*changes: tuple[str, str]) -> Path:
        text = merchant.MAPPING.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "ours.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_example_is_read(merchant: ModuleType) -> None:
    mapping = read_mapping(merchant.MAPPING)
    status = mapping.things["orders"].columns["status"]
    assert (status.column, status.values["25"]) == ("state", OrderStatus.pending_shipment)
    assert set(mapping.writes) == {
        Capability.cancel_order,
        Capability.expedite,
        Capability.change_address,
        Capability.confirm_receipt,
        Capability.open_ticket,
    }
    assert [one.decides for one in mapping.writes[Capability.cancel_order]] == [True, False]
    assert mapping.things["variants"].columns["price"].yuan
    assert not mapping.things["orders"].columns["total"].yuan


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("orders:\n", "order:\n", r"'order' is not known here; did you mean orders\?"),
        (
            STATUS,
            STATUS.replace("status", "state"),
            r"\(orders\.columns\): 'state' is not known here; did you mean status\?",
        ),
        (
            "        30: shipped\n",
            "        30: shiped\n",
            r"30: 'shiped' is not known; did you mean shipped\?",
        ),
        (
            "    customer: member.member_no",
            "    customer: membr.member_no",
            r"there is no join 'membr'; did you mean member\?",
        ),
        ("money: fen ", "money: euro ", r"money: expected fen or yuan, got 'euro'"),
        ("time_zone: Asia/Shanghai ", "time_zone: Asia/Shanhai ", r"'Asia/Shanhai' is no time zone"),
        ("unix_times: milliseconds", "unix_times: hours", r"expected seconds or milliseconds, got 'hours'"),
        ('order_number: "[0-9]{12}"', 'order_number: "[0-9"', r"not a regular expression"),
        ("    id: trade_no\n", "", r"'id' is missing: every row of orders needs one"),
        (LEVEL, "    level: grade", r"level: needs `column` and `values`"),
        ("  table: t_sku\n", "", r"\(variants\): 'table' is missing"),
        ("  table: t_sku\n", "  table: t_sku\n  table: t_sku\n", r"'table' stands here twice"),
        (
            "  where: {is_deleted: 0}",
            "  where: {is_deleted: []}",
            r"is_deleted: expected a value or a list of values",
        ),
        (
            "    price: {column: price_yuan, money: yuan}",
            "    price: {constant: 1.5}",
            r"constant: 1\.5 does not fit",
        ),
    ],
)
def test_a_mistake_is_named(broken: Broken, old: str, new: str, message: str) -> None:
    with pytest.raises(MappingError, match=rf"^ours\.yml, line .*{message}"):
        read_mapping(broken((old, new)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  expedite:\n",
            "  hurry:\n",
            r"'hurry' is not known here; there are: cancel_order, change_address",
        ),
        (
            "state = 40, finish_time",
            "state = 40; DROP TABLE t_trade; UPDATE t_trade SET finish_time",
            r"expected one statement",
        ),
        (
            "    UPDATE t_trade SET urge_time",
            "    SELECT urge_time",
            r"begins with UPDATE, INSERT INTO or DELETE FROM",
        ),
        (
            "urge_time = :now_milliseconds",
            "urge_time = :now_millis",
            r":now_millis is no parameter of it; did you mean now_milliseconds\?",
        ),
        ("close_note = :reason", "close_note = :receiver", r":receiver is no parameter of it"),
        (
            RECEIVED,
            RECEIVED.replace("IN :allowed_statuses", "= 30"),
            r"it must bind :allowed_statuses, so that it changes nothing but",
        ),
        (
            CLOSED,
            CLOSED.replace(" AND m.member_no = :customer_id", ""),
            r"cancel_order: it must bind :customer_id",
        ),
        ("    reference: ref ", "    answer2: ref ", r"'answer2' is not known"),
        ("    SELECT :reference, id", "    SELECT 'ref', id", r"open_ticket: it must bind :reference"),
    ],
)
def test_a_write_must_keep_the_rules(broken: Broken, old: str, new: str, message: str) -> None:
    with pytest.raises(MappingError, match=message) as raised:
        read_mapping(broken((old, new)))
    assert str(raised.value).startswith("ours.yml, line ")


def test_a_ticket_needs_a_reference_to_be_found_by(broken: Broken) -> None:
    with pytest.raises(MappingError, match="needs `tickets` with a column `reference`"):
        read_mapping(broken(("    reference: ref ", "    answer: ref "), ("    answer: answer\n", "")))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("a: [", "not valid YAML"),
        ("- 1", "expected keys with values"),
        ("{}", "'customers' is missing"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(content)
    with pytest.raises(MappingError, match=message):
        read_mapping(path)
    with pytest.raises(MappingError, match="KEFU_SHOP_MAPPING"):
        read_mapping(tmp_path / "none.yml")


@pytest.mark.asyncio
async def test_all_that_is_not_in_the_database_is_named_at_once(
    broken: Broken, merchant_url: str, sidecar_url: str
) -> None:
    path = broken(
        ("    total: total_fen", "    total: totl_fen"),
        ("{table: t_member, on: {id: buyer_id}}", "{table: t_members, on: {id: buyer_id}}"),
        ("{table: t_trade_addr, on: {trade_id: id}}", "{table: t_trade_addr, on: {tradeid: id}}"),
        ("  where: {is_deleted: 0}", "  where: {deleted: 0}"),
        ("  table: t_express_trace", "  table: t_trace"),
    )
    with pytest.raises(MappingError) as raised:
        await MappedShop.open(merchant_url, path, sidecar_url)
    told = str(raised.value).splitlines()
    assert (
        f"ours.yml, line {line_of(path, 'totl_fen')}: table 't_trade' has no column 'totl_fen'; did you mean total_fen?"
        in told
    )
    assert any("there is no table 't_members'; did you mean t_member?" in one for one in told)
    assert any("'t_trade_addr' has no column 'tradeid'; did you mean trade_id?" in one for one in told)
    assert any("'t_trade' has no column 'deleted'; did you mean is_deleted?" in one for one in told)
    assert any("there is no table 't_trace'" in one for one in told)
    assert len(told) == 5


@pytest.mark.asyncio
async def test_a_statement_is_planned_before_the_first_customer_comes(
    broken: Broken, merchant_url: str, sidecar_url: str
) -> None:
    path = broken(("SET urge_time = :now_milliseconds", "SET urged_at = :now_milliseconds"))
    line = line_of(path, "SET urged_at")
    with pytest.raises(MappingError, match=rf"ours\.yml, line {line}: .*no such column: urged_at"):
        await MappedShop.open(merchant_url, path, sidecar_url)


@pytest.mark.asyncio
async def test_products_need_a_price(broken: Broken, merchant_url: str, sidecar_url: str) -> None:
    path = broken()
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"\nvariants:\n(?:  .*\n)+", "\n", text)
    assert without != text
    path.write_text(without, encoding="utf-8")
    with pytest.raises(MappingError, match="products need the table `variants`, or `price` and `stock`"):
        await MappedShop.open(merchant_url, path, sidecar_url)


@pytest.mark.asyncio
async def test_a_database_that_is_not_there(merchant: ModuleType, tmp_path: Path, sidecar_url: str) -> None:
    with pytest.raises(ShopUnavailable, match="KEFU_SHOP_DATABASE_URL"):
        await MappedShop.open(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}", merchant.MAPPING, sidecar_url)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("wrong", "known", "hint"),
    [
        ("stat", ["state", "status_text"], "; did you mean state?"),
        ("STATE", ["state"], "; did you mean state?"),
        ("xyz", ["state", "id"], "; there are: id, state"),
        ("xyz", [], ""),
    ],
)
def test_did_you_mean(wrong: str, known: list[str], hint: str) -> None:
    assert did_you_mean(wrong, known) == hint

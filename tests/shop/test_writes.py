from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.engine import parse_url, run_blocking
from shop.enums import Advice, CancelOutcome, ExpediteOutcome, OrderStatus
from shop.errors import RequestKeyReused, ShopUnavailable
from shop.tables import audit, orders
from shop.writes import change_order

if TYPE_CHECKING:
    from .conftest import Clock

pytestmark = pytest.mark.asyncio

OWNER, STRANGER = "C10001", "C10002"
Status = OrderStatus


async def one_order(shop: Shop, status: OrderStatus, customer: int = 0) -> str:
    return (await shop.demo_accounts())[customer].order_ids[status][0]


def audited(url: str) -> list[Any]:
    query = sa.select(audit).where(audit.c.action != "seed").order_by(audit.c.id)
    return run_blocking(parse_url(url), lambda connection: connection.execute(query).all())


def row_of(url: str, order_id: str) -> Any:
    query = sa.select(orders).where(orders.c.id == order_id)
    return run_blocking(parse_url(url), lambda connection: connection.execute(query).one())


async def test_a_paid_order_is_cancelled_and_all_of_it_goes_back(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop, Status.pending_shipment)
    before = await shop.order(OWNER, number)
    assert before is not None
    result = await shop.cancel_order(OWNER, number, "key-1", "不想要了")
    assert result.outcome is CancelOutcome.cancelled
    assert result.refund_amount == before.total > 0
    assert (result.status, result.cancelled_at) == (Status.cancelled, clock.now)
    after = await shop.order(OWNER, number)
    assert after is not None
    assert (after.status, after.refund_amount, after.cancelled_at) == (
        Status.cancelled,
        before.total,
        clock.now,
    )
    assert row_of(url, number).cancel_reason == "不想要了"


async def test_an_unpaid_order_is_cancelled_and_nothing_goes_back(shop: Shop) -> None:
    number = await one_order(shop, Status.pending_payment)
    result = await shop.cancel_order(OWNER, number, "key-1")
    assert (result.outcome, result.refund_amount) == (CancelOutcome.cancelled, Decimal("0.00"))


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (Status.shipped, Advice.already_shipped),
        (Status.received, Advice.already_received),
        (Status.returning, Advice.return_in_progress),
        (Status.returned, Advice.already_returned),
    ],
)
async def test_what_has_left_is_not_cancelled(
    shop: Shop, url: str, status: OrderStatus, advice: Advice
) -> None:
    number = await one_order(shop, status)
    before = row_of(url, number)
    result = await shop.cancel_order(OWNER, number, "key-1")
    assert (result.outcome, result.status, result.advice) == (CancelOutcome.too_late, status, advice)
    assert result.refund_amount is None
    assert row_of(url, number) == before
    assert audited(url) == []


async def test_cancelling_again_says_so(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.cancelled)
    before = row_of(url, number)
    result = await shop.cancel_order(OWNER, number, "key-1")
    assert result.outcome is CancelOutcome.already_cancelled
    assert (result.refund_amount, result.cancelled_at) == (before.refund_amount, before.cancelled_at)
    assert audited(url) == []


@pytest.mark.parametrize("typed", ["999999999999", "", "' OR '1'='1", pytest.param("1" * 10_000, id="long")])
async def test_an_order_that_does_not_exist_is_not_found(shop: Shop, url: str, typed: str) -> None:
    assert (await shop.cancel_order(OWNER, typed, "key-1")).outcome is CancelOutcome.not_found
    assert (await shop.expedite(OWNER, typed, "key-1")).outcome is ExpediteOutcome.not_found
    assert audited(url) == []


async def test_another_customers_order_is_not_found_and_not_touched(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    before = row_of(url, number)
    cancelled = await shop.cancel_order(STRANGER, number, "key-1")
    hurried = await shop.expedite(STRANGER, number, "key-2")
    assert (cancelled.outcome, cancelled.status) == (CancelOutcome.not_found, None)
    assert (hurried.outcome, hurried.status) == (ExpediteOutcome.not_found, None)
    assert row_of(url, number) == before
    assert audited(url) == []


async def test_of_many_cancellations_at_once_exactly_one_cancels(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    results = await asyncio.gather(*(shop.cancel_order(OWNER, number, f"key-{i}") for i in range(8)))
    outcomes = [result.outcome for result in results]
    assert outcomes.count(CancelOutcome.cancelled) == 1
    assert outcomes.count(CancelOutcome.already_cancelled) == 7
    assert len({(result.refund_amount, result.cancelled_at) for result in results}) == 1
    assert len(audited(url)) == 1


async def test_the_same_request_sent_many_times_at_once_cancels_once(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    results = await asyncio.gather(*(shop.cancel_order(OWNER, number, "one key") for _ in range(6)))
    assert {result.outcome for result in results} == {CancelOutcome.cancelled}
    assert len(set(results)) == 1
    assert len(audited(url)) == 1


async def test_a_repeated_request_gives_the_first_answer_again(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop, Status.pending_shipment)
    first = await shop.cancel_order(OWNER, number, "key-1", "拍错了")
    clock.forward(hours=3)
    assert await shop.cancel_order(OWNER, number, "key-1", "拍错了") == first
    assert (await shop.cancel_order(OWNER, number, "key-2")).outcome is CancelOutcome.already_cancelled
    assert len(audited(url)) == 1


async def test_a_cancellation_survives_reopening(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    first = await shop.cancel_order(OWNER, number, "key-1")
    async with await Shop.open(url) as again:
        assert await again.cancel_order(OWNER, number, "key-1") == first


async def test_the_audit_says_who_did_what_when(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop, Status.pending_shipment)
    total = row_of(url, number).total
    await shop.expedite(OWNER, number, "key-1")
    hurried_at = clock.now
    clock.forward(minutes=5)
    await shop.cancel_order(OWNER, number, "key-2", "too\nslow\x00\u202e!  ")
    hurry, cancel = audited(url)
    assert (hurry.actor, hurry.action, hurry.order_id, hurry.at) == (OWNER, "expedite", number, hurried_at)
    assert hurry.before == {"expedited_at": None}
    assert hurry.after == {"expedited_at": hurried_at.isoformat()}
    assert (cancel.actor, cancel.action, cancel.order_id, cancel.at) == (
        OWNER,
        "cancel_order",
        number,
        clock.now,
    )
    assert cancel.before == {"status": "pending_shipment"}
    assert cancel.after == {"status": "cancelled", "refund_amount": str(total), "cancel_reason": "too slow !"}
    assert (hurry.request_key, cancel.request_key) == ("key-1", "key-2")


async def test_a_request_key_belongs_to_one_write(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    other = await one_order(shop, Status.pending_payment)
    await shop.expedite(OWNER, number, "key-1")
    with pytest.raises(RequestKeyReused, match="make a new key"):
        await shop.cancel_order(OWNER, number, "key-1")
    with pytest.raises(RequestKeyReused):
        await shop.cancel_order(OWNER, other, "key-1")
    theirs = await one_order(shop, Status.pending_payment, customer=1)
    with pytest.raises(RequestKeyReused):
        await shop.cancel_order(STRANGER, theirs, "key-1")
    assert row_of(url, number).status is Status.pending_shipment
    assert row_of(url, other).status is Status.pending_payment
    assert len(audited(url)) == 1


@pytest.mark.parametrize("key", ["", pytest.param("k" * 129, id="long")])
async def test_a_request_key_has_a_sane_length(shop: Shop, key: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    with pytest.raises(ValueError, match="1 to 128 characters"):
        await shop.cancel_order(OWNER, number, key)
    with pytest.raises(ValueError, match="1 to 128 characters"):
        await shop.expedite(OWNER, number, key)


async def test_a_very_long_reason_is_cut(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    await shop.cancel_order(OWNER, number, "k" * 128, "慢" * 10_000)
    assert row_of(url, number).cancel_reason == "慢" * 200


async def test_hurrying_is_noted_once(shop: Shop, url: str, clock: Clock) -> None:
    number = await one_order(shop, Status.pending_shipment)
    first = await shop.expedite(OWNER, number, "key-1")
    assert (first.outcome, first.expedited_at) == (ExpediteOutcome.recorded, clock.now)
    clock.forward(hours=1)
    assert await shop.expedite(OWNER, number, "key-1") == first
    again = await shop.expedite(OWNER, number, "key-2")
    assert (again.outcome, again.expedited_at) == (ExpediteOutcome.already_recorded, first.expedited_at)
    assert len(audited(url)) == 1
    order = await shop.order(OWNER, number)
    assert order is not None
    assert order.expedited_at == first.expedited_at


async def test_of_many_hurries_at_once_one_is_noted(shop: Shop, url: str) -> None:
    number = await one_order(shop, Status.pending_shipment)
    results = await asyncio.gather(*(shop.expedite(OWNER, number, f"key-{i}") for i in range(6)))
    assert [result.outcome for result in results].count(ExpediteOutcome.recorded) == 1
    assert len(audited(url)) == 1


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (Status.pending_payment, Advice.pay_first),
        (Status.shipped, Advice.already_shipped),
        (Status.received, Advice.already_received),
        (Status.cancelled, Advice.order_cancelled),
    ],
)
async def test_hurrying_is_not_needed_elsewhere(
    shop: Shop, url: str, status: OrderStatus, advice: Advice
) -> None:
    number = await one_order(shop, status)
    result = await shop.expedite(OWNER, number, "key-1")
    assert (result.outcome, result.status, result.advice) == (ExpediteOutcome.not_needed, status, advice)
    assert audited(url) == []


async def test_cancelling_and_hurrying_at_once_end_in_one_of_two_orders(shop: Shop) -> None:
    number = await one_order(shop, Status.pending_shipment)
    cancelled, hurried = await asyncio.gather(
        shop.cancel_order(OWNER, number, "key-1"), shop.expedite(OWNER, number, "key-2")
    )
    assert cancelled.outcome is CancelOutcome.cancelled
    assert hurried.outcome in (ExpediteOutcome.recorded, ExpediteOutcome.not_needed)


async def test_an_update_asks_again_for_the_status_it_rests_on(shop: Shop, url: str) -> None:
    """The last guard, for a database whose locks fail: a shipped order is not overwritten."""
    number = await one_order(shop, Status.shipped)
    before = row_of(url, number)
    with pytest.raises(ShopUnavailable, match="try again"):
        async with shop._writing() as work:
            order = await work.lock_order(OWNER, number)
            await change_order(work, order, work.policy.orders.cancellable, {"discount": Decimal("0.00")})
    assert row_of(url, number) == before


async def test_a_failure_after_the_update_undoes_it(
    shop: Shop, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the audit cannot be written")

    number = await one_order(shop, Status.pending_shipment)
    before = row_of(url, number)
    monkeypatch.setattr("shop.work.record", fail)
    with pytest.raises(RuntimeError, match="audit"):
        await shop.cancel_order(OWNER, number, "key-1")
    assert row_of(url, number) == before

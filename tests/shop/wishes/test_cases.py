"""After-sales cases: quoted by the rules, filed once, taken back, moved on by the shop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from shop.cases.steps import advance_case
from shop.database import Shop
from shop.enums import CaseKind, CaseReason, CaseStatus, OrderStatus, Payer, RefundStatus, Verdict
from shop.errors import RequestKeyReused
from shop.policy import SHOP_TIME
from shop.tables import orders, variants
from shop.views import CaseRequest, PickupWish

from .conftest import find_order

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
Kind, Reason, Status = CaseKind, CaseReason, CaseStatus
OWNER, STRANGER = "C10004", "C10005"
NOTE = ("好", "fine")


async def shirt(shop: Shop) -> str:
    return await find_order(shop, OWNER, OrderStatus.received, "纯棉圆领")


def returning(order_id: str, **more: Any) -> CaseRequest:
    return CaseRequest(order_id, Kind.return_goods, Reason.no_longer_wanted, **more)


async def move(shop: Shop, case_id: str, *steps: CaseStatus) -> bool:
    async with shop._writing() as work:
        return all([await advance_case(work, int(case_id[2:]), step, NOTE) for step in steps])


async def test_a_return_is_quoted_filed_moved_on_and_refunded(shop: Shop, clock: Clock) -> None:
    number = await shirt(shop)
    order = await shop.order(OWNER, number)
    assert order is not None
    quote = await shop.quote_case(OWNER, returning(number))
    assert (quote.allowed, quote.refund) == (True, order.total - order.shipping_fee)
    assert quote.freight == Decimal("12.00")
    day = clock.now.astimezone(SHOP_TIME).date() + timedelta(days=1)
    wish = returning(number, words="不喜欢\n这个颜色", pickup=PickupWish(day, 9, 12))
    filed = await shop.file_case(OWNER, wish, "k1")
    assert filed.case is not None
    assert (filed.verdict, filed.case.status, filed.case.pickup) == (
        Verdict.allowed,
        Status.requested,
        wish.pickup,
    )
    assert (await shop.order(OWNER, number)).status is OrderStatus.returning  # type: ignore[union-attr]
    assert await move(
        shop, filed.case.case_id, Status.approved, Status.in_transit, Status.arrived, Status.refunded
    )
    case = await shop.case(OWNER, filed.case.case_id.lower())
    assert case is not None
    assert [event.status for event in case.events][:2] == [Status.refunded, Status.arrived]
    refund = (await shop.refunds(OWNER, number))[0]
    assert (refund.amount, refund.status) == (quote.refund, RefundStatus.processing)
    assert (await shop.order(OWNER, number)).status is OrderStatus.returned  # type: ignore[union-attr]
    again = await shop.quote_case(OWNER, returning(number))
    assert again.verdict is Verdict.already_returned


async def test_too_late_says_how_late_and_what_is_still_possible(
    shop: Shop, audited: Callable[[], list[str]]
) -> None:
    number = await find_order(shop, OWNER, OrderStatus.received, "轻薄笔记本")
    result = await shop.file_case(OWNER, returning(number), "k1")
    assert result.quote is not None
    decision = result.quote.decision
    assert decision is not None
    assert (result.verdict, decision.days_over) == (Verdict.too_late, 2)
    assert {(way.kind, way.reason) for way in decision.remedies} == {
        (Kind.exchange, Reason.faulty),
        (Kind.repair, Reason.faulty),
    }
    assert audited() == []


async def test_the_same_request_files_once_and_another_says_that_there_is_one(
    shop: Shop, audited: Callable[[], list[str]]
) -> None:
    number = await shirt(shop)
    one = await asyncio.gather(*(shop.file_case(OWNER, returning(number), "same") for _ in range(4)))
    assert len({result.case.case_id for result in one if result.case}) == 1
    assert {result.verdict for result in one} == {Verdict.allowed}
    assert (await shop.file_case(OWNER, returning(number), "other")).verdict is Verdict.in_a_case
    assert audited() == ["file_case"]
    with pytest.raises(RequestKeyReused):
        await shop.confirm_receipt(OWNER, number, "same")


async def test_of_two_who_file_at_once_one_files_and_the_other_is_told(shop: Shop) -> None:
    number = await shirt(shop)
    results = await asyncio.gather(*(shop.file_case(OWNER, returning(number), f"k{i}") for i in range(5)))
    assert sorted(result.verdict.value for result in results) == ["allowed"] + ["in_a_case"] * 4


async def test_withdrawing_gives_the_order_back_and_may_be_filed_anew(shop: Shop) -> None:
    number = await shirt(shop)
    filed = await shop.file_case(OWNER, returning(number), "k1")
    assert filed.case is not None
    taken = await shop.withdraw_case(OWNER, filed.case.case_id, "k2")
    assert taken.case is not None
    assert (taken.verdict, taken.case.status, taken.case.can_withdraw) == (
        Verdict.allowed,
        Status.withdrawn,
        False,
    )
    assert await shop.withdraw_case(OWNER, filed.case.case_id, "k2") == taken
    assert (await shop.withdraw_case(OWNER, filed.case.case_id, "k3")).verdict is Verdict.already_done
    order = await shop.order(OWNER, number)
    assert order is not None
    assert (order.status, order.returns) == (OrderStatus.received, ())
    assert (await shop.file_case(OWNER, returning(number), "k4")).verdict is Verdict.allowed


async def test_of_a_withdrawal_and_a_parcel_at_once_exactly_one_wins(shop: Shop) -> None:
    number = await shirt(shop)
    filed = await shop.file_case(OWNER, returning(number), "k1")
    assert filed.case is not None
    assert await move(shop, filed.case.case_id, Status.approved)
    taken, sent = await asyncio.gather(
        shop.withdraw_case(OWNER, filed.case.case_id, "k2"), move(shop, filed.case.case_id, Status.in_transit)
    )
    assert (taken.verdict is Verdict.allowed) is not sent
    assert taken.verdict in (Verdict.allowed, Verdict.too_far)
    case = await shop.case(OWNER, filed.case.case_id)
    assert case is not None
    assert case.status is (Status.in_transit if sent else Status.withdrawn)


async def test_an_exchange_holds_a_piece_and_lets_it_go_again(
    shop: Shop, rows: Callable[..., list[Any]]
) -> None:
    number = await shirt(shop)
    stock = sa.select(variants.c.stock).where(variants.c.id == "P10121-2")
    order = await shop.order(OWNER, number)
    assert order is not None
    pieces, before = order.items[0].quantity, rows(stock)[0].stock
    wish = CaseRequest(number, Kind.exchange, Reason.wrong_size, exchange_variant_id="P10121-2")
    filed = await shop.file_case(OWNER, wish, "k1")
    assert filed.case is not None
    assert rows(stock)[0].stock == before - pieces
    await shop.withdraw_case(OWNER, filed.case.case_id, "k2")
    assert rows(stock)[0].stock == before
    rows(sa.update(variants).where(variants.c.id == "P10121-2").values(stock=0))
    assert (await shop.file_case(OWNER, wish, "k3")).verdict is Verdict.out_of_stock
    foreign = CaseRequest(number, Kind.exchange, Reason.wrong_size, exchange_variant_id="P10001-1")
    assert (await shop.quote_case(OWNER, foreign)).verdict is Verdict.not_found


async def test_the_shop_pays_for_its_faults(shop: Shop) -> None:
    number = await shirt(shop)
    order = await shop.order(OWNER, number)
    assert order is not None
    quote = await shop.quote_case(OWNER, CaseRequest(number, Kind.return_goods, Reason.faulty))
    assert (quote.refund, quote.freight) == (order.total, Decimal("0.00"))
    filed = await shop.file_case(OWNER, CaseRequest(number, Kind.repair, Reason.faulty), "k1")
    assert filed.verdict is Verdict.no_warranty
    filed = await shop.file_case(OWNER, CaseRequest(number, Kind.quality, Reason.faulty), "k1")
    assert filed.case is not None
    assert filed.case.freight_payer is Payer.shop


@pytest.mark.parametrize("lines", [((9, 1),), ((1, 1), (1, 1))])
async def test_lines_that_do_not_exist_are_not_found(shop: Shop, lines: tuple[tuple[int, int], ...]) -> None:
    quote = await shop.quote_case(OWNER, returning(await shirt(shop), lines=lines))
    assert (quote.verdict, quote.decision) == (Verdict.not_found, None)


@pytest.mark.parametrize("pieces", [0, -1, 99])
async def test_more_pieces_than_were_bought_are_too_many(shop: Shop, pieces: int) -> None:
    quote = await shop.quote_case(OWNER, returning(await shirt(shop), lines=((1, pieces),)))
    assert quote.verdict is Verdict.too_many


async def test_nobody_reaches_anothers_cases(shop: Shop, audited: Callable[[], list[str]]) -> None:
    number = await shirt(shop)
    theirs = (await shop.cases(OWNER))[0]
    assert (await shop.quote_case(STRANGER, returning(number))).verdict is Verdict.not_found
    assert (await shop.file_case(STRANGER, returning(number), "k1")).verdict is Verdict.not_found
    assert (await shop.withdraw_case(STRANGER, theirs.case_id, "k2")).verdict is Verdict.not_found
    assert await shop.case(STRANGER, theirs.case_id) is None
    assert await shop.cases(STRANGER, theirs.order_id) == []
    assert await shop.refunds(STRANGER, number) == []
    assert audited() == []


async def test_what_was_not_shipped_is_cancelled_instead(shop: Shop) -> None:
    number = await find_order(shop, "C10001", OrderStatus.pending_shipment)
    assert (await shop.quote_case("C10001", returning(number))).verdict is Verdict.cancel_instead


async def test_a_lost_parcel_is_refunded(shop: Shop, rows: Callable[..., list[Any]]) -> None:
    number = await find_order(shop, "C10002", OrderStatus.shipped)
    filed = await shop.file_case("C10002", CaseRequest(number, Kind.refund, Reason.not_received), "k1")
    assert filed.case is not None
    assert await move(shop, filed.case.case_id, Status.approved, Status.refunded)
    total = rows(sa.select(orders.c.total).where(orders.c.id == number))[0].total
    assert (await shop.refunds("C10002", number))[0].amount == total

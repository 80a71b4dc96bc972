"""What every shop keeps, whoever answers: our own tables, a merchant's tables, an HTTP service."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shop.database import Shop
from shop.enums import (
    Advice,
    CancelOutcome,
    CaseKind,
    CaseReason,
    EstimateReason,
    ExpediteOutcome,
    OrderStatus,
    PaymentMethod,
    SubscriptionKind,
    TicketKind,
    TicketStatus,
    Verdict,
    VerifyOutcome,
)
from shop.errors import NotSupported, RequestKeyReused
from shop.port import Capability, ShopPort
from shop.views import (
    AddressChange,
    BookingWish,
    CaseRequest,
    DeliveryEstimate,
    InvoiceWish,
    ItemChange,
    OrderDetail,
    ProductQuery,
    Purchase,
)

pytestmark = pytest.mark.asyncio

NOBODYS = "261105000000"
NO_ORDER = "000000000000"


async def accounts(ours: Shop, limit: int = 12) -> list[Any]:
    return await ours.demo_accounts(limit)


async def one(ours: Shop, status: OrderStatus, at: int = 0) -> tuple[str, str]:
    """A customer and an order of theirs in a status."""
    found = [
        (account.customer_id, order_id)
        for account in await accounts(ours, 40)
        for order_id in account.order_ids.get(status, ())
    ]
    return found[at]


def bare(order: OrderDetail | None) -> OrderDetail | None:
    """An order without the words in which its returns were reasoned, which only our own tables keep."""
    if order is None:
        return None
    returns = tuple(replace(one, reason_zh="", reason_en="") for one in order.returns)
    return replace(order, returns=returns)


async def test_customers_and_their_orders(shop: ShopPort, ours: Shop) -> None:
    for account in await accounts(ours):
        who = account.customer_id
        assert await shop.customer(who) == await ours.customer(who)
        assert await shop.orders(who) == await ours.orders(who)
        assert await shop.orders(who, 2, "received") == await ours.orders(who, 2, OrderStatus.received)
        assert await shop.orders(who, 0, OrderStatus.shipped) == await ours.orders(who, 1, "shipped")


async def test_an_order_whole(shop: ShopPort, ours: Shop) -> None:
    for account in await accounts(ours, 6):
        for order_ids in account.order_ids.values():
            for order_id in order_ids[:2]:
                key = account.customer_id, order_id
                assert bare(await shop.order(*key)) == bare(await ours.order(*key))
                assert await shop.shipment(*key) == await ours.shipment(*key)
                assert await shop.shipping_address(*key) == await ours.shipping_address(*key)
                assert await shop.delivery_estimate(*key) == await ours.delivery_estimate(*key)


async def test_payments_invoices_and_refunds(shop: ShopPort, ours: Shop) -> None:
    for account in await accounts(ours, 6):
        who = account.customer_id
        assert await shop.refunds(who) == await ours.refunds(who)
        for order_ids in account.order_ids.values():
            key = who, order_ids[0]
            assert await shop.payment(*key) == await ours.payment(*key)
            assert await shop.invoices(*key) == await ours.invoices(*key)
            assert await shop.refunds(*key) == await ours.refunds(*key)


async def test_cases(shop: ShopPort, ours: Shop) -> None:
    seen = 0
    for account in await accounts(ours):
        found, expected = await shop.cases(account.customer_id), await ours.cases(account.customer_id)
        facts = (
            "case_id",
            "order_id",
            "kind",
            "status",
            "reason",
            "refund_amount",
            "requested_at",
            "closed_at",
        )
        assert [[getattr(case, fact) for fact in facts] for case in found] == [
            [getattr(case, fact) for fact in facts] for case in expected
        ]
        for case in found:
            seen += 1
            assert await shop.case(account.customer_id, f" {case.case_id.lower()} ") == case
            assert await shop.case("C10099", case.case_id) is None
    assert seen > 3


async def test_the_rules_of_after_sales(shop: ShopPort, ours: Shop) -> None:
    wishes = [
        (CaseKind.return_goods, CaseReason.no_longer_wanted),
        (CaseKind.return_goods, CaseReason.faulty),
        (CaseKind.exchange, CaseReason.wrong_size),
        (CaseKind.repair, CaseReason.faulty),
        (CaseKind.refund, CaseReason.not_received),
    ]
    seen = set()
    for account in await accounts(ours, 8):
        whole = {case.order_id for case in await ours.cases(account.customer_id)}
        for status, numbers in account.order_ids.items():
            order_id = next((number for number in numbers if number not in whole), None)
            if order_id is None:
                continue
            for kind, reason in wishes:
                request = CaseRequest(order_id, kind, reason)
                quote = await shop.quote_case(account.customer_id, request)
                assert quote == await ours.quote_case(account.customer_id, request), (status, kind, reason)
                seen.add(quote.verdict)
    assert {Verdict.allowed, Verdict.too_late, Verdict.cancel_instead} <= seen
    typed = CaseRequest("no number", CaseKind.repair, CaseReason.faulty)
    assert (await shop.quote_case("C10001", typed)).verdict is Verdict.not_found
    _, number = await one(ours, OrderStatus.received)
    anothers = CaseRequest(number, CaseKind.repair, CaseReason.faulty)
    assert (await shop.quote_case("C10099", anothers)).verdict is Verdict.not_found


async def test_a_parcel_by_its_number_as_it_is_typed(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.shipped)
    track = (await ours.shipment(who, order_id))[0]
    number = track.tracking_number
    for typed in (number, f" {number.lower()} ", f"{number[:4]}-{number[4:]}"):
        assert await shop.shipment_by_tracking(who, typed) == track
    assert await shop.shipment_by_tracking("C10099", number) is None
    assert await shop.shipment_by_tracking(who, "SF0000000000000") is None


@pytest.mark.parametrize("shape", ["{0} ", "{1}-{2}", "２６{3}"])
async def test_order_numbers_as_they_are_typed(shop: ShopPort, ours: Shop, shape: str) -> None:
    who, number = await one(ours, OrderStatus.received)
    typed = shape.format(number, number[:6], number[6:], number[2:])
    found = await shop.order(who, typed)
    assert found is not None
    assert found.order_id == number


@pytest.mark.parametrize(
    "typed", ["", "abc", "..", "../../orders", "' OR 1=1 --", "\x00", "1" * 500, "%2e%2e", "😀"]
)
async def test_what_is_no_number_is_not_found(shop: ShopPort, typed: str) -> None:
    who = "C10001"
    assert await shop.order(who, typed) is None
    assert await shop.shipment(who, typed) == []
    assert await shop.shipment_by_tracking(who, typed) is None
    assert (await shop.delivery_estimate(who, typed)).reason is EstimateReason.not_found
    assert (await shop.cancel_order(who, typed, "no number")).outcome is CancelOutcome.not_found


async def test_nobody_sees_or_changes_what_is_anothers(shop: ShopPort, ours: Shop) -> None:
    _, order_id = await one(ours, OrderStatus.pending_shipment)
    for stranger in ("C10099", "C10002'", "", "0", "..", "C10001 OR 1=1"):
        before = await ours.order(stranger, order_id)
        assert before is None
        assert await shop.order(stranger, order_id) is None
        assert await shop.shipment(stranger, order_id) == []
        assert await shop.shipping_address(stranger, order_id) is None
        assert await shop.payment(stranger, order_id) is None
        assert await shop.invoices(stranger, order_id) == []
        estimate = await shop.delivery_estimate(stranger, order_id)
        assert estimate == DeliveryEstimate(order_id, EstimateReason.not_found, None)
        assert (await shop.cancel_order(stranger, order_id, "s1")).outcome is CancelOutcome.not_found
        assert (await shop.expedite(stranger, order_id, "s2")).outcome is ExpediteOutcome.not_found
        wish = AddressChange(street="别处 1 号")
        assert (await shop.change_address(stranger, order_id, wish, "s3")).verdict is Verdict.not_found
        assert (await shop.confirm_receipt(stranger, order_id, "s4")).verdict is Verdict.not_found
        opened = await shop.open_ticket(stranger, TicketKind.complaint, "…", "s5", order_id)
        assert opened.verdict is Verdict.not_found


async def test_a_cancellation_happens_once(shop: ShopPort, ours: Shop, clock: Any) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    total = (await ours.order(who, order_id)).total  # type: ignore[union-attr]
    first = await shop.cancel_order(who, order_id, "key-1", "不想要了")
    assert (first.outcome, first.status) == (CancelOutcome.cancelled, OrderStatus.cancelled)
    assert (first.refund_amount, first.cancelled_at) == (total, clock.now)
    clock.forward(minutes=5)
    again = await shop.cancel_order(who, order_id, "key-1", "不想要了")
    assert (again.outcome, again.refund_amount, again.cancelled_at) == (
        first.outcome,
        first.refund_amount,
        first.cancelled_at,
    )
    other = await shop.cancel_order(who, order_id, "key-2")
    assert other.outcome is CancelOutcome.already_cancelled
    order = await shop.order(who, order_id)
    assert order is not None
    assert (order.status, order.refund_amount) == (OrderStatus.cancelled, total)
    assert order.options.cancel is Advice.order_cancelled


async def test_an_unpaid_order_brings_nothing_back(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.pending_payment)
    done = await shop.cancel_order(who, order_id, "key")
    assert (done.outcome, done.refund_amount) == (CancelOutcome.cancelled, Decimal("0.00"))
    payment = await shop.payment(who, order_id)
    assert payment is not None
    assert (payment.due, payment.payment_id) == (Decimal("0.00"), None)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (OrderStatus.shipped, Advice.already_shipped),
        (OrderStatus.received, Advice.already_received),
        (OrderStatus.returned, Advice.already_returned),
    ],
)
async def test_the_policy_says_what_is_too_late(
    shop: ShopPort, ours: Shop, status: OrderStatus, advice: Advice
) -> None:
    who, order_id = await one(ours, status)
    result = await shop.cancel_order(who, order_id, "key")
    assert (result.outcome, result.status, result.advice) == (CancelOutcome.too_late, status, advice)
    moved = await shop.change_address(who, order_id, AddressChange(street="文一路 1 号"), "key-2")
    assert (moved.verdict, moved.advice) == (Verdict.too_late, advice)
    order = await shop.order(who, order_id)
    assert order is not None
    assert order.status is status


async def test_of_many_at_once_exactly_one_cancels(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    results = await asyncio.gather(*(shop.cancel_order(who, order_id, f"key-{i}") for i in range(6)))
    outcomes = sorted(result.outcome.value for result in results)
    assert outcomes == ["already_cancelled"] * 5 + ["cancelled"]


async def test_one_request_sent_many_times_at_once_happens_once(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    results = await asyncio.gather(*(shop.expedite(who, order_id, "one key") for _ in range(5)))
    assert {result.outcome for result in results} == {ExpediteOutcome.recorded}
    assert len({result.expedited_at for result in results}) == 1


async def test_a_key_belongs_to_one_write(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    await shop.expedite(who, order_id, "the key")
    with pytest.raises(RequestKeyReused):
        await shop.cancel_order(who, order_id, "the key")
    order = await shop.order(who, order_id)
    assert order is not None
    assert order.status is OrderStatus.pending_shipment


@pytest.mark.parametrize("key", ["", "k" * 129])
async def test_a_key_has_a_length(shop: ShopPort, ours: Shop, key: str) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    with pytest.raises(ValueError, match="request key"):
        await shop.cancel_order(who, order_id, key)


async def test_pressing_is_noted_once_an_order(shop: ShopPort, ours: Shop, clock: Any) -> None:
    orders = [await one(ours, OrderStatus.pending_shipment, at) for at in range(4)]
    fresh = [key for key in orders if (await ours.order(*key)).expedited_at is None]  # type: ignore[union-attr]
    who, order_id = fresh[0]
    first = await shop.expedite(who, order_id, "key-1")
    assert (first.outcome, first.expedited_at) == (ExpediteOutcome.recorded, clock.now)
    clock.forward(hours=1)
    second = await shop.expedite(who, order_id, "key-2")
    assert second.outcome is ExpediteOutcome.already_recorded
    assert second.expedited_at == first.expedited_at
    unpaid = await one(ours, OrderStatus.pending_payment)
    needless = await shop.expedite(*unpaid, "key-3")
    assert (needless.outcome, needless.advice) == (ExpediteOutcome.not_needed, Advice.pay_first)


async def test_another_address(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.pending_shipment)
    wish = AddressChange(receiver="李雷", phone="13800001234", street="文一西路 969 号")
    done = await shop.change_address(who, order_id, wish, "key-1")
    assert done.verdict is Verdict.allowed
    assert done.address is not None
    assert (done.address.receiver, done.address.phone) == ("李雷", "138****1234")
    assert done.address.street == "文一西路 969 号"
    again = await shop.change_address(who, order_id, wish, "key-1")
    assert (again.verdict, again.address) == (Verdict.allowed, done.address)
    same = await shop.change_address(who, order_id, wish, "key-2")
    assert same.verdict is Verdict.same_as_before
    short = await shop.change_address(who, order_id, AddressChange(phone="12"), "key-3")
    assert short.verdict is Verdict.bad_value
    nowhere = await shop.change_address(who, order_id, AddressChange(city="亚特兰蒂斯"), "key-4")
    assert nowhere.verdict is Verdict.unknown_city
    bare = await shop.change_address(who, order_id, AddressChange(province="海南省", city="三亚"), "key-6")
    assert bare.verdict is Verdict.bad_value, "the street of the old city"
    elsewhere = AddressChange(province="海南省", city="三亚", street="解放路 1 号")
    moved = await shop.change_address(who, order_id, elsewhere, "key-5")
    assert moved.verdict is Verdict.allowed
    order = await shop.order(who, order_id)
    assert order is not None
    assert (order.province, order.city) == ("海南省", "三亚")
    assert await shop.shipping_address(who, order_id) == moved.address


async def test_receipt_is_confirmed_when_the_carriers_say_so_too(shop: ShopPort, ours: Shop) -> None:
    ready, waiting = None, None
    for at in range(12):
        key = await one(ours, OrderStatus.shipped, at)
        parcels = await ours.shipment(*key)
        if all(parcel.delivered_at for parcel in parcels):
            ready = ready or key
        else:
            waiting = waiting or key
        if ready and waiting:
            break
    assert waiting
    early = await shop.confirm_receipt(*waiting, "key-1")
    assert early.verdict is Verdict.not_arrived
    assert early.waiting >= 1
    received = await one(ours, OrderStatus.received)
    assert (await shop.confirm_receipt(*received, "key-2")).verdict is Verdict.already_done
    if ready:
        done = await shop.confirm_receipt(*ready, "key-3")
        assert (done.verdict, done.status) == (Verdict.allowed, OrderStatus.received)
        assert (await shop.confirm_receipt(*ready, "key-3")).verdict is Verdict.allowed


async def test_a_ticket_for_the_staff(shop: ShopPort, ours: Shop, clock: Any) -> None:
    who, order_id = await one(ours, OrderStatus.received)
    result = await shop.open_ticket(who, TicketKind.complaint, "客服一直\n不回", "key-1", order_id)
    ticket = result.ticket
    assert result.verdict is Verdict.allowed
    assert ticket is not None
    assert (ticket.kind, ticket.order_id, ticket.status) == (
        TicketKind.complaint,
        order_id,
        TicketStatus.open,
    )
    assert (ticket.text, ticket.opened_at) == ("客服一直 不回", clock.now)
    assert (ticket.due_at - ticket.opened_at).total_seconds() == 24 * 3600
    assert (
        await shop.open_ticket(who, TicketKind.complaint, "客服一直\n不回", "key-1", order_id)
    ).ticket == ticket
    twice = await shop.open_ticket(who, TicketKind.complaint, "", "key-2", order_id)
    assert (twice.verdict, twice.ticket) == (Verdict.already_open, ticket)
    assert [one.ticket_id for one in await shop.tickets(who)].count(ticket.ticket_id) == 1
    assert ticket not in await shop.tickets("C10099")


async def test_verification_and_its_limits(shop: ShopPort, ours: Shop, clock: Any) -> None:
    account = (await accounts(ours, 1))[0]
    number = next(iter(account.order_ids.values()))[0]
    right = await shop.verify(number, account.phone_tail, "session-1")
    assert (right.outcome, right.customer_id) == (VerifyOutcome.verified, account.customer_id)
    wrong = await shop.verify(number, "0000", "session-2")
    unknown = await shop.verify(NOBODYS, account.phone_tail, "session-3")
    assert wrong == unknown
    assert (wrong.outcome, wrong.customer_id, wrong.attempts_left) == (VerifyOutcome.mismatch, None, 4)
    for _ in range(4):
        await shop.verify(number, "0000", "session-2")
    locked = await shop.verify(number, account.phone_tail, "session-4")
    assert (locked.outcome, locked.customer_id) == (VerifyOutcome.locked, None)
    assert locked.locked_until is not None
    clock.now = locked.locked_until
    clock.forward(seconds=1)
    assert (await shop.verify(number, account.phone_tail, "session-4")).outcome is VerifyOutcome.verified


async def test_what_the_shop_sells(shop: ShopPort, ours: Shop) -> None:
    names, expected = await shop.catalogue_names(), await ours.catalogue_names()
    assert names.products == expected.products
    assert set(names.categories) == set(expected.categories)
    for query in (
        ProductQuery("蓝牙耳机"),
        ProductQuery(category="手机", most_price=Decimal(3000)),
        ProductQuery("手机", least_price=Decimal(2000), in_stock=True, limit=3),
        ProductQuery("the of a"),
        ProductQuery(brand="不存在的牌子"),
    ):
        found = await shop.search_products(query)
        wanted = await ours.search_products(query)
        assert {hit.product_id for hit in found} == {hit.product_id for hit in wanted}, query
    hit = (await ours.search_products(ProductQuery("降噪耳机")))[0]
    page, theirs = await shop.product(hit.product_id), await ours.product(hit.product_id)
    assert page is not None
    assert theirs is not None
    facts = ("name_zh", "name_en", "brand_zh", "category_id", "description_zh", "warranty_months")
    assert [getattr(page, fact) for fact in facts] == [getattr(theirs, fact) for fact in facts]
    assert [(v.variant_id, v.regular_price, v.stock) for v in page.variants] == [
        (v.variant_id, v.regular_price, v.stock) for v in theirs.variants
    ]
    assert await shop.product("P00000") is None
    compared = await shop.compare_products([hit.product_id, "P00000"])
    assert [product.product_id for product in compared.products] == [hit.product_id]


async def test_what_a_shop_cannot_do_it_says(shop: ShopPort, ours: Shop) -> None:
    who, order_id = await one(ours, OrderStatus.received)
    wish = BookingWish(date(2026, 11, 9), 9, 12)
    item = ItemChange(order_id, 1, quantity=2)
    calls: dict[Capability, tuple[Any, ...]] = {
        Capability.change_items: (who, item, "k1"),
        Capability.place_order: (who, Purchase((("V0", 1),)), "k0"),
        Capability.book_delivery: (who, order_id, wish, "k2"),
        Capability.book_installation: (who, order_id, wish, "k3"),
        Capability.file_case: (
            who,
            CaseRequest(order_id, CaseKind.return_goods, CaseReason.faulty),
            "k4",
        ),
        Capability.withdraw_case: (who, "AS99999999", "k5"),
        Capability.claim_price_protection: (who, order_id, "k6"),
        Capability.retry_payment: (who, order_id, "k7", PaymentMethod.alipay),
        Capability.request_invoice: (who, order_id, InvoiceWish("personal", "个人"), "k8"),
        Capability.resend_invoice: (who, order_id, "k9"),
        Capability.subscribe: (who, SubscriptionKind.price_drop, "V0", "k10"),
        Capability.unsubscribe: (who, "k11"),
        Capability.write_review: (who, order_id, 1, 5, "很好", "k12"),
        Capability.delete_review: (who, order_id, 1, "k13"),
        Capability.set_consent: (who, (), True, "k14"),
        Capability.request_deletion: (who, "k16"),
        Capability.withdraw_deletion: (who, "k17"),
    }
    for capability, arguments in calls.items():
        method = getattr(shop, capability.value)
        if capability in shop.capabilities:
            await method(*arguments)
        else:
            with pytest.raises(NotSupported, match="staff"):
                await method(*arguments)


async def test_what_a_shop_does_not_have_is_empty(shop: ShopPort) -> None:
    for name in ("coupons", "gift_cards", "subscriptions", "reviews", "tickets", "addresses"):
        assert await getattr(shop, name)("C10099") == []
    assert (await shop.points("C10099")).balance == 0
    assert await shop.customer("C10099") is None
    assert await shop.orders("C10099") == []
    assert await shop.pickup_points("C10099", NO_ORDER) == []


async def test_an_unknown_status_is_a_mistake_of_the_caller(shop: ShopPort) -> None:
    with pytest.raises(ValueError, match="lost"):
        await shop.orders("C10001", 5, "lost")


async def test_it_has_the_methods_of_the_port(shop: ShopPort) -> None:
    for name in dir(ShopPort):
        if name.startswith("_") or name == "capabilities":
            continue
        promised = inspect.signature(getattr(ShopPort, name))
        kept = inspect.signature(getattr(type(shop), name))
        assert list(kept.parameters.values()) == list(promised.parameters.values()), name
        assert kept.return_annotation == promised.return_annotation, name

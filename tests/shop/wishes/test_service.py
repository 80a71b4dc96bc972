"""Subscriptions, consent, tickets, reviews, and requests about an account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shop.database import Shop
from shop.enums import (
    AccountField,
    ConsentChannel,
    OrderStatus,
    RequestStatus,
    SubscriptionKind,
    TicketKind,
    Verdict,
)

from .conftest import find_order

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
OWNER, STRANGER = "C10003", "C10002"
Audited = Callable[[], list[str]]


async def test_a_customer_waits_for_what_is_sold_out_once(shop: Shop, audited: Audited) -> None:
    kind = SubscriptionKind.back_in_stock
    ends = await asyncio.gather(*(shop.subscribe(OWNER, kind, "P10001-2", f"k{i}") for i in range(4)))
    assert sorted(end.verdict.value for end in ends) == ["allowed"] + ["already_open"] * 3
    assert (await shop.subscribe(OWNER, kind, "P10001-1", "k9")).verdict is Verdict.in_stock
    assert (await shop.subscribe(OWNER, kind, "P99999-1", "k10")).verdict is Verdict.not_found
    drop = await shop.subscribe(OWNER, SubscriptionKind.price_drop, "P10001-1", "k11")
    assert drop.verdict is Verdict.allowed
    assert len(await shop.subscriptions(OWNER)) == 2
    assert audited() == ["subscribe", "subscribe"]
    gone = await shop.unsubscribe(OWNER, "k12", kind)
    assert (gone.verdict, gone.ended) == (Verdict.allowed, 1)
    assert await shop.unsubscribe(OWNER, "k12", kind) == gone
    assert (await shop.unsubscribe(OWNER, "k13", kind)).verdict is Verdict.not_found
    assert [one.kind for one in await shop.subscriptions(OWNER)] == [SubscriptionKind.price_drop]
    assert len(await shop.subscriptions("C10001")) == 1, "others keep theirs"


async def test_consent_is_withdrawn_and_given_again(shop: Shop) -> None:
    before = await shop.consents(OWNER)
    assert before.granted == (ConsentChannel.sms, ConsentChannel.app)
    none = await shop.set_consent(OWNER, (), False, "k1")
    assert none.granted == ()
    sms = await shop.set_consent(OWNER, (ConsentChannel.sms,), True, "k2")
    assert sms.granted == (ConsentChannel.sms,)
    assert await shop.set_consent(OWNER, (), False, "k1") == sms, "an old request does not happen again"


async def test_one_ticket_of_a_kind_is_open_and_keeps_all_words(shop: Shop, clock: Clock) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    kind = TicketKind.complaint
    first = await shop.open_ticket(OWNER, kind, "一直没人理我", "k1", number)
    assert first.ticket is not None
    assert first.ticket.due_at == clock.now + timedelta(hours=24)
    assert await shop.open_ticket(OWNER, kind, "一直没人理我", "k1", number) == first
    second = await shop.open_ticket(OWNER, kind, "还是没人", "k2", number)
    assert second.ticket is not None
    assert (second.verdict, second.ticket.ticket_id) == (Verdict.already_open, first.ticket.ticket_id)
    assert second.ticket.text == "一直没人理我；还是没人"
    foreign = await shop.open_ticket(STRANGER, kind, "我的?", "k3", number)
    assert (foreign.verdict, foreign.ticket) == (Verdict.not_found, None)
    assert all(ticket.order_id != number for ticket in await shop.tickets(STRANGER))


async def test_a_review_is_written_changed_deleted_and_written_anew(shop: Shop) -> None:
    number = await find_order(shop, "C10004", OrderStatus.received, "纯棉圆领")
    wrote = await shop.write_review("C10004", number, 1, 5, "很舒服", "k1")
    assert wrote.review is not None
    assert await shop.write_review("C10004", number, 1, 5, "很舒服", "k1") == wrote
    changed = await shop.write_review("C10004", number, 1, 2, "洗了就缩", "k2")
    assert changed.review is not None
    assert (changed.review.stars, changed.review.text) == (2, "洗了就缩")
    detail = await shop.product("P10121")
    assert detail is not None
    assert detail.reviews >= 1
    assert (await shop.write_review("C10004", number, 1, 6, "", "k3")).verdict is Verdict.bad_value
    assert (await shop.write_review("C10004", number, 7, 5, "", "k4")).verdict is Verdict.not_found
    assert (await shop.delete_review(STRANGER, number, 1, "k5")).verdict is Verdict.not_found
    assert (await shop.delete_review("C10004", number, 1, "k6")).verdict is Verdict.allowed
    assert await shop.reviews("C10004", number) == []
    assert (await shop.delete_review("C10004", number, 1, "k7")).verdict is Verdict.not_found
    assert (await shop.write_review("C10004", number, 1, 4, "再写", "k8")).verdict is Verdict.allowed


async def test_what_has_not_come_is_not_reviewed(shop: Shop, clock: Clock) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    assert (await shop.write_review(OWNER, number, 1, 5, "好", "k1")).verdict is Verdict.not_arrived
    old = await find_order(shop, OWNER, OrderStatus.received)
    clock.forward(days=400)
    assert (await shop.write_review(OWNER, old, 1, 5, "好", "k2")).verdict is Verdict.too_late


async def test_deletion_is_asked_for_once_and_taken_back(shop: Shop, clock: Clock) -> None:
    assert (await shop.deletion(OWNER)).verdict is Verdict.not_found
    ends = await asyncio.gather(*(shop.request_deletion(OWNER, f"k{i}") for i in range(3)))
    assert sorted(end.verdict.value for end in ends) == ["allowed", "already_open", "already_open"]
    assert ends[0].due_on is not None
    assert (ends[0].due_on - clock.now.date()).days == 15
    assert (await shop.deletion(STRANGER)).verdict is Verdict.not_found
    taken = await shop.withdraw_deletion(OWNER, "kw")
    assert taken.status is RequestStatus.withdrawn
    assert (await shop.withdraw_deletion(OWNER, "kx")).verdict is Verdict.not_found
    assert (await shop.request_deletion(OWNER, "k8")).verdict is Verdict.allowed
    assert (await shop.request_deletion("C99999", "k9")).verdict is Verdict.not_found


@pytest.mark.parametrize(
    ("field", "value", "verdict"),
    [
        (AccountField.phone, "154 0099 8877", Verdict.allowed),
        (AccountField.phone, "12345", Verdict.bad_value),
        (AccountField.phone, "15400329946", Verdict.same_as_before),
        (AccountField.name, "王浩", Verdict.allowed),
        (AccountField.name, "", Verdict.bad_value),
    ],
)
async def test_account_changes_are_requests(
    shop: Shop, field: AccountField, value: str, verdict: Verdict
) -> None:
    assert (await shop.request_account_change(OWNER, field, value, "k1")).verdict is verdict
    profile = await shop.customer(OWNER)
    assert profile is not None
    assert (profile.name, profile.phone[-4:]) == ("王浩然", "9946"), "nothing changes before a check"

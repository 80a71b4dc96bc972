"""Whatever is asked or done for a customer, each statement about customers' rows names the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from shop.database import Shop
from shop.enums import CaseKind, CaseReason, InvoiceKind, OrderStatus, SubscriptionKind, TicketKind
from shop.policy import SHOP_TIME
from shop.views import AddressChange, BookingWish, CaseRequest, InvoiceWish, ItemChange, Purchase

from .conftest import find_order

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
# Tables whose rows belong to somebody.
_OWNED = (
    "account_changes|addresses|case_events|case_lines|cases|consents|customer_coupons|customers"
    "|deletion_requests|delivery_appointments|gift_card_entries|gift_cards|installation_appointments|invoices"
    "|order_items|orders|payments|points_entries|price_claims|refunds|reviews|shipments|subscriptions|tickets"
    "|tracking_events|courier_runs"
)
# What everybody may know: where a city lies, and the stars of a product.
_PUBLIC = (
    "SELECT addresses.province, addresses.city_en",
    "SELECT order_items.product_id, avg(reviews.stars)",
)


async def test_every_read_names_the_customer(shop: Shop, clock: Clock) -> None:
    me, day = "C10004", clock.now.astimezone(SHOP_TIME).date() + timedelta(days=1)
    got = await find_order(shop, me, OrderStatus.received, "纯棉圆领")
    late = await find_order(shop, me, OrderStatus.received, "笔记本")
    sent = await find_order(shop, me, OrderStatus.shipped)
    waiting = await find_order(shop, me, OrderStatus.pending_shipment)
    seen: list[str] = []
    event.listen(
        shop._engine.sync_engine, "before_cursor_execute", lambda c, cursor, text, *_: seen.append(text)
    )
    request = CaseRequest(got, CaseKind.return_goods, CaseReason.no_longer_wanted)
    filed = await shop.file_case(me, request, "k1")
    assert filed.case is not None
    await shop.cases(me)
    await shop.withdraw_case(me, filed.case.case_id, "k2")
    await shop.quote_case(me, CaseRequest(late, CaseKind.exchange, CaseReason.faulty))
    await shop.refunds(me)
    await shop.claim_price_protection(me, sent, "k3")
    await shop.change_address(me, waiting, AddressChange(city="拉萨", street="路 1 号"), "k4")
    await shop.change_items(me, ItemChange(waiting, 1, quantity=2), "k5")
    await shop.book_delivery(me, sent, BookingWish(day, 9, 12), "k6")
    await shop.book_installation(me, sent, BookingWish(day, 9, 12), "k7")
    await shop.couriers(me, sent)
    await shop.confirm_receipt(me, sent, "k8")
    await shop.payment(me, waiting)
    await shop.retry_payment(me, waiting, "k9")
    await shop.request_invoice(me, sent, InvoiceWish(InvoiceKind.personal, "李佳怡"), "k10")
    await shop.invoices(me, sent)
    await shop.resend_invoice(me, sent, "k11")
    await shop.coupons(me)
    await shop.points(me)
    await shop.gift_cards(me)
    await shop.subscribe(me, SubscriptionKind.price_drop, "P10001-1", "k12")
    await shop.unsubscribe(me, "k13")
    await shop.set_consent(me, (), False, "k14")
    await shop.open_ticket(me, TicketKind.complaint, "慢", "k15", sent)
    await shop.write_review(me, late, 1, 5, "好", "k16")
    await shop.delete_review(me, late, 1, "k17")
    await shop.request_deletion(me, "k18")
    await shop.withdraw_deletion(me, "k19")
    await shop.cancel_order(me, waiting, "k20")
    await shop.addresses(me)
    purchase = Purchase((("P10103-1", 1),), coupon="NEW20")
    assert (await shop.place_order(me, purchase, "k21")).order_id is not None
    await shop.place_order(me, purchase, "k21")
    asked = [s for s in seen if s.startswith("SELECT") and re.search(rf"(?:FROM|JOIN) (?:{_OWNED})\b", s)]
    assert len(asked) > 60
    for statement in asked:
        named = re.search(r"WHERE .*(?:\.customer_id|customers\.id) = ", statement, re.DOTALL)
        assert named or statement.replace("\n", "").startswith(_PUBLIC), statement

"""Placing an order: pieces reserved, coupon used, payment opened, in one transaction and once per request key."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from shop.checkout.quoting import quote_with_coupon
from shop.checkout.reductions import Coupon
from shop.enums import OrderStatus, PaymentPurpose, PaymentStatus, Verdict
from shop.errors import ShopUnavailable
from shop.payments import payment_state
from shop.stock import move_stock
from shop.tables import customer_coupons, order_items, orders, payments
from shop.views import OrderQuote, PlacedOrder, Purchase
from shop.work import Work

_ACTION = "place_order"
_NUMBERS = 1_000_000  # order numbers of one day
_TRIES = 50  # for a number that is free


async def place_order(
    work: Work, customer_id: str, purchase: Purchase, request_key: str, agreed: Decimal | None
) -> PlacedOrder:
    """Place the order; *agreed* is the total that the customer was told, None to take what comes."""
    await work.lock_customer(customer_id)  # one coupon, one double click: one purchase at a time
    earlier = await work.earlier(request_key, customer_id, _ACTION, None)
    quote, coupon = await quote_with_coupon(work, customer_id, purchase)
    if earlier is not None:
        return await _placed(work, customer_id, earlier["order_id"], quote)
    if quote.verdict is not Verdict.allowed:
        return PlacedOrder(quote.verdict, quote)
    if agreed is not None and agreed != quote.total:
        return PlacedOrder(Verdict.price_changed, quote)
    if await move_stock(work, {line.variant_id: -line.quantity for line in quote.lines}) is not None:
        quote, _ = await quote_with_coupon(work, customer_id, purchase)  # what is left now
        return PlacedOrder(Verdict.out_of_stock, quote)
    order_id = await _write(work, customer_id, quote, coupon)
    await work.record(
        request_key,
        customer_id,
        _ACTION,
        None,
        after={
            "order_id": order_id,
            "lines": [[line.variant_id, line.quantity, str(line.unit_price)] for line in quote.lines],
            "total": str(quote.total),
            "coupon": next((r.code for r in quote.reductions if r.code), None),
        },
    )
    return await _placed(work, customer_id, order_id, quote)


async def _write(work: Work, customer_id: str, quote: OrderQuote, coupon: Coupon | None) -> str:
    """Write the order, its lines, the used coupon and the open payment; return the order's number."""
    assert quote.address is not None, "a quote without an address is not allowed"
    due = quote.total > 0  # a coupon may pay for all of it
    order_id = await _insert_order(
        work,
        {
            "customer_id": customer_id,
            "address_id": quote.address.address_id,
            "status": OrderStatus.pending_payment if due else OrderStatus.pending_shipment,
            "ordered_at": work.now,
            "paid_at": None if due else work.now,
            "items_total": quote.items_total,
            "shipping_fee": quote.shipping_fee,
            "discount": quote.discount,
            "total": quote.total,
        },
    )
    for number, line in enumerate(quote.lines, start=1):
        await work.insert(
            order_items,
            order_id=order_id,
            line=number,
            product_id=line.product_id,
            variant_id=line.variant_id,
            variant_zh=line.variant_zh,
            variant_en=line.variant_en,
            unit_price=line.unit_price,
            quantity=line.quantity,
        )
    if coupon is not None:
        await _use_coupon(work, customer_id, coupon, order_id)
    if due:
        await work.insert(
            payments,
            order_id=order_id,
            purpose=PaymentPurpose.order,
            amount=quote.total,
            status=PaymentStatus.pending,
            started_at=work.now,
        )
    return order_id


async def _insert_order(work: Work, row: dict[str, Any]) -> str:
    """Insert the order under a number of the day that is free and that nobody can guess."""
    dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
    for _ in range(_TRIES):
        order_id = f"{work.today:%y%m%d}{secrets.randbelow(_NUMBERS):06d}"
        insert = dialect.insert(orders).values(id=order_id, **row)
        done = await work.connection.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
        if done.rowcount == 1:
            return order_id
    raise ShopUnavailable(f"no order number of {work.today} is free: too many orders on one day")


async def _use_coupon(work: Work, customer_id: str, coupon: Coupon, order_id: str) -> None:
    mine = customer_coupons.c.id == coupon.row_id, customer_coupons.c.customer_id == customer_id
    unused = customer_coupons.c.used_at.is_(None)
    if await work.update(customer_coupons, *mine, unused, used_at=work.now, order_id=order_id) != 1:
        raise ShopUnavailable("the coupon was used by someone else at this moment: try again")


async def _placed(work: Work, customer_id: str, order_id: str, quote: OrderQuote) -> PlacedOrder:
    """Return the order as it stands, with what is due."""
    query = sa.select(orders).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    order = await work.one(query)
    assert order is not None, "orders are never deleted"
    state = await payment_state(work, customer_id, order_id)
    assert state is not None
    return PlacedOrder(
        Verdict.allowed, quote, order_id, order.status, state.due, state.payment_id, state.pay_until
    )

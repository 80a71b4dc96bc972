"""What may still be done with an order before it leaves. Pure, no database."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from shop.enums import Advice, OrderStatus

_ADVICE = {
    OrderStatus.pending_payment: Advice.pay_first,
    OrderStatus.pending_shipment: Advice.wait_for_shipping,
    OrderStatus.shipped: Advice.already_shipped,
    OrderStatus.received: Advice.already_received,
    OrderStatus.returning: Advice.return_in_progress,
    OrderStatus.returned: Advice.already_returned,
    OrderStatus.cancelled: Advice.order_cancelled,
}


def refusal(allowed: Container[OrderStatus], status: OrderStatus) -> Advice | None:
    """Return None when *status* is among the *allowed* ones of a rule, else what to do instead."""
    return None if status in allowed else _ADVICE[status]


def refund_on_cancel(total: Decimal, paid: bool) -> Decimal:
    """Return the CNY that go back to the customer: all that was paid, fee and discount included."""
    return total if paid else Decimal("0.00")

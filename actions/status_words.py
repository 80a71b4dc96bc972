"""An order's status with the facts that matter in it; used wherever a question ends in "it is not that far"."""

from __future__ import annotations

from typing import Any

from actions.turn import Turn
from kefu.names import Say
from shop.enums import EstimateReason, OrderStatus, ShipmentStatus
from shop.port import ShopPort
from shop.views import OrderDetail


def order_facts(turn: Turn, order: OrderDetail) -> dict[str, Any]:
    """Return what every answer about an order names: number, products, amount."""
    words = turn.words
    return {"order_id": order.order_id, "items": words.items(order.items), "total": words.money(order.total)}


async def say_status(turn: Turn, shop: ShopPort, customer_id: str, order: OrderDetail) -> None:
    """Say where *order* stands."""
    facts = order_facts(turn, order)
    if order.status is OrderStatus.pending_payment:
        turn.say(Say.STATUS_PENDING_PAYMENT, **facts)
    elif order.status is OrderStatus.pending_shipment:
        await _say_pending_shipment(turn, shop, customer_id, order)
    elif order.status is OrderStatus.shipped:
        _say_shipped(turn, order)
    elif order.status is OrderStatus.received:
        day = turn.words.moment(order.received_at) if order.received_at else ""
        turn.say(Say.STATUS_RECEIVED, received=day, **facts)
    elif order.status is OrderStatus.cancelled:
        _say_cancelled(turn, order)
    else:
        returned = order.status is OrderStatus.returned
        refund = sum((back.refund_amount for back in order.returns), start=order.total - order.total)
        response = Say.STATUS_RETURNED if returned else Say.STATUS_RETURNING
        turn.say(response, refund=turn.words.money(refund), **facts)


async def _say_pending_shipment(turn: Turn, shop: ShopPort, customer_id: str, order: OrderDetail) -> None:
    estimate = await shop.delivery_estimate(customer_id, order.order_id)
    paid = turn.words.moment(order.paid_at) if order.paid_at else ""
    if estimate.reason is EstimateReason.dispatch_overdue:
        late = turn.words.days(estimate.days_late)
        turn.say(Say.STATUS_DISPATCH_OVERDUE, paid=paid, late=late, **order_facts(turn, order))
    else:
        turn.say(Say.STATUS_PENDING_SHIPMENT, paid=paid, **order_facts(turn, order))


def all_delivered(order: OrderDetail) -> bool:
    """Return whether every parcel has come, though the customer may not have confirmed it yet."""
    return bool(order.shipments) and all(
        parcel.status is ShipmentStatus.delivered for parcel in order.shipments
    )


def _say_shipped(turn: Turn, order: OrderDetail) -> None:
    if all_delivered(order):
        parcels = turn.words.parcel_lines(order.shipments)
        turn.say(Say.TRACK_DELIVERED, parcels=parcels, **order_facts(turn, order))
    elif order.shipments:
        parcels = turn.words.parcel_lines(order.shipments)
        turn.say(Say.STATUS_SHIPPED, parcels=parcels, **order_facts(turn, order))
    else:
        turn.say(Say.STATUS_SHIPPED_UNSCANNED, **order_facts(turn, order))


def _say_cancelled(turn: Turn, order: OrderDetail) -> None:
    facts = order_facts(turn, order)
    cancelled = turn.words.moment(order.cancelled_at) if order.cancelled_at else ""
    if order.refund_amount:
        refund = turn.words.money(order.refund_amount)
        turn.say(Say.STATUS_CANCELLED_REFUNDED, cancelled=cancelled, refund=refund, **facts)
    else:
        turn.say(Say.STATUS_CANCELLED, cancelled=cancelled, **facts)

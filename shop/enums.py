"""The closed sets of values of the shop, as stored in the database."""

from __future__ import annotations

from enum import Enum


class ShopEnum(str, Enum):
    """A string enum that prints as its value, so that it can go into a message or a slot as it is."""

    def __str__(self) -> str:
        return str(self.value)


class LabelledEnum(ShopEnum):
    """A value that customers read; its words stand in `_LABELS`."""

    @property
    def label_zh(self) -> str:
        """What a customer reads in Chinese."""
        return _LABELS[self][0]

    @property
    def label_en(self) -> str:
        """What a customer reads in English."""
        return _LABELS[self][1]


class OrderStatus(LabelledEnum):
    """Where an order stands."""

    pending_payment = "pending_payment"
    pending_shipment = "pending_shipment"
    shipped = "shipped"
    received = "received"
    returning = "returning"
    returned = "returned"
    cancelled = "cancelled"


class MemberLevel(LabelledEnum):
    """Member level, rising."""

    regular = "regular"
    silver = "silver"
    gold = "gold"
    diamond = "diamond"


class Carrier(LabelledEnum):
    """Who carries a parcel; the value begins its tracking numbers."""

    SF = "SF"
    YT = "YT"
    ZTO = "ZTO"
    JD = "JD"


_LABELS: dict[ShopEnum, tuple[str, str]] = {
    OrderStatus.pending_payment: ("待付款", "awaiting payment"),
    OrderStatus.pending_shipment: ("待发货", "awaiting shipment"),
    OrderStatus.shipped: ("已发货", "shipped"),
    OrderStatus.received: ("已收货", "received"),
    OrderStatus.returning: ("退货中", "being returned"),
    OrderStatus.returned: ("退货完成", "returned"),
    OrderStatus.cancelled: ("已取消", "cancelled"),
    MemberLevel.regular: ("普通会员", "member"),
    MemberLevel.silver: ("银卡会员", "silver member"),
    MemberLevel.gold: ("金卡会员", "gold member"),
    MemberLevel.diamond: ("钻石会员", "diamond member"),
    Carrier.SF: ("顺丰速运", "SF Express"),
    Carrier.YT: ("圆通速递", "YTO Express"),
    Carrier.ZTO: ("中通快递", "ZTO Express"),
    Carrier.JD: ("京东物流", "JD Logistics"),
}


class ShipmentStatus(ShopEnum):
    """Where a parcel stands."""

    in_transit = "in_transit"
    out_for_delivery = "out_for_delivery"
    delivered = "delivered"


class EventKind(ShopEnum):
    """What happened to a parcel in one tracking event."""

    picked_up = "picked_up"
    departed = "departed"
    arrived = "arrived"
    delayed = "delayed"
    out_for_delivery = "out_for_delivery"
    attempt_failed = "attempt_failed"
    delivered = "delivered"


class SignedBy(ShopEnum):
    """Who took a delivered parcel."""

    receiver = "receiver"
    family = "family"
    neighbour = "neighbour"
    front_desk = "front_desk"
    locker = "locker"


class ReturnStatus(ShopEnum):
    """Where a return stands."""

    requested = "requested"
    approved = "approved"
    in_transit = "in_transit"
    refunded = "refunded"


class CancelOutcome(ShopEnum):
    """How a wish to cancel ended."""

    cancelled = "cancelled"
    already_cancelled = "already_cancelled"
    too_late = "too_late"
    not_found = "not_found"


class ExpediteOutcome(ShopEnum):
    """How a wish for faster shipping ended."""

    recorded = "recorded"
    already_recorded = "already_recorded"
    not_needed = "not_needed"
    not_found = "not_found"


class VerifyOutcome(ShopEnum):
    """How a verification attempt ended; a wrong order number and a wrong tail are both ``mismatch``."""

    verified = "verified"
    mismatch = "mismatch"
    locked = "locked"


class Advice(ShopEnum):
    """Why the policy refused a wish, and by that what the customer can do instead."""

    pay_first = "pay_first"  # not paid yet: nothing to hurry
    already_shipped = "already_shipped"  # refuse the parcel, or return it after receipt
    already_received = "already_received"  # ask for a return
    return_in_progress = "return_in_progress"  # wait for the return
    already_returned = "already_returned"  # nothing left to do
    order_cancelled = "order_cancelled"  # order again


class EstimateReason(ShopEnum):
    """What a delivery estimate rests on."""

    carrier_estimate = "carrier_estimate"  # the carrier's own date, still ahead
    carrier_overdue = "carrier_overdue"  # the carrier's own date has passed; dates are the missed ones
    dispatch_policy = "dispatch_policy"  # paid, not shipped: dispatch promise plus transit days
    dispatch_overdue = "dispatch_overdue"  # the dispatch promise was missed; dates start from now
    awaiting_payment = "awaiting_payment"  # the dates hold if the customer pays now
    delivered = "delivered"  # dates are the day of delivery
    order_cancelled = "order_cancelled"  # nothing will come
    in_return = "in_return"  # nothing will come: the goods go, or went, back
    not_found = "not_found"  # no such order of this customer

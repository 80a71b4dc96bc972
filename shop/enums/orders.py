"""Values of customers, orders and parcels."""

from __future__ import annotations

from shop.enums.base import LABELS, LabelledEnum, ShopEnum


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


LABELS.update(
    {
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
)

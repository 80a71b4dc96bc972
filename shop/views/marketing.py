"""Promotions, coupons, points, subscriptions and consent, as customers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shop.enums import (
    ConsentChannel,
    CouponStatus,
    PointsKind,
    PromotionKind,
    SubscriptionKind,
    Verdict,
)


@dataclass(frozen=True)
class Promotion:
    """A promotion that runs now; ``category_*`` is None where the whole shop takes part."""

    kind: PromotionKind
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    category_zh: str | None
    category_en: str | None
    ends_at: datetime


@dataclass(frozen=True)
class CustomerCoupon:
    """A customer's coupon: from ``threshold`` CNY on, ``reduction`` is taken off."""

    code: str
    name_zh: str
    name_en: str
    category_zh: str | None
    category_en: str | None
    threshold: Decimal
    reduction: Decimal
    status: CouponStatus
    starts_at: datetime
    ends_at: datetime
    order_id: str | None  # where it was used


@dataclass(frozen=True)
class PointsEntry:
    """Points that came or, negative, went."""

    kind: PointsKind
    points: int
    order_id: str | None
    at: datetime


@dataclass(frozen=True)
class Points:
    """A customer's points with the newest entries."""

    balance: int
    entries: tuple[PointsEntry, ...]


@dataclass(frozen=True)
class Subscription:
    """What a customer will be told about."""

    kind: SubscriptionKind
    variant_id: str
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str | None
    variant_en: str | None
    price_then: Decimal


@dataclass(frozen=True)
class SubscriptionResult:
    """The end of a wish to subscribe or unsubscribe; ``ended`` counts what was unsubscribed."""

    verdict: Verdict
    subscription: Subscription | None = None
    ended: int = 0


@dataclass(frozen=True)
class Consents:
    """By which channels a customer lets the shop advertise."""

    granted: tuple[ConsentChannel, ...]
    refused: tuple[ConsentChannel, ...]

"""The shop's rules as data, as ``data/shop/policy.yml`` gives them (`shop.policy.reading`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum

from shop.enums import CaseReason, InvoiceKind, OrderStatus, PaymentMethod

Hours = tuple[int, int]  # from, to, on the clock of the shop


class Distance(IntEnum):
    """How far a province lies from the warehouse."""

    local = 0
    near = 1
    far = 2
    remote = 3


@dataclass(frozen=True)
class Region:
    """Provinces by the beginning of their names, and the fewest and most days from dispatch to the door."""

    provinces: tuple[str, ...]
    days: tuple[int, int]


@dataclass(frozen=True)
class DeliveryRules:
    """When parcels leave and arrive, and which hours can be booked."""

    cut_off_hour: int  # orders paid before this hour leave on the same day
    dispatch_promise: timedelta  # from payment to hand-over to the carrier
    stalled_after: timedelta  # a parcel on its way without news for longer is stalled
    regions: Mapping[Distance, Region]
    slots: tuple[Hours, ...]
    furthest_day: int  # days from today
    installed_categories: tuple[str, ...]
    shipping_fee: Decimal  # CNY of one order
    free_shipping_from: Decimal  # CNY of goods, before anything is taken off


@dataclass(frozen=True)
class OrderRules:
    """In which statuses an order can still be changed."""

    cancellable: tuple[OrderStatus, ...]
    expeditable: tuple[OrderStatus, ...]
    address_changeable: tuple[OrderStatus, ...]
    items_changeable: tuple[OrderStatus, ...]
    pay_within: timedelta
    most_pieces: int


@dataclass(frozen=True)
class CategoryRules:
    """What holds for the goods of one category; days count from receipt, 0 for never."""

    no_reason_days: int
    no_reason_exchange_days: int
    quality_return_days: int
    quality_exchange_days: int
    warranty_months: int


@dataclass(frozen=True)
class AfterSalesRules:
    """Returns, exchanges, repairs."""

    freight: Decimal  # CNY, where the customer pays the way back
    return_address: tuple[str, str]  # where goods are sent back to, Chinese and English
    shop_pays: tuple[CaseReason, ...]
    quality_reasons: tuple[CaseReason, ...]
    missing_parts_days: int
    default: CategoryRules
    categories: Mapping[str, CategoryRules]

    def of(self, category_id: str) -> CategoryRules:
        """Return the rules of a category, the default ones where it has none of its own."""
        return self.categories.get(category_id, self.default)


@dataclass(frozen=True)
class PriceRules:
    """Price protection."""

    days: int  # from payment
    excluded_categories: tuple[str, ...]
    includes_offers: bool
    least: Decimal  # CNY; smaller differences are not paid


@dataclass(frozen=True)
class InvoiceRules:
    """Invoices."""

    kinds: tuple[InvoiceKind, ...]
    request_within_days: int
    correct_within_days: int
    issue_hours: int


@dataclass(frozen=True)
class InstalmentRules:
    """Paying in instalments: from which sum, and the whole fee in per cent by months."""

    least: Decimal
    plans: Mapping[int, Decimal]


@dataclass(frozen=True)
class ServiceRules:
    """What the shop promises its customers."""

    complaint_hours: int
    ticket_hours: int
    deletion_days: int
    review_within_days: int


@dataclass(frozen=True)
class Policy:
    """All rules of the shop."""

    delivery: DeliveryRules
    orders: OrderRules
    after_sales: AfterSalesRules
    refund_days: Mapping[PaymentMethod, int]
    prices: PriceRules
    invoices: InvoiceRules
    instalments: InstalmentRules
    service: ServiceRules

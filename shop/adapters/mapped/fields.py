"""What can be mapped: the things a shop may have, their fields, and what each field must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from shop.enums import (
    Carrier,
    CaseKind,
    CaseReason,
    CaseStatus,
    EventKind,
    InvoiceKind,
    InvoiceStatus,
    MemberLevel,
    OrderStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentStatus,
    RefundCause,
    RefundStatus,
    ShipmentStatus,
    ShopEnum,
    SignedBy,
    TicketKind,
    TicketStatus,
)


class Kind(Enum):
    """How a value is read from a column."""

    key = "key"  # a number or a text that names something; a text for us
    text = "text"
    whole = "whole"
    money = "money"
    time = "time"
    day = "day"
    choice = "choice"  # one of a closed set, by the mapping's `values`


@dataclass(frozen=True)
class Field:
    """One field; *required* ones must be mapped and must be readable for a row to count."""

    kind: Kind
    required: bool = False
    choices: type[ShopEnum] | None = None


def _choice(choices: type[ShopEnum], required: bool = False) -> Field:
    return Field(Kind.choice, required, choices)


KEY, TEXT, WHOLE = Field(Kind.key, True), Field(Kind.text, True), Field(Kind.whole, True)
MONEY, TIME = Field(Kind.money, True), Field(Kind.time, True)
KEY_, TEXT_, WHOLE_ = Field(Kind.key), Field(Kind.text), Field(Kind.whole)  # the same, where there is one
MONEY_, TIME_, DAY_ = Field(Kind.money), Field(Kind.time), Field(Kind.day)

ADDRESS = ("receiver", "phone", "province", "city", "district", "street")

THINGS: Mapping[str, Mapping[str, Field]] = {
    "customers": {"id": KEY, "name": TEXT, "phone": TEXT, "level": _choice(MemberLevel)},
    "orders": {
        "id": KEY,
        "customer": KEY,
        "status": _choice(OrderStatus, True),
        "ordered_at": TIME,
        "total": MONEY,
        **dict.fromkeys(("paid_at", "expedited_at", "received_at", "cancelled_at"), TIME_),
        **dict.fromkeys(("items_total", "shipping_fee", "discount", "refund_amount"), MONEY_),
        **dict.fromkeys((*ADDRESS, "city_en"), TEXT_),
        "payment_method": _choice(PaymentMethod),
    },
    "items": {
        "order": KEY,
        "name_zh": TEXT,
        "unit_price": MONEY,
        "quantity": WHOLE,
        "line": WHOLE_,
        "product": KEY_,
        "parcel": KEY_,
        **dict.fromkeys(("name_en", "variant_zh", "variant_en"), TEXT_),
    },
    "parcels": {
        "order": KEY,
        "number": KEY,
        "carrier": _choice(Carrier, True),
        "shipped_at": TIME,
        "estimated_delivery": DAY_,
        "delivered_at": TIME_,
        "status": _choice(ShipmentStatus),
        "signed_by": _choice(SignedBy),
    },
    "events": {
        "parcel": KEY,
        "at": TIME,
        "text_zh": TEXT,
        "text_en": TEXT_,
        "city": TEXT_,
        "city_en": TEXT_,
        "kind": _choice(EventKind),
    },
    "products": {
        "id": KEY,
        "name_zh": TEXT,
        "category_id": KEY_,
        "warranty_months": WHOLE_,
        **dict.fromkeys(("name_en", "brand_zh", "brand_en", "category_zh", "category_en"), TEXT_),
        **dict.fromkeys(("description_zh", "description_en", "usage_zh", "usage_en"), TEXT_),
        "price": MONEY_,
        "stock": WHOLE_,
    },
    "variants": {
        "id": KEY,
        "product": KEY,
        "price": MONEY,
        "stock": WHOLE,
        "name_zh": TEXT_,
        "name_en": TEXT_,
        "restock_on": DAY_,
        "offer_price": MONEY_,
        "offer_ends_at": TIME_,
    },
    "specs": {
        "product": KEY,
        "name_zh": TEXT,
        "value_zh": TEXT,
        "key": TEXT_,
        "name_en": TEXT_,
        "value_en": TEXT_,
    },
    "payments": {
        "id": WHOLE,
        "order": KEY,
        "amount": MONEY,
        "started_at": TIME,
        "status": _choice(PaymentStatus, True),
        "method": _choice(PaymentMethod),
        "failure": _choice(PaymentFailure),
    },
    "refunds": {
        "order": KEY,
        "amount": MONEY,
        "started_at": TIME,
        "ended_at": TIME_,
        "expected_on": DAY_,
        "status": _choice(RefundStatus),
        "cause": _choice(RefundCause),
        "method": _choice(PaymentMethod),
    },
    "invoices": {
        "id": WHOLE,
        "order": KEY,
        "title": TEXT,
        "amount": MONEY,
        "requested_at": TIME,
        "status": _choice(InvoiceStatus, True),
        "kind": _choice(InvoiceKind),
        "tax_number": TEXT_,
        "email": TEXT_,
        "number": TEXT_,
        "issued_at": TIME_,
    },
    "cases": {
        "id": KEY,
        "order": KEY,
        "requested_at": TIME,
        "closed_at": TIME_,
        "kind": _choice(CaseKind, True),
        "status": _choice(CaseStatus, True),
        "reason": _choice(CaseReason),
        "refund_amount": MONEY_,
        "tracking_number": TEXT_,
    },
    "tickets": {
        "id": KEY,
        "customer": KEY,
        "text": TEXT,
        "opened_at": TIME,
        "kind": _choice(TicketKind, True),
        "status": _choice(TicketStatus, True),
        "order": KEY_,
        "answer": TEXT_,
        "due_at": TIME_,
        "reference": TEXT_,
    },
}

NEEDED = ("customers", "orders", "items")

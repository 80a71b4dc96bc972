"""Payments, refunds, gift cards and invoices, as customers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shop.enums import (
    InvoiceKind,
    InvoiceStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentPurpose,
    PaymentStatus,
    RefundCause,
    RefundStatus,
    Verdict,
)
from shop.views.decisions import InstalmentPlan


@dataclass(frozen=True)
class RefundState:
    """A refund; ``days_late`` counts days past ``expected_on`` while the money has not arrived."""

    order_id: str
    cause: RefundCause
    amount: Decimal
    method: PaymentMethod
    status: RefundStatus
    started_at: datetime
    expected_on: date
    ended_at: datetime | None
    days_late: int = 0


@dataclass(frozen=True)
class PaymentAttempt:
    """One attempt to pay; ``failure`` says why it failed."""

    purpose: PaymentPurpose
    method: PaymentMethod | None
    amount: Decimal
    instalments: int | None
    status: PaymentStatus
    failure: PaymentFailure | None
    started_at: datetime


@dataclass(frozen=True)
class PaymentState:
    """What is still to be paid for an order (0.00: nothing), until when, and how it was tried.

    ``payment_id`` names the open payment for a payment link; None when there is none to pay.
    """

    order_id: str
    due: Decimal
    pay_until: datetime | None
    payment_id: int | None
    attempts: tuple[PaymentAttempt, ...]
    plans: tuple[InstalmentPlan, ...]


@dataclass(frozen=True)
class LinkedPayment:
    """What the holder of a payment link sees; ``open`` says whether ``amount`` CNY can be paid now."""

    payment_id: int
    order_id: str
    amount: Decimal
    method: PaymentMethod | None
    open: bool
    status: PaymentStatus


@dataclass(frozen=True)
class PaymentNotice:
    """What the payment provider says of one charge; ``failure`` is None when it was paid."""

    notice_id: str
    payment_id: int
    trade_number: str
    amount: Decimal
    method: PaymentMethod
    failure: PaymentFailure | None = None


@dataclass(frozen=True)
class GiftCard:
    """A gift card; the number is masked (``6001 **** 1234``)."""

    number: str
    face_value: Decimal
    balance: Decimal
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class Invoice:
    """An invoice of an order; the e-mail address is masked."""

    invoice_id: int
    order_id: str
    kind: InvoiceKind
    title: str
    tax_number: str | None
    email: str | None
    amount: Decimal
    status: InvoiceStatus
    number: str | None
    requested_at: datetime
    issued_at: datetime | None


@dataclass(frozen=True)
class InvoiceResult:
    """The end of a wish for an invoice, a corrected one, or the same once more."""

    verdict: Verdict
    order_id: str
    invoice: Invoice | None = None
    ready_by: datetime | None = None


@dataclass(frozen=True)
class InvoiceWish:
    """What shall stand on an invoice, and where it is sent."""

    kind: InvoiceKind
    title: str
    tax_number: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class PaymentRetry:
    """The end of a wish to pay again; ``state`` names the payment to make a link for."""

    verdict: Verdict
    state: PaymentState | None = None

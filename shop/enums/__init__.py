"""The closed sets of values of the shop, as stored in the database or answered by it; one module a topic."""

from __future__ import annotations

from shop.enums.after_sales import (
    CaseKind,
    CaseReason,
    CaseStatus,
    ClaimStatus,
    Payer,
)
from shop.enums.base import (
    LabelledEnum,
    ShopEnum,
)
from shop.enums.marketing import (
    ConsentChannel,
    CouponStatus,
    PointsKind,
    PriceKind,
    PromotionKind,
    SubscriptionKind,
    SubscriptionStatus,
)
from shop.enums.orders import (
    Carrier,
    EventKind,
    MemberLevel,
    OrderStatus,
    ShipmentStatus,
    SignedBy,
)
from shop.enums.outcomes import (
    Advice,
    CancelOutcome,
    EstimateReason,
    ExpediteOutcome,
    Verdict,
    VerifyOutcome,
)
from shop.enums.payments import (
    InvoiceKind,
    InvoiceStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentPurpose,
    PaymentStatus,
    RefundCause,
    RefundStatus,
    Settlement,
)
from shop.enums.service import (
    AccountField,
    AppointmentStatus,
    RequestStatus,
    ReviewStatus,
    TicketKind,
    TicketStatus,
)

__all__ = [
    "AccountField",
    "Advice",
    "AppointmentStatus",
    "CancelOutcome",
    "Carrier",
    "CaseKind",
    "CaseReason",
    "CaseStatus",
    "ClaimStatus",
    "ConsentChannel",
    "CouponStatus",
    "EstimateReason",
    "EventKind",
    "ExpediteOutcome",
    "InvoiceKind",
    "InvoiceStatus",
    "LabelledEnum",
    "MemberLevel",
    "OrderStatus",
    "Payer",
    "PaymentFailure",
    "PaymentMethod",
    "PaymentPurpose",
    "PaymentStatus",
    "PointsKind",
    "PriceKind",
    "PromotionKind",
    "RefundCause",
    "RefundStatus",
    "RequestStatus",
    "ReviewStatus",
    "Settlement",
    "ShipmentStatus",
    "ShopEnum",
    "SignedBy",
    "SubscriptionKind",
    "SubscriptionStatus",
    "TicketKind",
    "TicketStatus",
    "Verdict",
    "VerifyOutcome",
]

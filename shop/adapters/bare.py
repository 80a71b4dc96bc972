"""A shop that has nothing and can do nothing: what adapters stand on for all that a merchant does not have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shop.adapters.bare_service import BareService
from shop.enums import PaymentMethod, SubscriptionKind
from shop.port import Capability
from shop.views import (
    AddressChange,
    AddressResult,
    Booking,
    BookingWish,
    CancelResult,
    Case,
    CaseQuote,
    CaseRequest,
    CaseResult,
    Comparison,
    CourierContact,
    CustomerCoupon,
    ExpediteResult,
    GiftCard,
    Invoice,
    InvoiceResult,
    InvoiceWish,
    ItemChange,
    ItemChangeQuote,
    ItemChangeResult,
    OrderQuote,
    PaymentRetry,
    PaymentState,
    PickupPoint,
    PlacedOrder,
    Points,
    PriceQuote,
    Promotion,
    Purchase,
    ReceiptResult,
    RefundState,
    SavedAddress,
    ShippingAddress,
    Subscription,
    SubscriptionResult,
)


class BareShop(BareService):
    """Every read that may be empty is; every write, and what only prepares one, raises NotSupported."""

    async def cancel_order(
        self, customer_id: str, order_id: str, request_key: str, reason: str = ""
    ) -> CancelResult:
        """Refuse."""
        self._refuse(Capability.cancel_order)

    async def expedite(self, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
        """Refuse."""
        self._refuse(Capability.expedite)

    async def addresses(self, customer_id: str) -> list[SavedAddress]:
        """Return none."""
        return []

    async def quote_order(self, customer_id: str, purchase: Purchase) -> OrderQuote:
        """Refuse: what cannot be ordered has no price."""
        self._refuse(Capability.place_order)

    async def place_order(
        self, customer_id: str, purchase: Purchase, request_key: str, agreed: Decimal | None = None
    ) -> PlacedOrder:
        """Refuse."""
        self._refuse(Capability.place_order)

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return None."""
        return None

    async def change_address(
        self, customer_id: str, order_id: str, change: AddressChange, request_key: str
    ) -> AddressResult:
        """Refuse."""
        self._refuse(Capability.change_address)

    async def quote_items(self, customer_id: str, change: ItemChange) -> ItemChangeQuote:
        """Refuse: what cannot be changed has no price."""
        self._refuse(Capability.change_items)

    async def change_items(
        self, customer_id: str, change: ItemChange, request_key: str, agreed: Decimal | None = None
    ) -> ItemChangeResult:
        """Refuse."""
        self._refuse(Capability.change_items)

    async def pickup_points(self, customer_id: str, order_id: str) -> list[PickupPoint]:
        """Return none."""
        return []

    async def book_delivery(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Refuse."""
        self._refuse(Capability.book_delivery)

    async def book_installation(
        self, customer_id: str, order_id: str, wish: BookingWish, request_key: str
    ) -> Booking:
        """Refuse."""
        self._refuse(Capability.book_installation)

    async def couriers(self, customer_id: str, order_id: str) -> list[CourierContact]:
        """Return none."""
        return []

    async def confirm_receipt(self, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
        """Refuse."""
        self._refuse(Capability.confirm_receipt)

    async def quote_case(self, customer_id: str, request: CaseRequest) -> CaseQuote:
        """Refuse: nobody knows what was bought."""
        self._refuse(Capability.file_case)

    async def file_case(self, customer_id: str, request: CaseRequest, request_key: str) -> CaseResult:
        """Refuse."""
        self._refuse(Capability.file_case)

    async def withdraw_case(self, customer_id: str, case_id: str, request_key: str) -> CaseResult:
        """Refuse."""
        self._refuse(Capability.withdraw_case)

    async def cases(self, customer_id: str, order_id: str | None = None) -> list[Case]:
        """Return none."""
        return []

    async def case(self, customer_id: str, case_id: str) -> Case | None:
        """Return none."""
        return None

    async def refunds(self, customer_id: str, order_id: str | None = None) -> list[RefundState]:
        """Return none."""
        return []

    async def quote_price_protection(self, customer_id: str, order_id: str) -> PriceQuote:
        """Refuse: the staff decide what cannot be claimed here."""
        self._refuse(Capability.claim_price_protection)

    async def claim_price_protection(self, customer_id: str, order_id: str, request_key: str) -> PriceQuote:
        """Refuse."""
        self._refuse(Capability.claim_price_protection)

    async def payment(self, customer_id: str, order_id: str) -> PaymentState | None:
        """Return none."""
        return None

    async def retry_payment(
        self,
        customer_id: str,
        order_id: str,
        request_key: str,
        method: PaymentMethod | None = None,
        instalments: int | None = None,
    ) -> PaymentRetry:
        """Refuse."""
        self._refuse(Capability.retry_payment)

    async def invoices(self, customer_id: str, order_id: str) -> list[Invoice]:
        """Return none."""
        return []

    async def request_invoice(
        self, customer_id: str, order_id: str, wish: InvoiceWish, request_key: str
    ) -> InvoiceResult:
        """Refuse."""
        self._refuse(Capability.request_invoice)

    async def resend_invoice(
        self, customer_id: str, order_id: str, request_key: str, email: str | None = None
    ) -> InvoiceResult:
        """Refuse."""
        self._refuse(Capability.resend_invoice)

    async def coupons(self, customer_id: str) -> list[CustomerCoupon]:
        """Return none."""
        return []

    async def promotions(self) -> list[Promotion]:
        """Return none."""
        return []

    async def points(self, customer_id: str, limit: int = 5) -> Points:
        """Return no points."""
        return Points(0, ())

    async def gift_cards(self, customer_id: str) -> list[GiftCard]:
        """Return none."""
        return []

    async def compare_products(self, ids: Sequence[str]) -> Comparison:
        """Return nothing to compare."""
        return Comparison((), ())

    async def subscriptions(self, customer_id: str) -> list[Subscription]:
        """Return none."""
        return []

    async def subscribe(
        self, customer_id: str, kind: SubscriptionKind, variant_id: str, request_key: str
    ) -> SubscriptionResult:
        """Refuse."""
        self._refuse(Capability.subscribe)

    async def unsubscribe(
        self,
        customer_id: str,
        request_key: str,
        kind: SubscriptionKind | None = None,
        variant_id: str | None = None,
    ) -> SubscriptionResult:
        """Refuse."""
        self._refuse(Capability.unsubscribe)

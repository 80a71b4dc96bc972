"""What a merchant's tables can answer without being changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from collections.abc import Mapping as Dict
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from shop.adapters.bare import BareShop
from shop.adapters.mapped import cases, catalogue, money, orders, parcels, wishes
from shop.adapters.mapped.table import MappedTable
from shop.adapters.mapped.visit import Visit
from shop.enums import EstimateReason, OrderStatus, Verdict
from shop.numbers import squeeze
from shop.products import MOST_COMPARED, side_by_side
from shop.views import (
    Case,
    CaseQuote,
    CaseRequest,
    CatalogueNames,
    Comparison,
    CourierContact,
    CustomerProfile,
    DeliveryEstimate,
    Invoice,
    OrderDetail,
    OrderSummary,
    PaymentState,
    ProductDetail,
    ProductHit,
    ProductQuery,
    RefundState,
    ShipmentTrack,
    ShippingAddress,
    Ticket,
)

# What each read needs to be mapped; the others are always empty.
NEEDS = {
    "customer": "customers",
    **dict.fromkeys(("orders", "order", "shipping_address", "delivery_estimate", "payment"), "orders"),
    **dict.fromkeys(("shipment", "shipment_by_tracking", "couriers"), "parcels"),
    **dict.fromkeys(("catalogue_names", "search_products", "product", "compare_products"), "products"),
    **dict.fromkeys(("cases", "case"), "cases"),
    **{name: name for name in ("invoices", "refunds", "tickets")},
}


class MappedReads(BareShop):
    """Opens transactions. Order and tracking numbers are taken as customers type them."""

    _session: Callable[[bool], AbstractAsyncContextManager[Visit]]
    _tables: Dict[str, MappedTable]

    def has(self, read: str) -> bool:
        """Return whether a read of the port can ever find something here."""
        return NEEDS.get(read, "") in self._tables

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Visit]:
        async with self._session(False) as visit:
            yield visit

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Visit]:
        async with self._session(True) as visit:
            yield visit

    async def customer(self, customer_id: str) -> CustomerProfile | None:
        """Return the customer's name, masked phone and member level, or None."""
        async with self._reading() as visit:
            return await orders.profile(visit, customer_id)

    async def orders(
        self, customer_id: str, limit: int = 5, status: OrderStatus | str | None = None
    ) -> list[OrderSummary]:
        """Return the customer's newest orders; ValueError for an unknown *status*."""
        wanted = None if status is None else OrderStatus(status)
        async with self._reading() as visit:
            return await orders.recent(visit, customer_id, limit, wanted)

    async def order(self, customer_id: str, order_id: str) -> OrderDetail | None:
        """Return the customer's order with items, parcels and returns, or None."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return None if number is None else await orders.detail(visit, customer_id, number)

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return where the customer's order goes, the phone masked, or None."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return None if number is None else await wishes.address_of(visit, customer_id, number)

    async def shipment(self, customer_id: str, order_id: str) -> list[ShipmentTrack]:
        """Return the parcels of the customer's order, events newest first."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return [] if number is None else await self._tracks(visit, customer_id, number)

    async def shipment_by_tracking(self, customer_id: str, tracking_number: str) -> ShipmentTrack | None:
        """Return the customer's parcel with this tracking number, or None."""
        async with self._reading() as visit:
            order_id = await parcels.order_of_parcel(visit, customer_id, tracking_number)
            found = [] if order_id is None else await self._tracks(visit, customer_id, order_id)
        wanted = squeeze(tracking_number)
        return next((track for track in found if track.tracking_number == wanted), None)

    async def shipping_address(self, customer_id: str, order_id: str) -> ShippingAddress | None:
        """Return where the customer's order goes, the phone masked, or None."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return None if number is None else await wishes.address_of(visit, customer_id, number)

    async def delivery_estimate(self, customer_id: str, order_id: str) -> DeliveryEstimate:
        """Return when the customer's order arrives, by the shop's policy."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            if number is None:
                return DeliveryEstimate(order_id, EstimateReason.not_found, None)
            return await orders.estimate(visit, customer_id, number)

    async def couriers(self, customer_id: str, order_id: str) -> list[CourierContact]:
        """Return which carriers bring the order's parcels, those still on their way first."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return [] if number is None else await parcels.contacts(visit, customer_id, number)

    async def payment(self, customer_id: str, order_id: str) -> PaymentState | None:
        """Return what is due for the customer's order and how paying was tried, or None."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return None if number is None else await money.payment_state(visit, customer_id, number)

    async def invoices(self, customer_id: str, order_id: str) -> list[Invoice]:
        """Return the invoices of the customer's order, newest first."""
        async with self._reading() as visit:
            number = visit.order_number(order_id)
            return [] if number is None else await money.invoices_of(visit, customer_id, number)

    async def refunds(self, customer_id: str, order_id: str | None = None) -> list[RefundState]:
        """Return the customer's refunds, newest first, of one order if given."""
        async with self._reading() as visit:
            number = None if order_id is None else visit.order_number(order_id)
            if order_id is not None and number is None:
                return []
            return await money.refunds_of(visit, customer_id, number)

    async def quote_case(self, customer_id: str, request: CaseRequest) -> CaseQuote:
        """Return what the shop's rules say about a request, which the staff then file."""
        async with self._reading() as visit:
            number = visit.order_number(request.order_id)
            if number is None:
                return CaseQuote(Verdict.not_found, request.order_id, request.kind)
            return await cases.quote_case(visit, customer_id, replace(request, order_id=number))

    async def cases(self, customer_id: str, order_id: str | None = None) -> list[Case]:
        """Return the customer's cases, newest first, of one order if given."""
        async with self._reading() as visit:
            number = None if order_id is None else visit.order_number(order_id)
            if order_id is not None and number is None:
                return []
            return await money.cases_of(visit, customer_id, number)

    async def case(self, customer_id: str, case_id: str) -> Case | None:
        """Return the customer's case with this number among the newest, or None."""
        wanted = squeeze(case_id)
        return next((case for case in await self.cases(customer_id) if squeeze(case.case_id) == wanted), None)

    async def tickets(self, customer_id: str) -> list[Ticket]:
        """Return the customer's tickets, newest first."""
        async with self._reading() as visit:
            return await money.tickets_of(visit, customer_id)

    async def catalogue_names(self) -> CatalogueNames:
        """Return the names of all products and categories."""
        async with self._reading() as visit:
            return await catalogue.names(visit)

    async def search_products(self, query: ProductQuery) -> list[ProductHit]:
        """Return the products that fit, the best first."""
        async with self._reading() as visit:
            return await catalogue.search(visit, query)

    async def product(self, product_id: str) -> ProductDetail | None:
        """Return the page of a product, or None."""
        async with self._reading() as visit:
            found = await catalogue.details(visit, [product_id])
        return found[0] if found else None

    async def compare_products(self, ids: Sequence[str]) -> Comparison:
        """Return up to four products side by side; unknown ones are left out."""
        async with self._reading() as visit:
            return side_by_side(tuple(await catalogue.details(visit, list(ids[:MOST_COMPARED]))))

    @staticmethod
    async def _tracks(visit: Visit, customer_id: str, order_id: str) -> list[ShipmentTrack]:
        lines = (await orders.items(visit, customer_id, [order_id]))[order_id]
        return await parcels.tracks(visit, customer_id, order_id, lines)

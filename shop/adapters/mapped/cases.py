"""What the shop's rules say about returning, exchanging or repairing what a merchant's tables say was bought."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from shop.adapters.mapped.catalogue import details
from shop.adapters.mapped.money import paid_by
from shop.adapters.mapped.orders import detail
from shop.adapters.mapped.visit import Visit
from shop.cases.lines import BoughtLine
from shop.cases.machine import ENDS
from shop.cases.quoting import Chosen, choose, quote_lines
from shop.enums import CaseKind, CaseStatus, Verdict
from shop.policy import shop_day
from shop.views import CaseQuote, CaseRequest, OrderDetail, OrderItem, ProductDetail


async def quote_case(visit: Visit, customer_id: str, request: CaseRequest) -> CaseQuote:
    """Return what the *request* would bring; ``not_found`` when the order is not the customer's."""
    order = await detail(visit, customer_id, request.order_id)
    if order is None:
        return CaseQuote(Verdict.not_found, request.order_id, request.kind)
    pages = await details(visit, [item.product_id for item in order.items])
    products = {page.product_id: page for page in pages}
    open_, gone = await _pieces_in_cases(visit, customer_id, order)
    lines = [_bought(order, item, products.get(item.product_id), open_, gone) for item in order.items]
    chosen, trouble = choose(lines, request)
    trouble = trouble or _exchange_trouble(request, chosen, products)
    method = await paid_by(visit, customer_id, request.order_id)
    facts = SimpleNamespace(
        id=order.order_id,
        status=order.status,
        total=order.total,
        items_total=order.items_total,
        shipping_fee=order.shipping_fee,
        discount=order.discount,
    )
    return quote_lines(visit.policy, visit.today, facts, lines, request, chosen, trouble, method)


async def _pieces_in_cases(visit: Visit, customer_id: str, order: OrderDetail) -> tuple[int, int]:
    """Return the pieces in an open case and those that went back.

    No mapping says which lines a case is about: only with a single line can it be known.
    """
    if len(order.items) != 1:
        return 0, 0
    cases: list[Any] = await visit.of_orders("cases", customer_id, [order.order_id])
    pieces = order.items[0].quantity
    refunded = any(case.status is CaseStatus.refunded for case in cases)
    return (pieces, 0) if any(case.status not in ENDS for case in cases) else (0, pieces if refunded else 0)


def _bought(
    order: OrderDetail, item: OrderItem, page: ProductDetail | None, open_: int, gone: int
) -> BoughtLine:
    parcel = next((track for track in order.shipments if item in track.items), None)
    arrived = (parcel.delivered_at if parcel else None) or order.received_at
    return BoughtLine(
        line=item.line,
        product_id=item.product_id,
        name_zh=item.name_zh,
        name_en=item.name_en,
        variant_zh=item.variant_zh,
        variant_en=item.variant_en,
        category_id=page.category_id if page else "",
        unit_price=item.unit_price,
        quantity=item.quantity,
        arrived_on=None if arrived is None else shop_day(arrived),
        warranty_months=page.warranty_months if page else None,
        claimed=item.unit_price * 0,
        in_cases=open_,
        gone_back=gone,
    )


def _exchange_trouble(
    request: CaseRequest, chosen: Chosen, products: dict[str, ProductDetail]
) -> Verdict | None:
    """Return why the wanted variant cannot be had instead, None when it can or none was named."""
    if request.kind is not CaseKind.exchange or request.exchange_variant_id is None:
        return None
    for line, _ in chosen:
        page = products.get(line.product_id)
        variants = page.variants if page else ()
        wanted = next((one for one in variants if one.variant_id == request.exchange_variant_id), None)
        if wanted is None:
            return Verdict.not_found
        if wanted.stock < sum(pieces for _, pieces in chosen):
            return Verdict.out_of_stock
    return None

"""The lines of an order with what the after-sales rules must know of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

import sqlalchemy as sa

from shop.cases.machine import ENDS
from shop.enums import CaseKind, CaseStatus
from shop.policy import shop_day
from shop.tables import (
    case_lines,
    cases,
    order_items,
    orders,
    price_claims,
    product_texts,
    products,
    shipments,
)
from shop.work import Work, owned


@dataclass(frozen=True)
class BoughtLine:
    """One line as it was bought, with the pieces that are in open cases or have gone back."""

    line: int
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str | None
    variant_en: str | None
    category_id: str
    unit_price: Decimal
    quantity: int
    arrived_on: date | None
    warranty_months: int | None
    claimed: Decimal  # paid back already by price protection
    in_cases: int = 0
    in_returns: int = 0  # of those in cases
    gone_back: int = 0

    @property
    def left(self) -> int:
        """Pieces for which a case can be filed."""
        return self.quantity - self.in_cases - self.gone_back


async def bought_lines(work: Work, customer_id: str, order: Any) -> list[BoughtLine]:
    """Return the lines of the customer's *order*, in order."""
    query = (
        sa.select(
            order_items,
            products.c.name_zh,
            products.c.name_en,
            products.c.category_id,
            product_texts.c.warranty_months,
            shipments.c.delivered_at,
            price_claims.c.amount.label("claimed"),
        )
        .select_from(
            order_items.join(orders, order_items.c.order_id == orders.c.id)
            .join(products, order_items.c.product_id == products.c.id)
            .outerjoin(product_texts, product_texts.c.product_id == products.c.id)
            .outerjoin(shipments, order_items.c.shipment_id == shipments.c.id)
            .outerjoin(
                price_claims,
                sa.and_(
                    price_claims.c.order_id == order_items.c.order_id,
                    price_claims.c.line == order_items.c.line,
                ),
            )
        )
        .where(order_items.c.order_id == order.id, orders.c.customer_id == customer_id)
        .order_by(order_items.c.line)
    )
    held, returning, gone = await _in_cases(work, order)
    return [
        BoughtLine(
            line=row.line,
            product_id=row.product_id,
            name_zh=row.name_zh,
            name_en=row.name_en,
            variant_zh=row.variant_zh,
            variant_en=row.variant_en,
            category_id=row.category_id,
            unit_price=row.unit_price,
            quantity=row.quantity,
            arrived_on=_arrived_on(row.delivered_at, order),
            warranty_months=row.warranty_months,
            claimed=row.claimed or Decimal("0.00"),
            in_cases=held.get(row.line, 0),
            in_returns=returning.get(row.line, 0),
            gone_back=gone.get(row.line, 0),
        )
        for row in await work.all(query)
    ]


async def _in_cases(work: Work, order: Any) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Return by line the pieces in open cases, in open returns, and those that are refunded."""
    query = (
        sa.select(case_lines.c.line, case_lines.c.quantity, cases.c.kind, cases.c.status)
        .select_from(case_lines.join(cases, case_lines.c.case_id == cases.c.id))
        .where(cases.c.order_id == order.id, owned(cases.c.order_id, order.customer_id))
    )
    held: Counter[int] = Counter()
    returning: Counter[int] = Counter()
    gone: Counter[int] = Counter()
    for row in await work.all(query):
        if row.status not in ENDS:
            held[row.line] += row.quantity
            if row.kind is CaseKind.return_goods:
                returning[row.line] += row.quantity
        elif row.status is CaseStatus.refunded:
            gone[row.line] += row.quantity
    return held, returning, gone


def _arrived_on(delivered_at: Any, order: Any) -> date | None:
    moment = delivered_at or order.received_at
    return None if moment is None else shop_day(moment)


def refund_for(order: Any, chosen: list[tuple[BoughtLine, int]], everything: bool, with_fee: bool) -> Decimal:
    """Return the CNY that go back for some pieces: their share of what was paid.

    The order's discount is spread over its lines by price; what price protection has paid back is taken off.
    Rounded down, so that many small returns never bring more than one of everything.
    """
    claimed = sum((line.claimed for line, _ in chosen), Decimal("0.00"))
    if everything:
        whole = order.total if with_fee else order.total - order.shipping_fee
        return max(whole - claimed, Decimal("0.00"))
    goods = sum((line.unit_price * pieces for line, pieces in chosen), Decimal("0.00"))
    share = order.discount * goods / order.items_total if order.items_total else Decimal(0)
    back_already = sum((line.claimed * pieces / line.quantity for line, pieces in chosen), Decimal("0.00"))
    return max(goods - share - back_already, Decimal(0)).quantize(Decimal("0.01"), ROUND_DOWN)

"""A customer's reviews of what they bought: written, changed, deleted. Every query carries the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shop.enums import OrderStatus, ReviewStatus, Verdict
from shop.tables import order_items, orders, products, reviews
from shop.views import Review, ReviewResult
from shop.work import Work, one_line, owned

_LONGEST_TEXT = 500  # characters
_REVIEWABLE = (OrderStatus.received, OrderStatus.returning, OrderStatus.returned)


async def reviews_of(work: Work, customer_id: str, order_id: str | None) -> list[Review]:
    """Return the customer's reviews that are not deleted, newest first, of one order if given."""
    same_line = sa.and_(reviews.c.order_id == order_items.c.order_id, reviews.c.line == order_items.c.line)
    query = (
        sa.select(reviews, order_items.c.product_id, products.c.name_zh, products.c.name_en)
        .select_from(
            reviews.join(order_items, same_line)
            .join(orders, orders.c.id == reviews.c.order_id)
            .join(products, products.c.id == order_items.c.product_id)
        )
        .where(orders.c.customer_id == customer_id, reviews.c.status != ReviewStatus.deleted)
        .order_by(reviews.c.id.desc())
    )
    if order_id is not None:
        query = query.where(reviews.c.order_id == order_id)
    return [_review(row) for row in await work.all(query)]


async def write_review(
    work: Work, customer_id: str, order_id: str, line: int, stars: int, text: str, request_key: str
) -> ReviewResult:
    """Write the review of one line, or change the one there is; *stars* from 1 to 5."""
    order = await work.lock_order(customer_id, order_id)
    bought = sa.select(order_items.c.line).where(
        order_items.c.order_id == order_id,
        owned(order_items.c.order_id, customer_id),
        order_items.c.line == line,
    )
    if order is None or await work.scalar(bought) is None:
        return ReviewResult(Verdict.not_found)
    there = await _find(work, customer_id, order_id, line)
    if await work.earlier(request_key, customer_id, "write_review", order_id):
        return ReviewResult(Verdict.allowed, there)
    words = one_line(text, _LONGEST_TEXT)
    if not 1 <= stars <= 5:
        return ReviewResult(Verdict.bad_value, there)
    if order.status not in _REVIEWABLE:
        return ReviewResult(Verdict.not_arrived)
    days = work.policy.service.review_within_days
    if order.received_at is not None and work.now - order.received_at > timedelta(days=days):
        return ReviewResult(Verdict.too_late, there)
    if there is None:
        status = ReviewStatus.published
        row = {"order_id": order_id, "line": line, "stars": stars, "text": words, "status": status}
        await work.insert(reviews, **row, written_at=work.now)
    else:
        changed = {"stars": stars, "text": words, "changed_at": work.now}
        await work.update(reviews, *_standing(order_id, line), **changed)
    await work.record(
        request_key,
        customer_id,
        "write_review",
        order_id,
        before={} if there is None else {"stars": there.stars},
        after={"line": line, "stars": stars},
    )
    return ReviewResult(Verdict.allowed, await _find(work, customer_id, order_id, line))


async def delete_review(
    work: Work, customer_id: str, order_id: str, line: int, request_key: str
) -> ReviewResult:
    """Delete the review of one line."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return ReviewResult(Verdict.not_found)
    if await work.earlier(request_key, customer_id, "delete_review", order_id):
        return ReviewResult(Verdict.allowed)
    changed = {"status": ReviewStatus.deleted, "changed_at": work.now}
    if not await work.update(reviews, *_standing(order_id, line), **changed):
        return ReviewResult(Verdict.not_found)
    await work.record(request_key, customer_id, "delete_review", order_id, after={"line": line})
    return ReviewResult(Verdict.allowed)


def _standing(order_id: str, line: int) -> tuple[Any, ...]:
    not_deleted = reviews.c.status != ReviewStatus.deleted
    return reviews.c.order_id == order_id, reviews.c.line == line, not_deleted


async def _find(work: Work, customer_id: str, order_id: str, line: int) -> Review | None:
    mine = await reviews_of(work, customer_id, order_id)
    return next((review for review in mine if review.line == line), None)


def _review(row: Any) -> Review:
    return Review(
        order_id=row.order_id,
        line=row.line,
        product_id=row.product_id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        stars=row.stars,
        text=row.text,
        reply=row.reply,
        status=row.status,
        written_at=row.written_at,
        changed_at=row.changed_at,
    )

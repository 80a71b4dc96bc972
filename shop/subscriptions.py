"""Telling a customer that something is back or cheaper, and whether the shop may advertise to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.enums import ConsentChannel, SubscriptionKind, SubscriptionStatus, Verdict
from shop.offers import variant_states
from shop.tables import consents, products, subscriptions, variants
from shop.views import Consents, Subscription, SubscriptionResult
from shop.work import Work

_active = subscriptions.c.status == SubscriptionStatus.active


async def subscriptions_of(work: Work, customer_id: str) -> list[Subscription]:
    """Return what the customer waits for, newest first."""
    query = (
        sa.select(
            subscriptions,
            variants.c.product_id,
            variants.c.name_zh.label("variant_zh"),
            variants.c.name_en.label("variant_en"),
            products.c.name_zh,
            products.c.name_en,
        )
        .select_from(
            subscriptions.join(variants, subscriptions.c.variant_id == variants.c.id).join(
                products, variants.c.product_id == products.c.id
            )
        )
        .where(subscriptions.c.customer_id == customer_id, _active)
        .order_by(subscriptions.c.id.desc())
    )
    return [_subscription(row) for row in await work.all(query)]


async def subscribe(
    work: Work, customer_id: str, kind: SubscriptionKind, variant_id: str, request_key: str
) -> SubscriptionResult:
    """Tell the customer once when *variant_id* is back in stock, or cheaper than now."""
    await work.lock_customer(customer_id)
    states = await variant_states(work, ids=[variant_id])
    if variant_id not in states:
        return SubscriptionResult(Verdict.not_found)
    earlier = await work.earlier(request_key, customer_id, "subscribe", None)
    there = await _find(work, customer_id, kind, variant_id)
    if earlier is not None or there is not None:
        return SubscriptionResult(Verdict.allowed if earlier else Verdict.already_open, there)
    _, state = states[variant_id]
    if kind is SubscriptionKind.back_in_stock and state.stock > 0:
        return SubscriptionResult(Verdict.in_stock)
    await work.insert(
        subscriptions,
        customer_id=customer_id,
        kind=kind,
        variant_id=variant_id,
        price_then=state.price,
        status=SubscriptionStatus.active,
        created_at=work.now,
    )
    after = {"kind": kind.value, "variant_id": variant_id}
    await work.record(request_key, customer_id, "subscribe", None, after=after)
    return SubscriptionResult(Verdict.allowed, await _find(work, customer_id, kind, variant_id))


async def unsubscribe(
    work: Work,
    customer_id: str,
    request_key: str,
    kind: SubscriptionKind | None,
    variant_id: str | None,
) -> SubscriptionResult:
    """End the customer's subscriptions of a *kind* and of a variant, all where None."""
    await work.lock_customer(customer_id)
    earlier = await work.earlier(request_key, customer_id, "unsubscribe", None)
    if earlier is not None:
        return SubscriptionResult(Verdict.allowed, ended=earlier["ended"])
    where = [subscriptions.c.customer_id == customer_id, _active]
    if kind is not None:
        where.append(subscriptions.c.kind == kind)
    if variant_id is not None:
        where.append(subscriptions.c.variant_id == variant_id)
    status = SubscriptionStatus.cancelled
    ended = await work.update(subscriptions, *where, status=status, ended_at=work.now)
    if not ended:
        return SubscriptionResult(Verdict.not_found)
    await work.record(request_key, customer_id, "unsubscribe", None, after={"ended": ended})
    return SubscriptionResult(Verdict.allowed, ended=ended)


async def consents_of(work: Work, customer_id: str) -> Consents:
    """Return by which channels the customer lets the shop advertise; silence is no consent."""
    query = (
        sa.select(consents.c.channel, consents.c.granted)
        .where(consents.c.customer_id == customer_id)
        .order_by(consents.c.id)
    )
    newest = {row.channel: row.granted for row in await work.all(query)}
    granted = tuple(channel for channel in ConsentChannel if newest.get(channel))
    return Consents(granted, tuple(channel for channel in ConsentChannel if channel not in granted))


async def set_consent(
    work: Work, customer_id: str, channels: tuple[ConsentChannel, ...], granted: bool, request_key: str
) -> Consents:
    """Grant or withdraw consent by some *channels*, all where empty; what held before stays on record."""
    await work.lock_customer(customer_id)
    if await work.earlier(request_key, customer_id, "set_consent", None) is None:
        chosen = channels or tuple(ConsentChannel)
        for channel in chosen:
            await work.insert(
                consents, customer_id=customer_id, channel=channel, granted=granted, at=work.now
            )
        after = {"channels": [channel.value for channel in chosen], "granted": granted}
        await work.record(request_key, customer_id, "set_consent", None, after=after)
    return await consents_of(work, customer_id)


async def _find(work: Work, customer_id: str, kind: SubscriptionKind, variant_id: str) -> Subscription | None:
    mine = await subscriptions_of(work, customer_id)
    return next((one for one in mine if (one.kind, one.variant_id) == (kind, variant_id)), None)


def _subscription(row: Any) -> Subscription:
    return Subscription(
        kind=row.kind,
        variant_id=row.variant_id,
        product_id=row.product_id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        variant_zh=row.variant_zh,
        variant_en=row.variant_en,
        price_then=row.price_then,
    )

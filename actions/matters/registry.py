"""Every matter by its request."""

from __future__ import annotations

from actions.matters import (
    account,
    address,
    appointments,
    cancelling,
    cases,
    comparing,
    complaints,
    delivery_problems,
    freight,
    invoices,
    item_changes,
    logistics,
    notices,
    offers,
    orders,
    payments,
    policy,
    price_protection,
    privacy,
    product_facts,
    product_search,
    purchase,
    receipt,
    returns,
    reviews,
)
from actions.matters.base import Matter
from actions.turn import Turn

_TOPICS = (
    orders,
    cancelling,
    address,
    item_changes,
    logistics,
    product_search,
    product_facts,
    comparing,
    purchase,
    notices,
    payments,
    invoices,
    price_protection,
    offers,
    account,
    privacy,
    complaints,
    reviews,
    returns,
    cases,
    policy,
    delivery_problems,
    appointments,
    receipt,
    freight,
)
MATTERS: dict[str, type[Matter]] = {matter.request: matter for topic in _TOPICS for matter in topic.MATTERS}
# What matters ask for; nothing of it outlives its matter.
DETAILS: frozenset[str] = frozenset().union(*(matter.details() for matter in MATTERS.values()))
# Of these, what the form asks for; the others are only noted when they are mentioned.
ASKED: frozenset[str] = frozenset(
    question.slot for matter in MATTERS.values() for question in matter.questions if question.is_asked
)


def current_matter(turn: Turn) -> Matter:
    """Return the matter that the conversation is about. Raises LookupError when there is none."""
    if turn.request is None:
        raise LookupError("the request form is open without a request")
    return MATTERS[turn.request](turn.runtime)

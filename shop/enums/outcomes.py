"""How wishes end: what a write or a rule of the shop answers."""

from __future__ import annotations

from shop.enums.base import ShopEnum


class CancelOutcome(ShopEnum):
    """How a wish to cancel ended."""

    cancelled = "cancelled"
    already_cancelled = "already_cancelled"
    too_late = "too_late"
    not_found = "not_found"


class ExpediteOutcome(ShopEnum):
    """How a wish for faster shipping ended."""

    recorded = "recorded"
    already_recorded = "already_recorded"
    not_needed = "not_needed"
    not_found = "not_found"


class VerifyOutcome(ShopEnum):
    """How a verification attempt ended; a wrong order number and a wrong tail are both ``mismatch``."""

    verified = "verified"
    mismatch = "mismatch"
    locked = "locked"


class Advice(ShopEnum):
    """Why the policy refused a wish, and by that what the customer can do instead."""

    pay_first = "pay_first"  # not paid yet: nothing to hurry
    already_shipped = "already_shipped"  # refuse the parcel, or return it after receipt
    already_received = "already_received"  # ask for a return
    return_in_progress = "return_in_progress"  # wait for the return
    already_returned = "already_returned"  # nothing left to do
    order_cancelled = "order_cancelled"  # order again


class EstimateReason(ShopEnum):
    """What a delivery estimate rests on."""

    carrier_estimate = "carrier_estimate"  # the carrier's own date, still ahead
    carrier_overdue = "carrier_overdue"  # the carrier's own date has passed; dates are the missed ones
    dispatch_policy = "dispatch_policy"  # paid, not shipped: dispatch promise plus transit days
    dispatch_overdue = "dispatch_overdue"  # the dispatch promise was missed; dates start from now
    awaiting_payment = "awaiting_payment"  # the dates hold if the customer pays now
    delivered = "delivered"  # dates are the day of delivery
    order_cancelled = "order_cancelled"  # nothing will come
    in_return = "in_return"  # nothing will come: the goods go, or went, back
    not_found = "not_found"  # no such order of this customer

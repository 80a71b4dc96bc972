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
    wait_for_shipping = "wait_for_shipping"  # paid, and this shop changes nothing more before it ships
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


class Verdict(ShopEnum):
    """What a rule decided about a wish, by which its answer is worded."""

    allowed = "allowed"
    not_found = "not_found"  # no such order, line, case or card of this customer
    # Returns, exchanges, repairs
    not_paid = "not_paid"
    cancel_instead = "cancel_instead"  # not shipped yet: cancelling is the way
    order_cancelled = "order_cancelled"
    already_returned = "already_returned"
    already_received = "already_received"
    not_arrived = "not_arrived"  # wait for it, or refuse it at the door
    too_late = "too_late"
    not_returnable = "not_returnable"  # goods of this category do not come back for this reason
    no_warranty = "no_warranty"
    in_a_case = "in_a_case"  # these pieces already are in an open case
    too_many = "too_many"  # more pieces than were bought
    # Prices
    category_excluded = "category_excluded"
    price_not_lower = "price_not_lower"
    only_an_offer = "only_an_offer"  # lower, but only by an offer that does not count
    too_little = "too_little"
    already_claimed = "already_claimed"
    # Invoices
    kind_not_offered = "kind_not_offered"
    nothing_paid = "nothing_paid"
    already_invoiced = "already_invoiced"
    tax_number_needed = "tax_number_needed"
    bad_tax_number = "bad_tax_number"
    bad_email = "bad_email"
    no_invoice = "no_invoice"
    # Changes
    already_shipped = "already_shipped"
    out_of_stock = "out_of_stock"
    same_as_before = "same_as_before"
    unknown_city = "unknown_city"
    day_not_offered = "day_not_offered"
    hours_not_offered = "hours_not_offered"
    already_delivered = "already_delivered"
    already_open = "already_open"
    already_done = "already_done"
    too_far = "too_far"  # the case has gone too far to be taken back
    price_changed = "price_changed"  # since the customer was told it
    in_stock = "in_stock"  # nothing to wait for
    nothing_to_pay = "nothing_to_pay"
    not_installed = "not_installed"  # goods that nobody needs to install
    bad_value = "bad_value"
    # Purchases
    no_address = "no_address"  # the customer has none, or not this one
    no_coupon = "no_coupon"  # the customer has none with this code
    coupon_used = "coupon_used"
    coupon_expired = "coupon_expired"
    coupon_upcoming = "coupon_upcoming"  # cannot be used yet

"""What a shop can do, by the names of the port's writes."""

from __future__ import annotations

from shop.enums.base import ShopEnum


class Capability(ShopEnum):
    """A write of the port. A shop without it is asked no such thing: the matter goes to the staff."""

    cancel_order = "cancel_order"
    expedite = "expedite"
    place_order = "place_order"
    change_address = "change_address"
    change_items = "change_items"
    book_delivery = "book_delivery"
    book_installation = "book_installation"
    confirm_receipt = "confirm_receipt"
    file_case = "file_case"
    withdraw_case = "withdraw_case"
    claim_price_protection = "claim_price_protection"
    retry_payment = "retry_payment"
    request_invoice = "request_invoice"
    resend_invoice = "resend_invoice"
    subscribe = "subscribe"
    unsubscribe = "unsubscribe"
    open_ticket = "open_ticket"
    write_review = "write_review"
    delete_review = "delete_review"
    set_consent = "set_consent"
    request_account_change = "request_account_change"
    request_deletion = "request_deletion"
    withdraw_deletion = "withdraw_deletion"


ALL = frozenset(Capability)

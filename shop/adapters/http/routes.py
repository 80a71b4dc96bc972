"""Which HTTP request each method of the port is; its parameters and answer follow from the port's own types."""

from __future__ import annotations

import inspect
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args, get_type_hints
from urllib.parse import quote

from shop.adapters.http.codec import encode
from shop.numbers import squeeze
from shop.port import Capability, ShopPort

IDEMPOTENCY_KEY = "Idempotency-Key"
_TYPED = ("order_id", "tracking_number", "case_id")  # by customers: sent in capitals without separators
_NOT_SENT = ("self", "request_key", "now")  # the key is a header, the service has a clock


@dataclass(frozen=True)
class Route:
    """One request; *safe* ones change nothing and may be sent again."""

    name: str  # of the port's method
    method: str
    path: str
    safe: bool

    @property
    def capability(self) -> Capability | None:
        """What a shop must be able to do for this; None for reading."""
        return Capability(self.name) if self.name in Capability.__members__ else None

    @cached_property
    def types(self) -> dict[str, Any]:
        """The types of the parameters by name, and of the answer as ``return``."""
        return get_type_hints(getattr(ShopPort, self.name))

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters of the port's method."""
        return inspect.signature(getattr(ShopPort, self.name))

    @cached_property
    def in_path(self) -> tuple[str, ...]:
        """The parameters that stand in the path."""
        return tuple(name for _, name, _, _ in string.Formatter().parse(self.path) if name)

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The parameters that stand in the query of a GET, else in the body."""
        kept = (*_NOT_SENT, *self.in_path)
        return tuple(name for name in self.signature.parameters if name not in kept)

    @property
    def may_be_none(self) -> bool:
        """Whether the answer may be 404, for None."""
        return type(None) in get_args(self.types["return"])

    def request(self, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the path with its parameters in it, and the other parameters as JSON; None is left out."""
        path = self.path.format(**{name: segment(name, arguments[name]) for name in self.in_path})
        sent = {name: encode(arguments[name]) for name in self.others if arguments[name] is not None}
        return path, sent


def segment(name: str, value: Any) -> str:
    """Return one part of a path. What is empty, or would climb up the path, is ``-``, which no service knows."""
    text = squeeze(str(value)) if name in _TYPED else str(value)
    return quote(text, safe="") if text.strip(".") else "-"


_MINE = "/customers/{customer_id}"
_ORDER = "/customers/{customer_id}/orders/{order_id}"

_TABLE = """
customer                 GET     {mine}
orders                   GET     {mine}/orders
order                    GET     {order}
shipment                 GET     {order}/shipments
shipment_by_tracking     GET     {mine}/shipments/{{tracking_number}}
shipping_address         GET     {order}/address
delivery_estimate        GET     {order}/delivery-estimate
cancel_order             POST    {order}/cancellation
expedite                 POST    {order}/expedition
addresses                GET     {mine}/addresses
quote_order              POST?   {mine}/order-quotes
place_order              POST    {mine}/orders
verify                   POST    /verifications
shipping_address         GET     {order}/address
change_address           POST    {order}/address
quote_items              POST?   {mine}/item-change-quotes
change_items             POST    {mine}/item-changes
pickup_points            GET     {order}/pickup-points
book_delivery            POST    {order}/delivery-appointment
book_installation        POST    {order}/installation-appointment
couriers                 GET     {order}/couriers
confirm_receipt          POST    {order}/receipt
quote_case               POST?   {mine}/case-quotes
file_case                POST    {mine}/cases
withdraw_case            POST    {mine}/cases/{{case_id}}/withdrawal
cases                    GET     {mine}/cases
case                     GET     {mine}/cases/{{case_id}}
refunds                  GET     {mine}/refunds
quote_price_protection   GET     {order}/price-protection
claim_price_protection   POST    {order}/price-protection
payment                  GET     {order}/payment
retry_payment            POST    {order}/payment
invoices                 GET     {order}/invoices
request_invoice          POST    {order}/invoices
resend_invoice           POST    {order}/invoices/copies
coupons                  GET     {mine}/coupons
promotions               GET     /promotions
points                   GET     {mine}/points
gift_cards               GET     {mine}/gift-cards
catalogue_names          GET     /catalogue
search_products          POST?   /product-searches
product                  GET     /products/{{product_id}}
compare_products         POST?   /product-comparisons
subscriptions            GET     {mine}/subscriptions
subscribe                POST    {mine}/subscriptions
unsubscribe              POST    {mine}/subscription-endings
tickets                  GET     {mine}/tickets
open_ticket              POST    {mine}/tickets
reviews                  GET     {mine}/reviews
write_review             POST    {order}/reviews/{{line}}
delete_review            POST    {order}/reviews/{{line}}/deletion
consents                 GET     {mine}/consents
set_consent              POST    {mine}/consents
request_account_change   POST    {mine}/account-changes
deletion                 GET     {mine}/deletion
request_deletion         POST    {mine}/deletion
withdraw_deletion        POST    {mine}/deletion/withdrawal
"""  # POST? asks and changes nothing


def _routes() -> dict[str, Route]:
    found = {}
    for line in _TABLE.format(mine=_MINE, order=_ORDER).strip().splitlines():
        name, method, path = line.split()
        found[name] = Route(name, method.rstrip("?"), path, safe=method != "POST")
    return found


ROUTES: Mapping[str, Route] = _routes()

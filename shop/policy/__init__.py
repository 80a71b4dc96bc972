"""The shop's rules: data in ``data/shop/policy.yml``, decisions by pure functions that know no database."""

from __future__ import annotations

from shop.policy.after_sales import decide_case
from shop.policy.days import SHOP_TIME, after_months, after_working_days, shop_day
from shop.policy.delivery import (
    Parcel,
    dispatch_day,
    distance,
    estimate_delivery,
    is_stalled,
    shipping_fee,
    transit_days,
)
from shop.policy.model import Distance, Policy
from shop.policy.money import decide_invoice, decide_price, instalment_plans, refund_day
from shop.policy.orders import refund_on_cancel, refusal
from shop.policy.reading import POLICY_FILE, load_policy, read_policy

__all__ = [
    "POLICY_FILE",
    "SHOP_TIME",
    "Distance",
    "Parcel",
    "Policy",
    "after_months",
    "after_working_days",
    "decide_case",
    "decide_invoice",
    "decide_price",
    "dispatch_day",
    "distance",
    "estimate_delivery",
    "instalment_plans",
    "is_stalled",
    "load_policy",
    "read_policy",
    "refund_day",
    "refund_on_cancel",
    "refusal",
    "shipping_fee",
    "shop_day",
    "transit_days",
]

"""Reading ``data/shop/policy.yml``: a mistake is named by its key, and no rule is guessed."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from shop.enums import CaseReason, InvoiceKind, OrderStatus, PaymentMethod
from shop.errors import PolicyError
from shop.policy.model import (
    AfterSalesRules,
    CategoryRules,
    DeliveryRules,
    Distance,
    InstalmentRules,
    InvoiceRules,
    OrderRules,
    Policy,
    PriceRules,
    Region,
    ServiceRules,
)
from shop.policy.section import Section

POLICY_FILE = Path(__file__).resolve().parents[2] / "data" / "shop" / "policy.yml"


@lru_cache(maxsize=4)
def load_policy(path: Path = POLICY_FILE) -> Policy:
    """Return the rules of the file; raises PolicyError, which names the file, the key, and what is allowed."""
    import yaml  # takes longer than all the rest of opening a shop without rules

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PolicyError(f"{path} is missing: the shop cannot decide anything without its rules") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path} is not valid YAML in UTF-8: {error}") from error
    return read_policy(content, path.name)


def read_policy(content: Any, name: str) -> Policy:
    """Return the rules in *content*, as YAML gives it; *name* is the file's in error messages."""
    top = Section(content, f"{name}: ")
    policy = Policy(
        delivery=_delivery(top.section("delivery")),
        orders=_orders(top.section("orders")),
        after_sales=_after_sales(top.section("after_sales")),
        refund_days=_refund_days(top.section("refunds")),
        prices=_prices(top.section("price_protection")),
        invoices=_invoices(top.section("invoices")),
        instalments=_instalments(top.section("instalments")),
        service=_service(top.section("service")),
    )
    top.done()
    return policy


def _delivery(section: Section) -> DeliveryRules:
    regions = section.section("regions")
    rules = DeliveryRules(
        cut_off_hour=section.whole("cut_off_hour", 0, 24),
        dispatch_promise=timedelta(hours=section.whole("dispatch_hours", 1)),
        stalled_after=timedelta(hours=section.whole("stalled_hours", 1)),
        regions={distance: _region(regions.section(distance.name)) for distance in Distance},
        slots=tuple(section.pair("slots", slot, 0, 24) for slot in section.items("slots")),
        furthest_day=section.whole("furthest_day", 1, 90),
        installed_categories=section.texts("installed_categories"),
        shipping_fee=section.decimal("shipping_fee"),
        free_shipping_from=section.decimal("free_shipping_from"),
    )
    regions.done()
    section.done()
    return rules


def _region(section: Section) -> Region:
    region = Region(section.texts("provinces"), section.pair("days", section.value("days"), 0, 60))
    section.done()
    return region


def _orders(section: Section) -> OrderRules:
    rules = OrderRules(
        cancellable=section.members("cancellable", OrderStatus),
        expeditable=section.members("expeditable", OrderStatus),
        address_changeable=section.members("address_changeable", OrderStatus),
        items_changeable=section.members("items_changeable", OrderStatus),
        pay_within=timedelta(hours=section.whole("pay_within_hours", 1)),
        most_pieces=section.whole("most_pieces", 1),
    )
    section.done()
    return rules


def _after_sales(section: Section) -> AfterSalesRules:
    categories = section.section("categories")
    default = _category(categories.section("default"), None)
    rules = AfterSalesRules(
        freight=section.decimal("freight"),
        return_address=section.bilingual("return_address"),
        shop_pays=section.members("shop_pays", CaseReason),
        quality_reasons=section.members("quality_reasons", CaseReason),
        missing_parts_days=section.whole("missing_parts_days"),
        default=default,
        categories={
            name: _category(categories.section(name), default)
            for name in categories.keys
            if name != "default"
        },
    )
    section.done()
    return rules


def _category(section: Section, default: CategoryRules | None) -> CategoryRules:
    def number(key: str) -> int:
        if default is not None and key not in section:
            return int(getattr(default, key))
        return section.whole(key, 0, 1200)

    rules = CategoryRules(
        no_reason_days=number("no_reason_days"),
        no_reason_exchange_days=number("no_reason_exchange_days"),
        quality_return_days=number("quality_return_days"),
        quality_exchange_days=number("quality_exchange_days"),
        warranty_months=number("warranty_months"),
    )
    section.done()
    return rules


def _refund_days(section: Section) -> dict[PaymentMethod, int]:
    days = section.section("days")
    found = {method: days.whole(method.value, 0, 90) for method in PaymentMethod}
    days.done()
    section.done()
    return found


def _prices(section: Section) -> PriceRules:
    rules = PriceRules(
        days=section.whole("days"),
        excluded_categories=section.texts("excluded_categories"),
        includes_offers=section.yes_no("includes_offers"),
        least=section.decimal("least"),
    )
    section.done()
    return rules


def _invoices(section: Section) -> InvoiceRules:
    rules = InvoiceRules(
        kinds=section.members("kinds", InvoiceKind),
        request_within_days=section.whole("request_within_days"),
        correct_within_days=section.whole("correct_within_days"),
        issue_hours=section.whole("issue_hours", 1),
    )
    section.done()
    return rules


def _instalments(section: Section) -> InstalmentRules:
    plans = section.section("plans")
    for months in plans.keys:
        if not isinstance(months, int) or months < 2:
            plans.refuse(months, "expected a number of months, 2 or more", months)
    rules = InstalmentRules(
        section.decimal("least"), {months: plans.decimal(months) for months in plans.keys}
    )
    section.done()
    return rules


def _service(section: Section) -> ServiceRules:
    rules = ServiceRules(
        complaint_hours=section.whole("complaint_hours", 1),
        ticket_hours=section.whole("ticket_hours", 1),
        deletion_days=section.whole("deletion_days", 1),
        review_within_days=section.whole("review_within_days", 1),
    )
    section.done()
    return rules

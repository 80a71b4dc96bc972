"""A manager edits the rules: each mistake is named with its key and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from shop.demo.catalogue import load_catalogue
from shop.demo.reading import DATA
from shop.errors import PolicyError
from shop.policy import POLICY_FILE, load_policy, read_policy


def content() -> dict[str, Any]:
    return yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))


# Where, what is written there instead, and what the error must say.
MISTAKES = [
    ("delivery.cut_off_hour", 25, r"delivery\.cut_off_hour: expected a whole number from 0 to 24, got 25"),
    ("delivery.cut_off_hour", "16点", r"delivery\.cut_off_hour: expected a whole number.*got '16点'"),
    ("delivery.cut_off_hour", None, r"delivery\.cut_off_hour: is missing"),
    ("delivery.regions.near.days", [3, 2], r"delivery\.regions\.near\.days: expected \[from, to\]"),
    ("delivery.regions.near.provinces", "福建", r"regions\.near\.provinces: expected a list"),
    ("delivery.slots", [[9, 12], [12]], r"delivery\.slots: expected \[from, to\]"),
    ("delivery.shipping_fee", 8.5, r'delivery\.shipping_fee: expected .*quotes like "3\.50", got 8\.5'),
    ("delivery.free_shipping_from", -1, r"delivery\.free_shipping_from: expected"),
    ("orders.cancellable", ["paid"], r"orders\.cancellable: expected one of pending_payment, .*got 'paid'"),
    ("after_sales.freight", 12.5, r'after_sales\.freight: expected .*quotes like "3\.50", got 12\.5'),
    ("after_sales.shop_pays", ["broken"], r"after_sales\.shop_pays: expected one of no_longer_wanted"),
    ("after_sales.categories.phones.waranty_months", 12, r"categories\.phones\.waranty_months: is not known"),
    ("after_sales.categories.food.no_reason_days", -1, r"categories\.food\.no_reason_days: expected"),
    ("after_sales.categories.default", {"no_reason_days": 7}, r"default\.no_reason_exchange_days: is missing"),
    ("refunds.days", {"alipay": 1}, r"refunds\.days\.wechat: is missing"),
    ("price_protection.includes_offers", "no", r"price_protection\.includes_offers: expected true or false"),
    ("price_protection.days", True, r"price_protection\.days: expected a whole number"),
    ("invoices.kinds", ["paper"], r"invoices\.kinds: expected one of personal, company, special"),
    ("instalments.plans", {1: 0}, r"instalments\.plans\.1: expected a number of months, 2 or more"),
    ("service.answer_hours", 3, r"service\.answer_hours: is not known here; known are complaint_hours"),
    ("prices", {"days": 3}, r"prices: is not known here; known are delivery"),
    ("service", [], r"service: expected keys with values"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES)
def test_a_mistake_is_named_by_its_key(path: str, value: Any, message: str) -> None:
    rules = content()
    *way, last = path.split(".")
    place = rules
    for key in way:
        place = place[key]
    place[last] = value
    with pytest.raises(PolicyError, match=f"^policy\\.yml: .*{message}"):
        read_policy(rules, "policy.yml")


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "not valid YAML"), ("", "expected keys with values"), ("- 1", "expected keys")],
)
def test_a_file_that_holds_no_rules_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "policy.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=f"policy.yml.*{message}"):
        load_policy(tmp_path / "policy.yml")
    with pytest.raises(PolicyError, match="missing"):
        load_policy(tmp_path / "none.yml")


def test_the_shops_own_file_names_only_categories_that_are_sold() -> None:
    sold = set(load_catalogue(DATA).categories)
    rules = load_policy()
    assert set(rules.after_sales.categories) <= sold
    assert set(rules.prices.excluded_categories) <= sold

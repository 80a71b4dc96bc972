"""Designers edit ``data/shop``: each mistake is named with its file and entry."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shop.demo.reading import DATA, yuan
from shop.demo.world import build_world
from shop.errors import SeedDataError
from shop.seed import seed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# File, what stands there, what a designer writes instead, and what the error must say.
MISTAKES = [
    ("products.yml", "price: 4999", "price: 49.99",
     "products.yml, P10001: a price is whole yuan or quoted"),
    ("products.yml", "price: 4999", 'price: "4.999"',
     "products.yml, P10001: a price .* two decimals"),
    ("products.yml", "price: 4999", "price: -1",
     "products.yml, P10001: a price is not negative"),
    ("products.yml", "price: 4999", "price: cheap",
     "products.yml, P10001: a price"),
    ("products.yml", "brand: 星澜", "brand: 无名",
     "products.yml, P10001: '无名' is missing or not known"),
    ("products.yml", "P10002", "P10001",
     "products.yml: the id P10001 is there more than once"),
    ("products.yml", "P10002", "X2",
     "products.yml, X2: a product id is P and five digits"),
    ("products.yml", "variants: phone", "variants: fone",
     "'fone' is missing or not known"),
    ("products.yml", "\nbrands:", "\nbrands: [",
     "products.yml is not valid YAML"),
    ("customers.yml", '"15400106721"', "15400106721",
     "customer 1 .陈思远.: expected a text .in quotes"),
    ("customers.yml", '"15400106721"', '"12345"',
     "customer 1 .陈思远.: a phone has eleven digits"),
    ("customers.yml", '"15400106721"', '"15400218835"',
     "the phone 15400218835 is there more than once"),
    ("customers.yml", "level: gold", "level: golden",
     "customer 1 .陈思远.: 'golden' is not one of regular, silver"),
    ("customers.yml", "{city: 杭州", "{city: 亚特兰蒂斯",
     "customer 1 .陈思远.: '亚特兰蒂斯' is missing or not known"),
    ("cities.yml", "via: 济南", "via: 月球",
     "goes via 月球, which is not a city"),
    ("cities.yml", "en: Hangzhou, ", "",
     "cities.yml, 杭州: 'en' is missing"),
    ("orders.yml", "status: received, count", "status: recieved, count",
     "story received: 'recieved' is not one of pending"),
    ("orders.yml", "parcels: [moving]}", "parcels: [mooving]}",
     "story in_transit: 'mooving' is not one of moving"),
    ("orders.yml", "parcels: [moving]}", "parcel: [moving]}",
     "story in_transit: unknown .'parcel'.; a story may"),
    ("orders.yml", "parcels: [moving]}", "parcels: []}",
     "story in_transit: an order has either parcels or an age"),
    ("orders.yml", "age: [2, 150], paid: false", "age: [9, 2], paid: false",
     "days are .from, to."),
    ("orders.yml", "[pending_payment, pending", "[pending_paiment, pending",
     "'pending_paiment' is missing"),
    ("orders.yml", "product: P10229", "product: P19999",
     "showcase, customer 6: 'P19999' is missing"),
    ("orders.yml", "status: resent", "status: resend",
     "the file: 'resend' is not one of requested"),
    ("details.yml", "P10002: {", "P10012: {",
     "details.yml: P10012 is not in products.yml"),
    ("details.yml", "{screen: [6.7", "{scren: [6.7",
     "details.yml, P10001: 'scren' is missing or not known"),
    ("marketing.yml", "category: kitchen", "category: kitchens",
     "marketing.yml, promotions, 厨房焕新季: 'kitchens' is missing"),
    ("marketing.yml", "product: P10062", "product: P10060",
     "'P10060' is not a product of products.yml"),
    ("tracking.yml", "at_station:", "at_the_station:",
     "tracking.yml, the file: 'at_station' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "message"), MISTAKES)
def test_a_mistake_is_named(folder: Path, name: str, old: str, new: str, message: str) -> None:
    change(folder / name, old, new)
    with pytest.raises(SeedDataError, match=message):
        build_world(date(2026, 11, 6), 7, folder)


FILES = ("products", "customers", "cities", "orders", "tracking", "details", "marketing")


@pytest.mark.parametrize("name", [f"{name}.yml" for name in FILES])
def test_a_missing_or_empty_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("", encoding="utf-8")
    with pytest.raises(SeedDataError, match=f"{name} is empty"):
        build_world(date(2026, 11, 6), 7, folder)
    (folder / name).unlink()
    with pytest.raises(SeedDataError, match=f"{name} is missing"):
        build_world(date(2026, 11, 6), 7, folder)


def test_a_mistake_in_the_files_touches_no_database(folder: Path, tmp_path: Path) -> None:
    change(folder / "products.yml", "price: 4999", "price: 49.99")
    with pytest.raises(SeedDataError):
        seed(f"sqlite:///{tmp_path / 'shop.db'}", date(2026, 11, 6), folder=folder)
    assert not (tmp_path / "shop.db").exists()


def test_prices_are_exact() -> None:
    assert yuan(49) == Decimal("49.00")
    assert yuan("19.9") == Decimal("19.90")
    with pytest.raises(SeedDataError):
        yuan(19.9)
    with pytest.raises(SeedDataError):
        yuan(True)

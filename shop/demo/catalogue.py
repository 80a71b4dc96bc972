"""The demo shop's products, customers and cities, read from ``data/shop`` and checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from shop.demo.reading import entry, one_of, pair, read, text, yuan
from shop.enums import MemberLevel
from shop.errors import SeedDataError

Bilingual = tuple[str, str]  # Chinese, English
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_PRODUCT_ID = re.compile(r"P[0-9]{5}")


@dataclass(frozen=True)
class Product:
    """A product and the variants it is sold in (none for most)."""

    id: str
    category: str
    name: Bilingual
    brand: Bilingual
    price: Decimal
    variants: tuple[Bilingual, ...]


@dataclass(frozen=True)
class City:
    """A city with its sorting centre; ``via`` is the city that parcels pass before."""

    name: Bilingual
    province: str
    hub: Bilingual
    via: str | None


@dataclass(frozen=True)
class Address:
    """Where a customer receives parcels; ``receiver`` is who else does."""

    city: str
    district: str
    street: str
    receiver: str | None


@dataclass(frozen=True)
class Person:
    """A customer with at least one address, the default first."""

    name: str
    phone: str
    level: MemberLevel
    addresses: tuple[Address, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that the demo shop is made from, besides what happened in it."""

    categories: dict[str, Bilingual]
    products: tuple[Product, ...]
    cities: dict[str, City]
    warehouse_city: str
    warehouse: Bilingual
    people: tuple[Person, ...]


def load_catalogue(folder: Path) -> Catalogue:
    """Read products.yml, cities.yml and customers.yml in *folder*; raises SeedDataError."""
    categories, products = _products(read(folder, "products.yml"))
    place = read(folder, "cities.yml")
    with entry("cities.yml", "cities"):
        cities = {name: _city(name, city) for name, city in place["cities"].items()}
        for name, city in cities.items():
            if city.via is not None and city.via not in cities:
                raise SeedDataError(f"{name} goes via {city.via}, which is not a city of this file")
    with entry("cities.yml", "warehouse"):
        house = place["warehouse"]
        warehouse_city, warehouse = house["city"], (text(house["name_zh"]), text(house["name_en"]))
        cities[warehouse_city]
    people = _people(read(folder, "customers.yml"), cities)
    return Catalogue(categories, products, cities, warehouse_city, warehouse, people)


def _products(content: Any) -> tuple[dict[str, Bilingual], tuple[Product, ...]]:
    with entry("products.yml", "brands and variants"):
        brands = {text(zh): text(en) for zh, en in content["brands"].items()}
        variants = {name: tuple(map(pair, options)) for name, options in content["variants"].items()}
        variants["none"] = ()
    categories: dict[str, Bilingual] = {}
    products: list[Product] = []
    for category in content.get("categories") or ():
        with entry("products.yml", f"category {category.get('id')}"):
            categories[text(category["id"])] = (text(category["zh"]), text(category["en"]))
            usual = text(category["variants"])
        for row in category["products"]:
            with entry("products.yml", row.get("id")):
                if not _PRODUCT_ID.fullmatch(row["id"]):
                    raise SeedDataError("a product id is P and five digits")
                brand = text(row["brand"])
                product = Product(
                    id=row["id"],
                    category=category["id"],
                    name=(text(row["zh"]), text(row["en"])),
                    brand=(brand, brands[brand]),
                    price=yuan(row["price"]),
                    variants=variants[row.get("variants", usual)],
                )
                products.append(product)
    _unique("products.yml", "id", (product.id for product in products))
    _unique("products.yml", "name", (name for product in products for name in product.name))
    return categories, tuple(products)


def _city(name: str, row: dict[str, str]) -> City:
    with entry("cities.yml", name):
        hub = (text(row["hub_zh"]), text(row["hub_en"]))
        return City((text(name), text(row["en"])), text(row["province"]), hub, row.get("via"))


def _people(content: Any, cities: dict[str, City]) -> tuple[Person, ...]:
    people = []
    for number, row in enumerate(content, start=1):
        with entry("customers.yml", f"customer {number} ({row.get('name')})"):
            if not _PHONE.fullmatch(text(row["phone"])):
                raise SeedDataError(f"a phone has eleven digits and begins with 13 to 19, not {row['phone']}")
            addresses = tuple(
                Address(a["city"], text(a["district"]), text(a["street"]), a.get("receiver"))
                for a in row["addresses"]
            )
            for address in addresses:
                cities[address.city]
            if not addresses:
                raise SeedDataError("a customer needs an address")
            level = one_of(MemberLevel, row["level"])
            people.append(Person(text(row["name"]), row["phone"], level, addresses))
    _unique("customers.yml", "phone", (person.phone for person in people))
    return tuple(people)


def _unique(name: str, what: str, values: Iterable[str]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise SeedDataError(f"{name}: the {what} {', '.join(sorted(twice))} is there more than once")


def variant_id(product: Product, place: int) -> str:
    """Return the id of the variant at *place* (from 0) of a product; a product without options has one."""
    return f"{product.id}-{place + 1}"

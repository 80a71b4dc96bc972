"""Rows of a big shop, from a seed: many times the demo shop, as the tables hold them (fen, UTC, plain texts).

They go into a database beside the demo shop's own rows, past the layers that a shop's writes go through.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple

Row = Tuple[Any, ...]
Batch = Dict[str, List[Row]]  # by table

COLUMNS: Dict[str, Tuple[str, ...]] = {
    "customers": ("id", "name", "phone", "member_level", "created_at"),
    "addresses": (
        *("id", "customer_id", "receiver", "phone", "province", "city"),
        *("city_en", "district", "street", "is_default"),
    ),
    "orders": (
        *("id", "customer_id", "address_id", "status", "ordered_at", "paid_at", "received_at", "cancelled_at"),
        *("items_total", "shipping_fee", "discount", "total", "refund_amount"),
    ),
    "shipments": (
        *("id", "order_id", "carrier", "tracking_number", "status", "shipped_at"),
        *("delivered_at", "signed_by"),
    ),
    "order_items": (
        *("order_id", "line", "product_id", "variant_id", "unit_price", "quantity", "shipment_id"),
    ),
    "tracking_events": ("id", "shipment_id", "occurred_at", "kind", "city", "city_en", "text_zh", "text_en"),
    "payments": ("id", "order_id", "purpose", "method", "amount", "status", "started_at", "ended_at"),
    "products": ("id", "category_id", "name_zh", "name_en", "brand_zh", "brand_en", "price"),
    "variants": ("id", "product_id", "price", "stock"),
    "product_texts": ("id", "product_id", "description_zh", "description_en", "name_words", "words"),
}
FIRST_ID = 10_000_000  # numbers of the demo shop's rows lie below
_BATCH = 5_000  # orders or products that are made at a time
_DAYS = 700  # over which orders are spread
_ORDERS_OF_ONE = 10  # orders of one customer, on average
_STATUSES = ("received", "shipped", "pending_shipment", "pending_payment", "cancelled")
_SHARES = (72, 10, 8, 3, 7)
_CITIES = (("浙江省", "杭州", "Hangzhou"), ("上海市", "上海", "Shanghai"), ("广东省", "广州", "Guangzhou"))


def customer_id(number: int) -> str:
    """The id of the customer with this number, from 0."""
    return f"C{FIRST_ID + number}"


def customers_for(orders: int) -> int:
    """How many customers place so many orders."""
    return max(1, orders // _ORDERS_OF_ONE)


def people(orders: int, now: datetime) -> Iterator[Batch]:
    """Customers, each with an address."""
    total = customers_for(orders)
    for start in range(0, total, _BATCH):
        batch: Batch = {"customers": [], "addresses": []}
        for number in range(start, min(total, start + _BATCH)):
            name, phone = customer_id(number), f"16{number:09d}"
            batch["customers"].append((name, f"顾客{number}", phone, "regular", now - timedelta(days=800)))
            place = (*_CITIES[number % len(_CITIES)], "中心区", f"测试路 {number} 号", True)
            batch["addresses"].append((FIRST_ID + number, name, f"顾客{number}", phone, *place))
        yield batch


def orders(count: int, goods: Sequence[Tuple[str, str, int]], now: datetime, seed: int) -> Iterator[Batch]:
    """Orders of those people with lines, parcels, events and payments.

    Args:
        count: How many.
        goods: What can be bought: product, variant, price in fen.
        now: The moment (UTC) before which all of it happened.
        seed: Of the random draws.
    """
    rng = Random(f"orders {seed}")
    buyers = customers_for(count)
    for start in range(0, count, _BATCH):
        batch: Batch = {name: [] for name in ("orders", "shipments", "order_items", "tracking_events", "payments")}
        for number in range(start, min(count, start + _BATCH)):
            _order(batch, number, rng.randrange(buyers), goods, now, rng)
        yield batch


def _order(
    batch: Batch, number: int, buyer: int, goods: Sequence[Tuple[str, str, int]], now: datetime, rng: Random
) -> None:
    status = rng.choices(_STATUSES, _SHARES)[0]
    day = number % _DAYS + 1
    ordered = now - timedelta(days=day, seconds=rng.randrange(3600))
    # Unique, since no two orders of one day have the same number within it; the demo's own are not there yet.
    order_id = f"{ordered:%y%m%d}{number // _DAYS * 10 + 3:06d}"
    paid = ordered + timedelta(minutes=5) if status not in ("pending_payment", "cancelled") else None
    gone = status in ("received", "shipped")
    shipment = FIRST_ID + number if gone else None
    lines = [rng.choice(goods) for _ in range(rng.choice((1, 1, 2)))]
    total = sum(price for _, _, price in lines)
    received = paid + timedelta(days=3) if paid and status == "received" else None
    cancelled = ordered + timedelta(hours=1) if status == "cancelled" else None
    times, sums = (ordered, paid, received, cancelled), (total, 0, 0, total, 0 if cancelled else None)
    batch["orders"].append((order_id, customer_id(buyer), FIRST_ID + buyer, status, *times, *sums))
    for line, (product, variant, price) in enumerate(lines, start=1):
        batch["order_items"].append((order_id, line, product, variant, price, 1, shipment))
    if paid and gone:
        _parcel(batch, number, order_id, paid, status == "received")
    state = "paid" if paid else ("closed" if cancelled else "pending")
    ended = paid or cancelled
    batch["payments"].append((FIRST_ID + number, order_id, "order", "alipay", total, state, ordered, ended))


def _parcel(batch: Batch, number: int, order_id: str, paid: datetime, delivered: bool) -> None:
    shipped, arrived = paid + timedelta(hours=20), paid + timedelta(days=3)
    end = (arrived, "receiver") if delivered else (None, None)
    state = "delivered" if delivered else "in_transit"
    batch["shipments"].append((FIRST_ID + number, order_id, "SF", f"SF9{number:012d}", state, shipped, *end))
    steps = [("picked_up", shipped), ("departed", shipped + timedelta(hours=4))]
    for place, (kind, at) in enumerate([*steps, ("delivered", arrived)] if delivered else steps):
        row = (FIRST_ID + number * 3 + place, FIRST_ID + number, at, kind, "杭州", "Hangzhou", "快件", "The parcel")
        batch["tracking_events"].append(row)


def products(
    count: int, models: Sequence[Mapping[str, Any]], texts: Mapping[str, Mapping[str, Any]], seed: int
) -> Iterator[Batch]:
    """Products that are the demo shop's with a model number and another price; each has one variant.

    Args:
        count: How many.
        models: Rows of the table of products.
        texts: Rows of the table of product texts, by product.
        seed: Of the random draws.
    """
    rng = Random(f"products {seed}")
    for start in range(0, count, _BATCH):
        batch: Batch = {"products": [], "variants": [], "product_texts": []}
        for number in range(start, min(count, start + _BATCH)):
            model = models[number % len(models)]
            text, product_id, word = texts[model["id"]], f"B{FIRST_ID + number}", f"k{number}"
            price = max(100, int(float(model['price']) * 100 * rng.uniform(0.5, 2.0)))
            names = (f"{model['name_zh']} {word.upper()}", f"{model['name_en']} {word.upper()}")
            brand = (model["brand_zh"], model["brand_en"])
            batch["products"].append((product_id, model["category_id"], *names, *brand, price))
            batch["variants"].append((f"{product_id}-1", product_id, price, rng.choice((0, 3, 50, 200))))
            said = (text["description_zh"], text["description_en"])
            cut = (f"{text['name_words']} {word}", f"{text['words']} {word}")
            batch["product_texts"].append((FIRST_ID + number, product_id, *said, *cut))
        yield batch

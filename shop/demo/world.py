"""The demo shop's rows for every table: the same for the same files, day and seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from shop import tables
from shop.accounts import SEED_ACTION
from shop.demo.case_rows import write_case
from shop.demo.catalogue import Address, Catalogue, load_catalogue
from shop.demo.extras import ExtrasWriter
from shop.demo.history import OrderWriter, Row
from shop.demo.marketing import load_marketing
from shop.demo.parcels import Traveller, load_wording
from shop.demo.reading import DATA, entry
from shop.demo.shelf import write_shelf
from shop.demo.stories import Script, Story, load_script
from shop.enums import CaseKind
from shop.policy import POLICY_FILE, SHOP_TIME, load_policy

World = dict[sa.Table, list[Row]]


def build_world(as_of: date, seed: int, folder: Path = DATA) -> World:
    """Return the rows of a demo shop as it stands at the first moment of *as_of* in the shop's time zone.

    *as_of* moves every time by whole days and changes nothing else. Raises SeedDataError.
    """
    catalogue, script, wording = load_catalogue(folder), load_script(folder), load_wording(folder)
    policy = load_policy(folder / POLICY_FILE.name)
    rules = policy.delivery
    # Python keeps Random's basic sequence stable; a text as seed is hashed with SHA-512.
    rng = Random(f"kefu demo shop {seed}")
    world: World = {table: [] for table in tables.metadata.sorted_tables}
    address_ids = _people(world, catalogue, rng, as_of)
    _products(world, catalogue)
    traveller = Traveller(rng, catalogue, wording, rules, as_of)
    writer = OrderWriter(world, catalogue, script, traveller, rules, rng, as_of)
    for customer_number, story in _plots(script, len(catalogue.people), rng):
        person = catalogue.people[customer_number - 1]
        choice = 0 if rng.random() < 0.8 else rng.randrange(len(person.addresses))
        customer_id = _customer_id(customer_number)
        writer.write(story, customer_id, address_ids[customer_id][choice], person.addresses[choice])
    _scenes(world, catalogue, script, writer, address_ids, as_of)
    marketing = load_marketing(folder, catalogue)
    write_shelf(world, catalogue, marketing, folder, as_of, seed)
    ExtrasWriter(world, marketing, policy, as_of, seed).write()
    world[tables.audit].append(_seed_record(as_of, seed))
    return world


def _customer_id(number: int) -> str:
    return f"C{10000 + number}"


def _plots(script: Script, people: int, rng: Random) -> Iterator[tuple[int, Story]]:
    """Yield customer numbers (from 1) with what happens to them: first the demo accounts' own stories."""
    for number, names in enumerate(script.demo_accounts, start=1):
        for name in names:
            yield number, script.stories[name]
    rest = [story for story in script.stories.values() for _ in range(story.count)]
    rng.shuffle(rest)
    others = range(len(script.demo_accounts) + 1, people + 1)
    for index, story in enumerate(rest):
        # Everyone gets orders in turn; every third order goes to anyone, so that some buy more.
        yield (others[index % len(others)] if index % 3 else rng.choice(others)), story


def _scenes(
    world: World,
    catalogue: Catalogue,
    script: Script,
    writer: OrderWriter,
    address_ids: dict[str, list[int]],
    as_of: date,
) -> None:
    """Write the showcase, after all other orders, so that it changes none of them."""
    now = datetime.combine(as_of, time(), SHOP_TIME)
    goods = {product.id: product for product in catalogue.products}
    for scene in script.showcase:
        with entry("orders.yml", f"showcase, customer {scene.customer}"):
            product = goods[scene.product]
        customer_id, person = _customer_id(scene.customer), catalogue.people[scene.customer - 1]
        story = script.stories[scene.story]
        order = writer.write(story, customer_id, address_ids[customer_id][0], person.addresses[0], product)
        if scene.case is not None:
            asked = (order["received_at"] or now - timedelta(days=2)) + timedelta(hours=3)
            refund = order["total"] if scene.case.kind is CaseKind.refund else None
            pieces = {1: world[tables.order_items][-1]["quantity"]}
            ends = {"closes_at": now - timedelta(hours=2), "now": now}
            asked = min(asked, now - timedelta(hours=12))
            write_case(world, order, scene.case, pieces, refund, None, requested_at=asked, **ends)


def _people(world: World, catalogue: Catalogue, rng: Random, as_of: date) -> dict[str, list[int]]:
    """Write customers and addresses; return the ids of each customer's addresses."""
    midnight = datetime.combine(as_of, time(), SHOP_TIME)
    address_ids: dict[str, list[int]] = {}
    for number, person in enumerate(catalogue.people, start=1):
        customer_id = _customer_id(number)
        world[tables.customers].append(
            {
                "id": customer_id,
                "name": person.name,
                "phone": person.phone,
                "member_level": person.level,
                "created_at": midnight - timedelta(minutes=rng.randint(300 * 1440, 1200 * 1440)),
            }
        )
        address_ids[customer_id] = []
        for place, address in enumerate(person.addresses):
            address_id = len(world[tables.addresses]) + 1
            address_ids[customer_id].append(address_id)
            row = _address(catalogue, address, person.name, person.phone)
            world[tables.addresses].append(
                {"id": address_id, "customer_id": customer_id, "is_default": place == 0, **row}
            )
    return address_ids


def _address(catalogue: Catalogue, address: Address, name: str, phone: str) -> Row:
    city = catalogue.cities[address.city]
    return {
        "receiver": address.receiver or name,
        "phone": phone,
        "province": city.province,
        "city": city.name[0],
        "city_en": city.name[1],
        "district": address.district,
        "street": address.street,
    }


def _products(world: World, catalogue: Catalogue) -> None:
    for category_id, (zh, en) in catalogue.categories.items():
        world[tables.categories].append({"id": category_id, "name_zh": zh, "name_en": en})
    for product in catalogue.products:
        world[tables.products].append(
            {
                "id": product.id,
                "category_id": product.category,
                "name_zh": product.name[0],
                "name_en": product.name[1],
                "brand_zh": product.brand[0],
                "brand_en": product.brand[1],
                "price": product.price,
            }
        )


def _seed_record(as_of: date, seed: int) -> Row:
    return {
        "id": 1,
        "at": datetime.combine(as_of, time(), SHOP_TIME),
        "actor": SEED_ACTION,
        "action": SEED_ACTION,
        "order_id": None,
        "before": {},
        "after": {"as_of": as_of.isoformat(), "seed": seed},
        "request_key": f"seed {as_of.isoformat()} {seed}",
    }

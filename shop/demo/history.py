"""Writing one demo order with its lines, parcels, events and return, as its story tells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from shop import tables
from shop.demo.case_rows import write_case
from shop.demo.catalogue import Address, Catalogue, Product, variant_id
from shop.demo.parcels import Journey, Traveller, Trip
from shop.demo.stories import Filed, Script, Story
from shop.enums import Carrier, CaseKind, CaseStatus, OrderStatus, SignedBy
from shop.policy import SHOP_TIME, refund_on_cancel, shipping_fee
from shop.policy.model import DeliveryRules

Row = dict[str, Any]

_CARRIER_DIGITS = {Carrier.SF: 13, Carrier.YT: 13, Carrier.ZTO: 12, Carrier.JD: 13}
_DEAR = Decimal(1000)  # CNY; dearer parcels go with the dearer carriers
_CHEAP = Decimal(100)  # CNY; of cheaper things, people buy several
_SIGNERS = (SignedBy.receiver,) * 6 + (SignedBy.family, SignedBy.front_desk, SignedBy.locker, SignedBy.locker)


class OrderWriter:
    """Adds orders to a world of rows; *today* has not begun: everything lies before it."""

    def __init__(
        self,
        world: dict[sa.Table, list[Row]],
        catalogue: Catalogue,
        script: Script,
        traveller: Traveller,
        rules: DeliveryRules,
        rng: Random,
        today: date,
    ) -> None:
        self._world = world
        self._catalogue = catalogue
        self._script = script
        self._traveller = traveller
        self._rules = rules
        self._rng = rng
        self._now = datetime.combine(today, time(), SHOP_TIME)
        self._numbers: set[str] = set()

    def write(
        self,
        story: Story,
        customer_id: str,
        address_id: int,
        address: Address,
        product: Product | None = None,
    ) -> Row:
        """Add one order of this *story*, of a *product* if given; return its row."""
        lines = [self._line(product)] if product else self._lines(max(1, len(story.parcels)))
        journeys = self._journeys(story, lines, address)
        paid_at = self._paid_at(story, journeys)
        ordered_at = paid_at - timedelta(seconds=self._rng.randint(40, 900))
        order_id = self._order_id(ordered_at)
        total = self._totals(lines)
        order = {
            "id": order_id,
            "customer_id": customer_id,
            "address_id": address_id,
            "status": story.status,
            "ordered_at": ordered_at,
            "paid_at": paid_at if story.paid else None,
            "expedited_at": paid_at + (self._now - paid_at) / 2 if story.expedited else None,
            "received_at": self._received_at(story, journeys),
            **total,
            **self._cancellation(story, paid_at, total["total"]),
        }
        self._world[tables.orders].append(order)
        parcel_of_line = self._parcels(order_id, journeys, len(lines))
        for number, line in enumerate(lines, start=1):
            row = {"order_id": order_id, "line": number, **line, "shipment_id": parcel_of_line[number - 1]}
            self._world[tables.order_items].append(row)
        if story.returned is not None:
            self._return(order, lines, story.returned)
        return order

    def _lines(self, least: int) -> list[Row]:
        """Return at least *least* lines of different products."""
        count = max(least, self._rng.choice((1, 1, 1, 2, 2, 3)))
        return [self._line(product) for product in self._rng.sample(self._catalogue.products, count)]

    def _line(self, product: Product) -> Row:
        zh, en = self._rng.choice(product.variants) if product.variants else (None, None)
        place = product.variants.index((zh, en)) if zh is not None and en is not None else 0
        several = self._rng.choice((1, 1, 2, 3))
        return {
            "product_id": product.id,
            "variant_id": variant_id(product, place),
            "variant_zh": zh,
            "variant_en": en,
            "unit_price": product.price,
            "quantity": several if product.price < _CHEAP else 1,
        }

    def _totals(self, lines: list[Row]) -> Row:
        items = sum((line["unit_price"] * line["quantity"] for line in lines), Decimal("0.00"))
        offers = [off for least, off in self._script.coupons if items >= least]
        discount = offers[-1] if self._rng.random() < 0.35 and offers else Decimal("0.00")
        fee = shipping_fee(self._rules, items)
        total = items + fee - discount
        return {"items_total": items, "shipping_fee": fee, "discount": discount, "total": total}

    def _journeys(self, story: Story, lines: list[Row], address: Address) -> list[tuple[Carrier, Journey]]:
        dear = max(line["unit_price"] for line in lines) >= _DEAR
        ago = self._rng.randint(*map(int, story.delivered)) if story.delivered else 0
        city = self._catalogue.cities[address.city]
        journeys = []
        for number, ending in enumerate(story.parcels):
            carrier = self._rng.choice((Carrier.SF, Carrier.JD) if dear else tuple(Carrier))
            signer = story.signed_by or self._rng.choice(_SIGNERS)
            # The second parcel of an order comes a day after the first.
            trip = Trip(ending, carrier, city, address.district, max(1, ago - number), signer)
            journeys.append((carrier, self._traveller.travel(trip)))
        return journeys

    def _paid_at(self, story: Story, journeys: list[tuple[Carrier, Journey]]) -> datetime:
        """Return a time before the first parcel left: on its day until the cut-off, or the evening before."""
        if story.age is not None:
            return self._now - timedelta(seconds=round(self._rng.uniform(*story.age) * 86400))
        day = min(journey.shipped_at for _, journey in journeys).replace(hour=0, minute=0, second=0)
        if self._rng.random() < 0.5:
            return day + timedelta(seconds=self._rng.randint(8 * 3600, self._rules.cut_off_hour * 3600 - 1))
        return day - timedelta(seconds=self._rng.randint(1800, 8 * 3600))

    def _received_at(self, story: Story, journeys: list[tuple[Carrier, Journey]]) -> datetime | None:
        if story.status not in (OrderStatus.received, OrderStatus.returning, OrderStatus.returned):
            return None
        last = max(journey.delivered_at for _, journey in journeys if journey.delivered_at)
        return last + timedelta(seconds=self._rng.randint(1800, 3 * 86400))

    def _cancellation(self, story: Story, paid_at: datetime, total: Decimal) -> Row:
        if story.status is not OrderStatus.cancelled:
            return {"cancelled_at": None, "cancel_reason": None, "refund_amount": None}
        return {
            "cancelled_at": paid_at + timedelta(seconds=self._rng.randint(600, 20 * 3600)),
            "cancel_reason": self._rng.choice(self._script.cancel_reasons),
            "refund_amount": refund_on_cancel(total, story.paid),
        }

    def _parcels(
        self, order_id: str, journeys: list[tuple[Carrier, Journey]], lines: int
    ) -> list[int | None]:
        """Write the parcels; return for each line the parcel that holds it, the first line in the first."""
        ids = []
        for carrier, journey in journeys:
            shipment_id = len(self._world[tables.shipments]) + 1
            ids.append(shipment_id)
            self._world[tables.shipments].append(
                {
                    "id": shipment_id,
                    "order_id": order_id,
                    "carrier": carrier,
                    "tracking_number": self._tracking_number(carrier),
                    "status": journey.status,
                    "shipped_at": journey.shipped_at,
                    "estimated_delivery": journey.estimated_delivery,
                    "delivered_at": journey.delivered_at,
                    "signed_by": journey.signed_by,
                }
            )
            self._events(shipment_id, journey)
        return [ids[min(line, len(ids) - 1)] if ids else None for line in range(lines)]

    def _events(self, shipment_id: int, journey: Journey) -> None:
        rows = self._world[tables.tracking_events]
        for event in journey.events:
            rows.append(
                {
                    "id": len(rows) + 1,
                    "shipment_id": shipment_id,
                    "occurred_at": event.at,
                    "kind": event.kind,
                    "city": event.city[0],
                    "city_en": event.city[1],
                    "text_zh": event.text[0],
                    "text_en": event.text[1],
                }
            )

    def _return(self, order: Row, lines: list[Row], status: CaseStatus) -> None:
        reason, zh, en = self._rng.choice(self._script.return_reasons)
        requested_at = order["received_at"] + timedelta(seconds=self._rng.randint(3600, 86400))
        closes_at = requested_at + timedelta(days=self._rng.randint(4, 8))
        filed = Filed(CaseKind.return_goods, status, reason, (zh, en))
        sent_back = status in (CaseStatus.in_transit, CaseStatus.refunded)
        number = self._tracking_number(Carrier.SF) if sent_back else None
        refund = order["total"] - order["shipping_fee"]
        pieces = {line: row["quantity"] for line, row in enumerate(lines, start=1)}
        write_case(self._world, order, filed, pieces, refund, number, requested_at, closes_at, self._now)

    def _order_id(self, ordered_at: datetime) -> str:
        while True:
            number = f"{ordered_at:%y%m%d}{self._rng.randint(100000, 999999)}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _tracking_number(self, carrier: Carrier) -> str:
        while True:
            digits = _CARRIER_DIGITS[carrier]
            number = f"{carrier.value}{self._rng.randrange(10 ** (digits - 1), 10**digits)}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

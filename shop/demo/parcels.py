"""How a demo parcel travels: on which days, through which places, and what the carrier writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from shop.demo.catalogue import Bilingual, Catalogue, City
from shop.demo.reading import entry, pair, read
from shop.demo.stories import Ending
from shop.enums import Carrier, EventKind, ShipmentStatus, SignedBy
from shop.policy import SHOP_TIME, transit_days
from shop.policy.model import DeliveryRules

_DAY = timedelta(days=1)
# Scans on the last day: kind and hours between which it happens.
_LAST_MILE: dict[Ending, tuple[tuple[str, float, float], ...]] = {
    Ending.evening_run: (("at_station", 15, 16.5), ("out_for_delivery", 17.5, 19.5)),
    Ending.attempt_failed: (("at_station", 6.2, 7.2), ("out_for_delivery", 8, 9), ("attempt_failed", 11, 18)),
    Ending.late: (("delayed", 9, 20),),
    Ending.stuck: (),
}
_USUAL_LAST_MILE = (("at_station", 6.2, 7.2), ("out_for_delivery", 8, 9), ("delivered", 10, 19.5))


@dataclass(frozen=True)
class Event:
    """One scan, in the shop's time zone."""

    at: datetime
    kind: EventKind
    city: Bilingual
    text: Bilingual


@dataclass(frozen=True)
class Journey:
    """A parcel's way until the day of the seed."""

    shipped_at: datetime
    estimated_delivery: date
    status: ShipmentStatus
    delivered_at: datetime | None
    signed_by: SignedBy | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Wording:
    """The carriers' texts of ``tracking.yml``."""

    couriers: tuple[Bilingual, ...]
    station: Bilingual
    texts: dict[str, tuple[Bilingual, ...]]
    delivered: dict[SignedBy, Bilingual]


def load_wording(folder: Path) -> Wording:
    """Read tracking.yml in *folder*; raises SeedDataError."""
    content: dict[str, Any] = read(folder, "tracking.yml")
    kinds = [kind.value for kind in EventKind if kind is not EventKind.delivered] + ["at_station"]
    with entry("tracking.yml", "the file"):
        return Wording(
            couriers=tuple(map(pair, content["couriers"])),
            station=pair(content["station"]),
            texts={kind: tuple(map(pair, content[kind])) for kind in kinds},
            delivered={who: pair(content["delivered"][who.value]) for who in SignedBy},
        )


@dataclass(frozen=True)
class Trip:
    """What is asked of one parcel; ``delivered_ago`` (days) and ``signed_by`` count for delivered ones."""

    ending: Ending
    carrier: Carrier
    city: City
    district: str
    delivered_ago: int
    signed_by: SignedBy


class Traveller:
    """Sends demo parcels from the warehouse; *today* has not begun: every event lies before it."""

    def __init__(
        self, rng: Random, catalogue: Catalogue, wording: Wording, rules: DeliveryRules, today: date
    ) -> None:
        self._rng = rng
        self._rules = rules
        self._cities = catalogue.cities
        self._warehouse = catalogue.warehouse
        self._origin = catalogue.cities[catalogue.warehouse_city]
        self._wording = wording
        self._today = today

    def travel(self, trip: Trip) -> Journey:
        """Return the journey of one parcel."""
        most = transit_days(self._rules, trip.city.province)[1]
        days, ago = self._days(trip)
        shipped_day = self._today - ago * _DAY
        last_day = self._today - _DAY if trip.ending is Ending.late else shipped_day + days * _DAY
        shipped_at = self._at(shipped_day, 16.5, 19)
        courier = self._rng.choice(self._wording.couriers)
        events = self._to_hub(trip, shipped_at, days)
        for kind, first, last in _LAST_MILE.get(trip.ending, _USUAL_LAST_MILE):
            events.append(self._event(kind, self._at(last_day, first, last), trip, trip.city, courier))
        midnight = datetime.combine(self._today, time(), SHOP_TIME)
        past = tuple(event for event in events if event.at < midnight)
        promised = shipped_day + most * _DAY
        if trip.ending in (Ending.attempt_failed, Ending.evening_run):
            promised = max(promised, self._today)
        return _journey(shipped_at, promised, past, trip.signed_by)

    def _days(self, trip: Trip) -> tuple[int, int]:
        """Return how many days the parcel needs to the door, and how many days ago it was shipped."""
        fewest, most = transit_days(self._rules, trip.city.province)
        days, extra = self._rng.randint(fewest, most), self._rng.randint(0, 2)
        if trip.ending is Ending.moving:
            days = max(2, days)
            return days, self._rng.randint(1, days - 1)
        ago = {
            Ending.arriving: days,
            Ending.evening_run: days + 1,
            Ending.attempt_failed: days + 1,
            Ending.delivered: days + trip.delivered_ago,
            Ending.late: most + 2 + extra,
            Ending.stuck: most + 3 + extra,
        }[trip.ending]
        return (2 if trip.ending is Ending.stuck else days), ago

    def _to_hub(self, trip: Trip, shipped_at: datetime, days: int) -> list[Event]:
        """Return the scans to the receiver's sorting centre, reached in the evening before the last day."""
        city, day = trip.city, shipped_at.date()
        via = self._cities[city.via] if city.via and days > 1 else None
        events = [self._event("picked_up", shipped_at, trip, self._origin, hub=self._warehouse)]
        if city is not self._origin:
            left_at = shipped_at + timedelta(seconds=self._rng.randint(2 * 3600, 4 * 3600))
            events.append(self._event("departed", left_at, trip, self._origin, then=via or city))
        if via is not None:
            middle = day + max(1, days // 2) * _DAY
            events.append(self._event("arrived", self._at(middle, 6, 11), trip, via))
            events.append(self._event("departed", self._at(middle, 13, 16), trip, via, then=city))
        hours = (20.5, 23.4) if days > 1 else (23.5, 23.9)
        events.append(self._event("arrived", self._at(day + (days - 1) * _DAY, *hours), trip, city))
        return events

    def _event(
        self,
        kind: str,
        at: datetime,
        trip: Trip,
        place: City,
        courier: Bilingual | None = None,
        hub: Bilingual | None = None,
        then: City | None = None,
    ) -> Event:
        if kind == "delivered":
            template = self._wording.delivered[trip.signed_by]
        else:
            template = self._rng.choice(self._wording.texts[kind])
        hub = hub or place.hub

        def fill(language: int) -> str:
            station = self._wording.station[language].format(
                city=place.name[language], district=trip.district
            )
            return template[language].format(
                city=place.name[language],
                hub=hub[language],
                next=then.hub[language] if then else "",
                station=station,
                courier=courier[language] if courier else "",
                carrier=(trip.carrier.label_zh, trip.carrier.label_en)[language],
            )

        stored = EventKind.arrived if kind == "at_station" else EventKind(kind)
        return Event(at, stored, place.name, (fill(0), fill(1)))

    def _at(self, day: date, first: float, last: float) -> datetime:
        """Return a moment of *day* between the hours *first* and *last*, to the second."""
        seconds = round(self._rng.uniform(first, last) * 3600)
        return datetime.combine(day, time(), SHOP_TIME) + timedelta(seconds=seconds)


def _journey(shipped_at: datetime, promised: date, events: tuple[Event, ...], signed_by: SignedBy) -> Journey:
    last = events[-1]
    stages = {
        EventKind.delivered: ShipmentStatus.delivered,
        EventKind.out_for_delivery: ShipmentStatus.out_for_delivery,
    }
    status = stages.get(last.kind, ShipmentStatus.in_transit)
    if status is ShipmentStatus.delivered:
        return Journey(shipped_at, promised, status, last.at, signed_by, events)
    return Journey(shipped_at, promised, status, None, None, events)

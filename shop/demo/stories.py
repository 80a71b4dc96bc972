"""The kinds of orders in the demo shop and how many of each, read from ``orders.yml`` and checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from shop.demo.reading import entry, one_of, pair, read, text, yuan
from shop.enums import CaseKind, CaseReason, CaseStatus, OrderStatus, SignedBy
from shop.errors import SeedDataError


class Ending(Enum):
    """How far a parcel has come by the day of the seed."""

    moving = "moving"
    arriving = "arriving"  # at the receiver's sorting centre, due today
    evening_run = "evening_run"  # out for delivery since yesterday evening
    attempt_failed = "attempt_failed"
    late = "late"  # delayed, past its estimated day
    stuck = "stuck"  # no news for days
    delivered = "delivered"


# How far a return has come: the steps on its way, in their order.
RETURN_STEPS = (CaseStatus.requested, CaseStatus.approved, CaseStatus.in_transit, CaseStatus.refunded)
Days = tuple[float, float]  # from, to; counted back from the seed's day


@dataclass(frozen=True)
class Story:
    """One kind of order; see the head of ``orders.yml`` for the fields."""

    name: str
    status: OrderStatus
    count: int
    age: Days | None
    paid: bool
    expedited: bool
    parcels: tuple[Ending, ...]
    delivered: Days | None
    signed_by: SignedBy | None
    returned: CaseStatus | None

    def __post_init__(self) -> None:
        """Raise SeedDataError when the fields contradict each other."""
        if bool(self.parcels) == bool(self.age):
            raise SeedDataError("an order has either parcels or an age")
        if (Ending.delivered in self.parcels) != (self.delivered is not None):
            raise SeedDataError("'delivered' (days) goes with a delivered parcel, and only with one")
        if self.returned and set(self.parcels) != {Ending.delivered}:
            raise SeedDataError("only a delivered order can be returned")
        if self.returned not in (None, *RETURN_STEPS):
            raise SeedDataError(f"a return is one of {', '.join(RETURN_STEPS)}, not {self.returned}")
        for days in (self.age, self.delivered):
            if days is not None and not 0 < days[0] <= days[1]:
                raise SeedDataError(f"days are [from, to], both above 0, not {list(days)}")


@dataclass(frozen=True)
class Filed:
    """A case that a demo customer has filed on the first line of an order, in their words."""

    kind: CaseKind
    status: CaseStatus
    reason: CaseReason
    words: tuple[str, str]


@dataclass(frozen=True)
class Scene:
    """One more order of a demo customer: a product, its story, and a case if any."""

    customer: int
    product: str
    story: str
    case: Filed | None


@dataclass(frozen=True)
class Script:
    """What happened in the demo shop: stories, the first customers' own, and reasons."""

    stories: dict[str, Story]
    demo_accounts: tuple[tuple[str, ...], ...]
    showcase: tuple[Scene, ...]
    coupons: tuple[tuple[Decimal, Decimal], ...]
    cancel_reasons: tuple[str, ...]
    return_reasons: tuple[tuple[CaseReason, str, str], ...]


def load_script(folder: Path) -> Script:
    """Read orders.yml in *folder*; raises SeedDataError."""
    content = read(folder, "orders.yml")
    stories = {}
    with entry("orders.yml", "the file"):
        for name, row in content["histories"].items():
            with entry("orders.yml", f"story {name}"):
                stories[name] = _story(name, row)
        accounts = tuple(tuple(names) for names in content["demo_accounts"])
        for names in accounts:
            for name in names:
                stories[name]
        return Script(
            stories=stories,
            demo_accounts=accounts,
            showcase=tuple(_scene(row, stories) for row in content["showcase"]),
            coupons=tuple((yuan(least), yuan(off)) for least, off in content["coupons"]),
            cancel_reasons=tuple(map(text, content["cancel_reasons"])),
            return_reasons=tuple(map(_reason, content["return_reasons"])),
        )


def _story(name: str, row: dict[str, Any]) -> Story:
    known = {"status", "count", "age", "paid", "expedited", "parcels", "delivered", "signed_by", "return"}
    unknown = set(row) - known
    if unknown:
        raise SeedDataError(f"unknown {sorted(unknown)}; a story may have {sorted(known)}")
    return Story(
        name=name,
        status=one_of(OrderStatus, row["status"]),
        count=int(row["count"]),
        age=_days(row.get("age")),
        paid=bool(row.get("paid", True)),
        expedited=bool(row.get("expedited", False)),
        parcels=tuple(one_of(Ending, ending) for ending in row.get("parcels", ())),
        delivered=_days(row.get("delivered")),
        signed_by=one_of(SignedBy, row["signed_by"]) if "signed_by" in row else None,
        returned=one_of(CaseStatus, row["return"]) if "return" in row else None,
    )


def _scene(row: dict[str, Any], stories: dict[str, Story]) -> Scene:
    stories[row["story"]]
    case = row.get("case")
    filed = None
    if case is not None:
        filed = Filed(
            one_of(CaseKind, case["kind"]),
            one_of(CaseStatus, case["status"]),
            one_of(CaseReason, case["reason"]),
            (text(case["zh"]), text(case["en"])),
        )
    return Scene(int(row["customer"]), text(row["product"]), row["story"], filed)


def _reason(value: Any) -> tuple[CaseReason, str, str]:
    reason, *words = value
    return (one_of(CaseReason, reason), *pair(words))


def _days(value: Any) -> Days | None:
    if value is None:
        return None
    first, last = value
    return float(first), float(last)

"""Facts put into words of the customer's language: money, days, times, products, orders, parcels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from shop.enums import ShipmentStatus, SignedBy
from shop.views import OrderDetail, OrderItem, OrderSummary, ShipmentTrack

ZH, EN = "zh", "en"
SHOWN_ITEMS = 3  # products named in one sentence; the rest is counted
SHOWN_EVENTS = 3  # tracking events of one parcel

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR_DAYS = {-1: ("昨天", "yesterday"), 0: ("今天", "today"), 1: ("明天", "tomorrow"), 2: ("后天", None)}
_SIGNED_BY = {
    SignedBy.receiver: ("本人签收", "signed for by the receiver"),
    SignedBy.family: ("家人代收", "taken in by a family member"),
    SignedBy.neighbour: ("邻居代收", "taken in by a neighbour"),
    SignedBy.front_desk: ("前台代收", "left at the front desk"),
    SignedBy.locker: ("已放入快递柜", "left in a parcel locker"),
}


@dataclass(frozen=True)
class Wording:
    """Puts facts into one language (``zh`` or ``en``), seen from *now* (aware) in the shop's *zone*."""

    language: str
    now: datetime
    zone: tzinfo

    def pick(self, chinese: str, english: str) -> str:
        """Return the one of two texts that is in the customer's language."""
        return english if self.language == EN else chinese

    def money(self, amount: Decimal) -> str:
        """Return an amount in CNY: ``¥1,299.00``."""
        return f"¥{amount:,.2f}"

    def day(self, day: date) -> str:
        """Return a day as people say it: today, tomorrow, 11月8日（周日）, Sun 8 Nov; the year if another."""
        today = self.now.astimezone(self.zone).date()
        near = _NEAR_DAYS.get((day - today).days)
        if near and self.pick(near[0], near[1] or ""):
            return self.pick(near[0], near[1] or "")
        other_year = day.year != today.year
        chinese = f"{day.month}月{day.day}日（周{_WEEKDAYS_ZH[day.weekday()]}）"
        english = f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}"
        return self.pick(
            f"{day.year}年{chinese}" if other_year else chinese,
            f"{english} {day.year}" if other_year else english,
        )

    def span(self, first: date, last: date) -> str:
        """Return a day, or from the first to the last of several."""
        if first >= last:
            return self.day(first)
        return self.pick(
            f"{self.day(first)}到{self.day(last)}", f"between {self.day(first)} and {self.day(last)}"
        )

    def moment(self, moment: datetime) -> str:
        """Return a point in time: ``今天 14:30``, ``Sun 8 Nov, 14:30``."""
        local = moment.astimezone(self.zone)
        clock = f"{local.hour:02}:{local.minute:02}"
        return self.pick(f"{self.day(local.date())} {clock}", f"{self.day(local.date())}, {clock}")

    def days(self, count: int) -> str:
        """Return a number of days."""
        return self.pick(f"{count} 天", "1 day" if count == 1 else f"{count} days")

    def wait(self, until: datetime) -> str:
        """Return how long it is until then, in whole minutes rounded up, at least one."""
        return self.minutes(max(1, -(-(until - self.now) // timedelta(minutes=1))))

    def minutes(self, count: int) -> str:
        """Return a number of minutes."""
        return self.pick(f"{count} 分钟", "1 minute" if count == 1 else f"{count} minutes")

    def attempts(self, count: int) -> str:
        """Return a number of attempts."""
        return self.pick(f"{count} 次", "one attempt" if count == 1 else f"{count} attempts")

    def item(self, item: OrderItem) -> str:
        """Return one order line: name, variant, and the quantity when it is more than one."""
        name = self.pick(item.name_zh, item.name_en)
        variant = self.pick(item.variant_zh or "", item.variant_en or "")
        shown = self.pick(f"{name}（{variant}）", f"{name} ({variant})") if variant else name
        return shown if item.quantity == 1 else f"{shown} × {item.quantity}"

    def items(self, items: Sequence[OrderItem]) -> str:
        """Return the products of an order in one phrase."""
        named = [self.item(item) for item in items[:SHOWN_ITEMS]]
        more = len(items) - len(named)
        if self.language == EN:
            return ", ".join(named) + (f" and {more} more" if more else "")
        return "、".join(named) + (f"等 {len(items)} 种商品" if more else "")

    def title(self, order: OrderSummary) -> str:
        """Return what an order in a list holds: the first product, and how many pieces."""
        title = self.pick(order.title_zh, order.title_en)
        if order.item_count == 1:
            return title
        return self.pick(f"{title} 等 {order.item_count} 件", f"{title} ({order.item_count} items)")

    def status(self, order: OrderSummary | OrderDetail) -> str:
        """Return where an order stands, as a label."""
        return self.pick(order.status.label_zh, order.status.label_en)

    def order_lines(self, orders: Sequence[OrderSummary]) -> str:
        """Return a numbered list of orders, one line each."""
        return "\n".join(
            f"{place}. {order.order_id} · {self.title(order)} · {self.money(order.total)} · {self.status(order)}"
            f" · {self.day(order.ordered_at.astimezone(self.zone).date())}"
            for place, order in enumerate(orders, start=1)
        )

    def parcel_lines(self, parcels: Sequence[ShipmentTrack]) -> str:
        """Return each parcel with its carrier, number, newest events, and when it comes or came."""
        blocks = []
        for place, parcel in enumerate(parcels, start=1):
            carrier = self.pick(parcel.carrier.label_zh, parcel.carrier.label_en)
            head = f"{carrier} {parcel.tracking_number}"
            if len(parcels) > 1:
                inside = self.items(parcel.items)
                head = self.pick(f"包裹 {place}：{head}（{inside}）", f"Parcel {place}: {head} ({inside})")
            blocks.append("\n".join([head, *self._events(parcel), *self._arrival(parcel)]))
        return "\n\n".join(blocks)

    def _events(self, parcel: ShipmentTrack) -> list[str]:
        return [
            f"• {self.moment(event.occurred_at)} {self.pick(event.text_zh, event.text_en)}"
            for event in parcel.events[:SHOWN_EVENTS]
        ]

    def _arrival(self, parcel: ShipmentTrack) -> list[str]:
        if parcel.status is ShipmentStatus.delivered and parcel.delivered_at:
            signer = self.pick(*_SIGNED_BY[parcel.signed_by]) if parcel.signed_by else ""
            when = self.moment(parcel.delivered_at)
            return [self.pick(f"{when} 送达，{signer}", f"Delivered {when}, {signer}").rstrip("，, ")]
        expected = parcel.estimated_delivery
        if expected is None or expected < self.now.astimezone(self.zone).date():
            return []  # a promise that has passed is no fact about the future
        return [self.pick(f"预计{self.day(expected)}送达", f"Expected {self.day(expected)}")]

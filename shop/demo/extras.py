"""What the demo customers have besides orders: payments, refunds, coupons, points, reviews, tickets, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from shop import tables
from shop.demo.reading import yuan
from shop.demo.shelf import Row, World, add_price, day_start
from shop.enums import (
    CaseStatus,
    ConsentChannel,
    InvoiceKind,
    InvoiceStatus,
    OrderStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentPurpose,
    PaymentStatus,
    PointsKind,
    PriceKind,
    PromotionKind,
    RefundCause,
    RefundStatus,
    ReviewStatus,
    SubscriptionKind,
    SubscriptionStatus,
    TicketKind,
    TicketStatus,
)
from shop.policy import Policy, refund_day

_METHODS = (PaymentMethod.alipay, PaymentMethod.wechat, PaymentMethod.wechat, PaymentMethod.bank_card)
_ACCOUNTS = 6  # the first customers, who are there for trying things out
_FELL_TO = Decimal("0.9")  # of the price at which some of them have just bought


class ExtrasWriter:
    """Adds rows to a *world* that has its orders already; nothing here changes an order."""

    def __init__(self, world: World, marketing: Mapping[str, Any], policy: Policy, as_of: date, seed: int):
        self._world = world
        self._marketing = marketing
        self._policy = policy
        self._as_of = as_of
        self._now = day_start(as_of, 0)
        self._rng = Random(f"kefu demo extras {seed}")
        self._methods: dict[str, PaymentMethod] = {}
        self._firsts = [row["id"] for row in world[tables.customers][:_ACCOUNTS]]

    def write(self) -> None:
        """Add everything."""
        for order in self._world[tables.orders]:
            self._payments(order)
        self._refunds()
        self._prices_fall()
        self._offers_of_the_shop()
        self._belongings()
        self._points()
        self._invoices()
        self._service()

    def _add(self, table: Any, **values: Any) -> int:
        rows = self._world[table]
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def _orders(self, customer_id: str, *statuses: OrderStatus) -> list[Row]:
        mine = (row for row in self._world[tables.orders] if row["customer_id"] == customer_id)
        return sorted(
            (row for row in mine if row["status"] in statuses),
            key=lambda row: row["ordered_at"],
            reverse=True,
        )

    def _payments(self, order: Row) -> None:
        method = self._methods[order["id"]] = self._rng.choice(_METHODS)
        failure = self._rng.choice(list(PaymentFailure))
        minute = timedelta(seconds=self._rng.randint(10, 30))
        unpaid = order["paid_at"] is None

        def attempt(status: PaymentStatus, start: datetime, end: datetime | None, why: Any = None) -> None:
            self._add(
                tables.payments,
                order_id=order["id"],
                purpose=PaymentPurpose.order,
                method=method,
                instalments=None,
                amount=order["total"],
                status=status,
                failure=why,
                started_at=start,
                ended_at=end,
            )

        if not unpaid:
            attempt(PaymentStatus.paid, order["ordered_at"], order["paid_at"])
            return
        start = order["ordered_at"] + minute
        attempt(PaymentStatus.failed, start, start + minute, failure)
        if order["status"] is OrderStatus.cancelled:
            attempt(PaymentStatus.closed, start + 2 * minute, order["cancelled_at"])
        else:
            attempt(PaymentStatus.pending, start + 2 * minute, None)

    def _refunds(self) -> None:
        for order in self._world[tables.orders]:
            if order["refund_amount"]:
                when = order["cancelled_at"]
                self._refund(order["id"], None, RefundCause.cancellation, order["refund_amount"], when)
        for case in self._world[tables.cases]:
            if case["status"] is CaseStatus.refunded:
                amount, when = case["refund_amount"], case["closed_at"]
                self._refund(case["order_id"], case["id"], RefundCause.after_sales, amount, when)

    def _refund(
        self, order_id: str, case_id: int | None, cause: RefundCause, amount: Decimal, start: datetime
    ) -> None:
        method = self._methods[order_id]
        expected = refund_day(self._policy, method, start)
        arrived = expected < self._as_of
        self._add(
            tables.refunds,
            order_id=order_id,
            case_id=case_id,
            cause=cause,
            amount=amount,
            method=method,
            status=RefundStatus.arrived if arrived else RefundStatus.processing,
            started_at=start,
            expected_on=expected,
            ended_at=min(start + timedelta(hours=20), self._now) if arrived else None,
        )

    def _prices_fall(self) -> None:
        """Let the price fall of what each first customer has just paid for, so that it can be claimed back."""
        variants = {row["id"]: row for row in self._world[tables.variants]}
        kinds = {row["id"]: row["category_id"] for row in self._world[tables.products]}
        yesterday, fallen = day_start(self._as_of, 0) - timedelta(hours=4), set()
        for customer_id in self._firsts[:3]:
            paid = self._orders(customer_id, OrderStatus.pending_shipment, OrderStatus.shipped)
            for line in self._world[tables.order_items]:
                key = line["variant_id"]
                excluded = kinds[line["product_id"]] in self._policy.prices.excluded_categories
                if not paid or line["order_id"] != paid[0]["id"] or excluded or key in fallen:
                    continue
                fallen.add(key)
                new = (line["unit_price"] * _FELL_TO).quantize(Decimal(1)).quantize(Decimal("0.01"))
                variants[key]["price"] = new
                regular = (
                    row
                    for row in self._world[tables.price_periods]
                    if row["variant_id"] == key and row["kind"] is PriceKind.regular
                )
                next(regular)["ends_at"] = yesterday
                add_price(self._world, key, PriceKind.regular, new, yesterday, None)

    def _offers_of_the_shop(self) -> None:
        for row in self._marketing["promotions"]:
            self._add(
                tables.promotions,
                kind=PromotionKind(row["kind"]),
                **self._terms(row),
                rule_zh=row["rule_zh"],
                rule_en=row["rule_en"],
            )
        for row in self._marketing["coupons"]:
            self._add(tables.coupons, code=row["code"], **self._terms(row))
        for row in self._marketing["couriers"]:
            names = {"carrier": row["carrier"], "name_zh": row["zh"], "name_en": row["en"]}
            self._add(tables.couriers, **names, phone=row["phone"])
        for row in self._marketing["pickup_points"]:
            place = {key: row[key] for key in ("city", "district", "street")}
            opens, closes = row["hours"]
            names = {"name_zh": row["zh"], "name_en": row["en"]}
            self._add(tables.pickup_points, **place, **names, opens=opens, closes=closes)
        couriers = self._world[tables.couriers]
        for parcel in self._world[tables.shipments]:
            fit = [row["id"] for row in couriers if row["carrier"] == parcel["carrier"].value]
            run = {"shipment_id": parcel["id"], "courier_id": self._rng.choice(fit)}
            self._world[tables.courier_runs].append(run)

    def _terms(self, row: Mapping[str, Any]) -> Row:
        return {
            "name_zh": row["zh"],
            "name_en": row["en"],
            "category_id": row.get("category"),
            "threshold": yuan(row["threshold"]),
            "reduction": yuan(row["reduction"]),
            "starts_at": day_start(self._as_of, row["days"][0]),
            "ends_at": day_start(self._as_of, row["days"][1]),
        }

    def _belongings(self) -> None:
        coupons = {row["code"]: row for row in self._world[tables.coupons]}
        for mine in self._marketing["customer_coupons"]:
            customer_id = self._firsts[mine["customer"] - 1]
            received = self._orders(customer_id, OrderStatus.received)
            for code in (*mine["codes"], *mine["used"]):
                used = received[0] if code in mine["used"] else None
                self._add(
                    tables.customer_coupons,
                    coupon_id=coupons[code]["id"],
                    customer_id=customer_id,
                    granted_at=used["ordered_at"] if used else self._now - timedelta(days=2),
                    used_at=used["ordered_at"] if used else None,
                    order_id=used["id"] if used else None,
                )
        for card in self._marketing["gift_cards"]:
            customer_id = self._firsts[card["customer"] - 1]
            face, balance = yuan(card["face"]), yuan(card["balance"])
            expires = day_start(self._as_of, card["days"])
            money = {"face_value": face, "balance": balance, "expires_at": expires}
            card_id = self._add(tables.gift_cards, customer_id=customer_id, number=card["number"], **money)
            if balance < face:
                order = self._orders(customer_id, OrderStatus.received)[0]
                spent = {"order_id": order["id"], "amount": balance - face, "at": order["ordered_at"]}
                self._add(tables.gift_card_entries, card_id=card_id, **spent)

    def _points(self) -> None:
        for order in self._world[tables.orders]:
            points = int(order["total"])
            if order["received_at"] is None or not points:
                continue
            whose = {"customer_id": order["customer_id"], "order_id": order["id"]}
            self._add(
                tables.points_entries,
                **whose,
                kind=PointsKind.purchase,
                points=points,
                at=order["received_at"],
            )
            if order["status"] is OrderStatus.returned:
                back = {"kind": PointsKind.taken_back, "points": -points}
                self._add(tables.points_entries, **whose, **back, at=self._now - timedelta(days=1))
        for customer_id in self._firsts:
            signed = {"customer_id": customer_id, "order_id": None, "kind": PointsKind.sign_in, "points": 5}
            self._add(tables.points_entries, **signed, at=self._now - timedelta(hours=13))

    def _invoices(self) -> None:
        """The first two customers have an invoice for what they received; a company's and a personal one."""
        people = {row["id"]: row["name"] for row in self._world[tables.customers]}
        company = (InvoiceKind.company, "杭州远山科技有限公司", "91330106MA2KEFU01M")
        for number, customer_id in enumerate(self._firsts[:2], start=1):
            order = self._orders(customer_id, OrderStatus.received)[0]
            personal = (InvoiceKind.personal, people[customer_id], None)
            kind, title, tax_number = company if number == 1 else personal
            issued = order["paid_at"] + timedelta(hours=6)
            self._add(
                tables.invoices,
                order_id=order["id"],
                kind=kind,
                title=title,
                tax_number=tax_number,
                email="invoice@example.com",
                amount=order["total"],
                status=InvoiceStatus.issued,
                number=f"2633{number:016d}",
                requested_at=order["paid_at"] + timedelta(hours=1),
                issued_at=issued,
                sent_at=issued,
                replaces_id=None,
            )

    def _service(self) -> None:
        wanted = next(row for row in self._world[tables.variants] if row["stock"] == 0)
        for number, customer_id in enumerate(self._firsts):
            for channel in (ConsentChannel.sms, ConsentChannel.app):
                given = {"granted": number % 2 == 0, "at": self._now - timedelta(days=90)}
                self._add(tables.consents, customer_id=customer_id, channel=channel, **given)
        self._add(
            tables.subscriptions,
            customer_id=self._firsts[0],
            kind=SubscriptionKind.back_in_stock,
            variant_id=wanted["id"],
            price_then=wanted["price"],
            status=SubscriptionStatus.active,
            created_at=self._now - timedelta(days=2),
            ended_at=None,
        )
        late = self._orders(self._firsts[1], OrderStatus.shipped)[0]
        self._ticket(
            self._firsts[1],
            late["id"],
            TicketKind.delivery_problem,
            "包裹好几天没有动静，能不能催一下",
            20,
            None,
        )
        answer = "已联系仓库补发票据，给您带来不便非常抱歉"
        self._ticket(
            self._firsts[2], None, TicketKind.complaint, "上次客服说给我回电，一直没有等到", 240, answer
        )
        self._reviews()

    def _ticket(
        self,
        customer_id: str,
        order_id: str | None,
        kind: TicketKind,
        words: str,
        hours: int,
        answer: str | None,
    ) -> None:
        opened = self._now - timedelta(hours=hours)
        rules = self._policy.service
        promise = rules.complaint_hours if kind is TicketKind.complaint else rules.ticket_hours
        self._add(
            tables.tickets,
            customer_id=customer_id,
            order_id=order_id,
            kind=kind,
            text=words,
            status=TicketStatus.resolved if answer else TicketStatus.open,
            answer=answer,
            opened_at=opened,
            due_at=opened + timedelta(hours=promise),
            resolved_at=opened + timedelta(hours=promise // 2) if answer else None,
        )

    def _reviews(self) -> None:
        orders = {row["id"]: row for row in self._world[tables.orders]}
        received = [
            line
            for line in self._world[tables.order_items]
            if orders[line["order_id"]]["status"] is OrderStatus.received
            and orders[line["order_id"]]["customer_id"] not in self._firsts
        ]
        for said in self._marketing["reviews"]:
            line = next((line for line in received if line["product_id"] == said["product"]), None)
            if line is None:
                continue  # nobody has bought it in this shop
            written = orders[line["order_id"]]["received_at"] + timedelta(hours=7)
            self._add(
                tables.reviews,
                order_id=line["order_id"],
                line=line["line"],
                stars=said["stars"],
                text=said["text"],
                reply=None,
                status=ReviewStatus.published,
                written_at=min(written, self._now),
                changed_at=None,
            )

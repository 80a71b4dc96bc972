"""A merchant's order system of quite another shape than ours, filled with the demo shop's world.

Money is in fen but for one table in yuan, statuses are numbers or letters, some times are milliseconds since 1970
and some are wall-clock times in Shanghai, orders have internal numbers, and deleted ones stay in their table.
`docs/examples/shop-mapping.yml` describes it.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shop import tables as ours
from shop.engine import parse_url, run_blocking
from shop.enums import PaymentPurpose
from shop.policy import SHOP_TIME

MAPPING = Path(__file__).parents[3] / "docs" / "examples" / "shop-mapping.yml"

STATES = {
    "pending_payment": 10,
    "pending_shipment": 20,
    "shipped": 30,
    "received": 40,
    "returning": 50,
    "returned": 60,
    "cancelled": 90,
}
GRADES = {"regular": 0, "silver": 1, "gold": 2, "diamond": 3}
COMPANIES = {"SF": "shunfeng", "YT": "yuantong", "ZTO": "zhongtong", "JD": "jingdong"}
SIGNERS = {"receiver": 1, "family": 2, "neighbour": 3, "front_desk": 4, "locker": 5}
STEPS = {
    "picked_up": "GOT",
    "departed": "OUT",
    "arrived": "IN",
    "delayed": "LATE",
    "out_for_delivery": "SEND",
    "attempt_failed": "FAIL",
    "delivered": "SIGN",
}
WAYS = {"alipay": 1, "wechat": 2, "bank_card": 3, "credit_card": 4, "huabei": 5, "gift_card": 6}
PAY_STATES = {"pending": 0, "paid": 1, "failed": 2, "closed": 3}
FAILURES = {
    "insufficient_balance": "NOMONEY",
    "card_expired": "EXPIRED",
    "limit_exceeded": "LIMIT",
    "wrong_password": "PASSWORD",
    "bank_refused": "BANK",
    "timed_out": "TIMEOUT",
    "risk_control": "RISK",
}
REFUND_STATES = {"processing": 0, "arrived": 1, "failed": 2}
CAUSES = {"cancellation": 1, "after_sales": 2, "price_protection": 3, "item_change": 4}
BILL_STATES = {"requested": 0, "issued": 1, "replaced": 2}
BILL_KINDS = {"personal": "P", "company": "C", "special": "S"}
CASE_KINDS = {"return_goods": 1, "exchange": 2, "repair": 3, "refund": 4, "missing_parts": 5, "quality": 6}
CASE_STATES = {
    name: number
    for number, name in enumerate(
        [
            "requested",
            "approved",
            "rejected",
            "in_transit",
            "arrived",
            "processing",
            "resent",
            "refunded",
            "completed",
            "withdrawn",
        ]
    )
}
REASONS = {
    name: number
    for number, name in enumerate(
        [
            "no_longer_wanted",
            "wrong_size",
            "not_as_described",
            "faulty",
            "damaged_in_transit",
            "wrong_item",
            "missing_item",
            "not_received",
            "other",
        ],
        start=1,
    )
}

metadata = sa.MetaData()


def _table(name: str, *columns: str) -> sa.Table:
    """Return a table; names end in # (whole), $ (yuan), @ (time), % (day), or are texts."""
    types = {"#": sa.BigInteger(), "$": sa.Numeric(12, 2), "@": sa.DateTime(), "%": sa.Date()}
    made = [sa.Column(one.rstrip("#$@%"), types.get(one[-1], sa.String(300))) for one in columns]
    key = sa.Column("id", sa.Integer, primary_key=True)
    return sa.Table(name, metadata, key, *made)


t_member = _table("t_member", "member_no", "nickname", "mobile", "grade#")
t_trade = _table(
    "t_trade",
    *("trade_no", "buyer_id#", "state#", "create_time#", "pay_time#", "urge_time#", "finish_time#"),
    *("close_time#", "close_note", "goods_fen#", "freight_fen#", "off_fen#", "total_fen#", "back_fen#"),
    "is_deleted#",
)
t_trade_addr = _table(
    "t_trade_addr", "trade_id#", "consignee", "mobile", "prov", "city", "city_pinyin", "area", "detail"
)
t_trade_line = _table(
    "t_trade_line",
    *("trade_id#", "spu_no", "title", "title_en", "spec", "spec_en", "price_fen#", "num#", "express_id#"),
)
t_express = _table(
    "t_express", "trade_id#", "company", "waybill", "send_time@", "eta%", "sign_time@", "signer#"
)
t_express_trace = _table(
    "t_express_trace", "express_id#", "happened@", "step", "words", "words_en", "place", "place_en"
)
t_cat = _table("t_cat", "code", "name", "name_en")
t_goods = _table(
    "t_goods",
    *("spu_no", "title", "title_en", "brand", "brand_en", "cat_id#", "intro", "intro_en", "warranty#"),
)
t_sku = _table("t_sku", "sku_no", "spu_no", "spec", "spec_en", "price_yuan$", "on_hand#")
t_pay = _table("t_pay", "trade_id#", "way#", "fen#", "state#", "why", "begin_time#", "is_extra#")
t_refund = _table(
    "t_refund", "trade_id#", "why#", "fen#", "way#", "state#", "begin_time#", "due%", "done_time#"
)
t_bill = _table(
    "t_bill", "trade_id#", "kind", "head", "tax_no", "mail", "fen#", "state#", "bill_no", "asked#", "made#"
)
t_service = _table(
    "t_service",
    *("service_no", "trade_id#", "kind#", "state#", "why#", "fen#", "waybill", "asked#", "closed#"),
)
t_ticket = _table(
    "t_ticket", "ref", "member_id#", "trade_no", "kind#", "words", "state#", "answer", "opened@", "due@"
)


def make_merchant(our_url: str, merchant_url: str) -> None:
    """Fill a new merchant's database with what stands in a shop of ours."""
    rows = run_blocking(parse_url(our_url), _read)

    def fill(connection: sa.engine.Connection) -> None:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])

    run_blocking(parse_url(merchant_url), fill, create=True)


def _read(connection: sa.engine.Connection) -> dict[str, list[dict[str, Any]]]:
    def rows(table: sa.Table, *order_by: Any) -> list[Any]:
        return list(connection.execute(sa.select(table).order_by(*order_by or table.primary_key.columns)))

    members = {row.id: number for number, row in enumerate(rows(ours.customers), start=1)}
    trades = {row.id: number for number, row in enumerate(rows(ours.orders), start=1)}
    addresses = {row.id: row for row in rows(ours.addresses)}
    goods = {row.id: row for row in rows(ours.products)}
    cats = {row.id: number for number, row in enumerate(rows(ours.categories), start=1)}
    return {
        "t_member": [_member(members[row.id], row) for row in rows(ours.customers)],
        "t_trade": [
            *(_trade(trades[row.id], members[row.customer_id], row) for row in rows(ours.orders)),
            _deleted(len(trades) + 1),
        ],
        "t_trade_addr": [_address(trades[row.id], addresses[row.address_id]) for row in rows(ours.orders)],
        "t_trade_line": [
            _line(trades[row.order_id], goods[row.product_id], row)
            for row in rows(ours.order_items, ours.order_items.c.order_id, ours.order_items.c.line)
        ],
        "t_express": [_express(trades[row.order_id], row) for row in rows(ours.shipments)],
        "t_express_trace": [_trace(row) for row in rows(ours.tracking_events)],
        "t_cat": [
            {"id": cats[row.id], "code": row.id, "name": row.name_zh, "name_en": row.name_en}
            for row in rows(ours.categories)
        ],
        "t_goods": _goods(goods, cats, {row.product_id: row for row in rows(ours.product_texts)}),
        "t_sku": [_sku(row) for row in rows(ours.variants)],
        "t_pay": [_pay(trades[row.order_id], row) for row in rows(ours.payments)],
        "t_refund": [_refund(trades[row.order_id], row) for row in rows(ours.refunds)],
        "t_bill": [_bill(trades[row.order_id], row) for row in rows(ours.invoices)],
        "t_service": [_service(trades[row.order_id], row) for row in rows(ours.cases)],
        "t_ticket": [],
    }


def _ms(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp() * 1000)


def _wall(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(SHOP_TIME).replace(tzinfo=None)


def _fen(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)


def _member(number: int, row: Any) -> dict[str, Any]:
    grade = GRADES[row.member_level.value]
    return {"id": number, "member_no": row.id, "nickname": row.name, "mobile": row.phone, "grade": grade}


def _trade(number: int, buyer: int, row: Any) -> dict[str, Any]:
    return {
        "id": number,
        "trade_no": row.id,
        "buyer_id": buyer,
        "state": STATES[row.status.value],
        "create_time": _ms(row.ordered_at),
        "pay_time": _ms(row.paid_at),
        "urge_time": _ms(row.expedited_at),
        "finish_time": _ms(row.received_at),
        "close_time": _ms(row.cancelled_at),
        "close_note": row.cancel_reason,
        "goods_fen": _fen(row.items_total),
        "freight_fen": _fen(row.shipping_fee),
        "off_fen": _fen(row.discount),
        "total_fen": _fen(row.total),
        "back_fen": _fen(row.refund_amount),
        "is_deleted": 0,
    }


def _deleted(number: int) -> dict[str, Any]:
    """Return an order of the first customer that was deleted: nobody shall see it."""
    row = dict.fromkeys(t_trade.c.keys())
    long_ago = _ms(datetime(2026, 1, 1, tzinfo=timezone.utc))
    values = {
        "trade_no": "260101000001",
        "buyer_id": 1,
        "state": 20,
        "create_time": long_ago,
        "total_fen": 100,
    }
    return {**row, "id": number, **values, "is_deleted": 1}


def _address(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": trade,
        "trade_id": trade,
        "consignee": row.receiver,
        "mobile": row.phone,
        "prov": row.province,
        "city": row.city,
        "city_pinyin": row.city_en,
        "area": row.district,
        "detail": row.street,
    }


def _line(trade: int, product: Any, row: Any) -> dict[str, Any]:
    return {
        "trade_id": trade,
        "spu_no": row.product_id,
        "title": product.name_zh,
        "title_en": product.name_en,
        "spec": row.variant_zh,
        "spec_en": row.variant_en,
        "price_fen": _fen(row.unit_price),
        "num": row.quantity,
        "express_id": row.shipment_id,
    }


def _express(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "trade_id": trade,
        "company": COMPANIES[row.carrier.value],
        "waybill": row.tracking_number,
        "send_time": _wall(row.shipped_at),
        "eta": row.estimated_delivery,
        "sign_time": _wall(row.delivered_at),
        "signer": SIGNERS[row.signed_by.value] if row.signed_by else None,
    }


def _trace(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "express_id": row.shipment_id,
        "happened": _wall(row.occurred_at),
        "step": STEPS[row.kind.value],
        "words": row.text_zh,
        "words_en": row.text_en,
        "place": row.city,
        "place_en": row.city_en,
    }


def _goods(goods: dict[str, Any], cats: dict[str, int], texts: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "spu_no": row.id,
            "title": row.name_zh,
            "title_en": row.name_en,
            "brand": row.brand_zh,
            "brand_en": row.brand_en,
            "cat_id": cats[row.category_id],
            "intro": texts[row.id].description_zh,
            "intro_en": texts[row.id].description_en,
            "warranty": texts[row.id].warranty_months,
        }
        for row in goods.values()
    ]


def _sku(row: Any) -> dict[str, Any]:
    return {
        "sku_no": row.id,
        "spu_no": row.product_id,
        "spec": row.name_zh,
        "spec_en": row.name_en,
        "price_yuan": row.price,
        "on_hand": row.stock,
    }


def _pay(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "trade_id": trade,
        "way": WAYS[row.method.value] if row.method else None,
        "fen": _fen(row.amount),
        "state": PAY_STATES[row.status.value],
        "why": FAILURES[row.failure.value] if row.failure else None,
        "begin_time": _ms(row.started_at),
        "is_extra": int(row.purpose is PaymentPurpose.supplement),
    }


def _refund(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "trade_id": trade,
        "why": CAUSES[row.cause.value],
        "fen": _fen(row.amount),
        "way": WAYS[row.method.value],
        "state": REFUND_STATES[row.status.value],
        "begin_time": _ms(row.started_at),
        "due": row.expected_on,
        "done_time": _ms(row.ended_at),
    }


def _bill(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "trade_id": trade,
        "kind": BILL_KINDS[row.kind.value],
        "head": row.title,
        "tax_no": row.tax_number,
        "mail": row.email,
        "fen": _fen(row.amount),
        "state": BILL_STATES[row.status.value],
        "bill_no": row.number,
        "asked": _ms(row.requested_at),
        "made": _ms(row.issued_at),
    }


def _service(trade: int, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "service_no": f"AS{row.id:08d}",
        "trade_id": trade,
        "kind": CASE_KINDS[row.kind.value],
        "state": CASE_STATES[row.status.value],
        "why": REASONS[row.reason.value],
        "fen": _fen(row.refund_amount),
        "waybill": row.tracking_number,
        "asked": _ms(row.requested_at),
        "closed": _ms(row.closed_at),
    }


def drop_merchant(merchant_url: str) -> None:
    """Take the merchant's tables out of a database again, with what was made beside them."""

    def drop(connection: sa.engine.Connection) -> None:
        metadata.drop_all(connection)
        connection.execute(sa.text("DROP TABLE IF EXISTS kefu_requests"))

    run_blocking(parse_url(merchant_url), drop)

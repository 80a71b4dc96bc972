"""Writing the rows of one after-sales case of the demo shop, with the steps that led to where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop import tables
from shop.cases.machine import ENDS
from shop.demo.stories import Filed
from shop.enums import CaseKind, CaseReason, CaseStatus, OrderStatus, Payer

Row = dict[str, Any]
_S = CaseStatus
_OWN_REASONS = (CaseReason.no_longer_wanted, CaseReason.wrong_size)  # by which the customer pays the way back
# The usual way of each kind from request to end.
_WAYS = {
    CaseKind.return_goods: (_S.requested, _S.approved, _S.in_transit, _S.arrived, _S.refunded),
    CaseKind.exchange: (_S.requested, _S.approved, _S.in_transit, _S.arrived, _S.resent, _S.completed),
    CaseKind.repair: (
        *(_S.requested, _S.approved, _S.in_transit, _S.arrived),
        *(_S.processing, _S.resent, _S.completed),
    ),
    CaseKind.refund: (_S.requested, _S.approved, _S.refunded),
    CaseKind.missing_parts: (_S.requested, _S.approved, _S.resent, _S.completed),
    CaseKind.quality: (_S.requested, _S.approved, _S.completed),
}
_NOTES = {
    _S.requested: ("申请已提交，等待审核", "The request was received and will be reviewed"),
    _S.approved: ("审核通过", "Approved"),
    _S.in_transit: ("快递员已取件，商品寄回中", "Collected by the courier, on the way back"),
    _S.arrived: ("仓库已签收，正在验货", "Arrived in the warehouse, being checked"),
    _S.processing: ("工程师检修中", "An engineer is working on it"),
    _S.resent: ("商品已寄出", "Sent out to you"),
    _S.refunded: ("验收完成，退款已原路退回", "Checked; the money went back the way it came"),
    _S.completed: ("售后已完成", "Completed"),
}


def write_case(
    world: Mapping[sa.Table, list[Row]],
    order: Row,
    filed: Filed,
    pieces: Mapping[int, int],
    refund: Decimal | None,
    tracking_number: str | None,
    requested_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> None:
    """Add a case on some *pieces* by line; *closes_at* counts where it has come to its end."""
    rows = world[tables.cases]
    back = filed.kind is CaseKind.return_goods
    case = {
        "id": len(rows) + 1,
        "order_id": order["id"],
        "kind": filed.kind,
        "status": filed.status,
        "reason": filed.reason,
        "reason_zh": filed.words[0],
        "reason_en": filed.words[1],
        "refund_amount": refund,
        "freight_payer": Payer.customer if filed.reason in _OWN_REASONS else Payer.shop,
        "exchange_variant_id": None,
        "tracking_number": tracking_number,
        "pickup_day": None,
        "pickup_from_hour": None,
        "pickup_to_hour": None,
        "order_status_before": OrderStatus.received if back else None,
        "requested_at": requested_at,
        "closed_at": closes_at if filed.status in ENDS else None,
    }
    rows.append(case)
    for line, quantity in pieces.items():
        held = {"case_id": case["id"], "line": line, "order_id": order["id"]}
        world[tables.case_lines].append({**held, "quantity": quantity})
    way = _WAYS[filed.kind]
    steps = way[: way.index(filed.status) + 1]
    # Evenly from the request to its end, or to an hour ago.
    span = ((closes_at if case["closed_at"] else now - timedelta(hours=1)) - requested_at) / len(steps)
    for number, step in enumerate(steps):
        last = step is filed.status and case["closed_at"] is not None
        zh, en = _NOTES[step]
        events = world[tables.case_events]
        events.append(
            {
                "id": len(events) + 1,
                "case_id": case["id"],
                "at": closes_at if last else requested_at + number * span,
                "status": step,
                "note_zh": zh,
                "note_en": en,
            }
        )

"""After-sales facts put into words: goods, freight, pick-up, windows, and what is still possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.buttons import payload
from actions.questions import numbered
from actions.turn import Button
from actions.wording import Wording
from kefu.names import Entity, Intent
from shop.enums import CaseKind, CaseReason, Payer, PaymentMethod
from shop.views import Case, CaseDecision, CaseLine, CaseQuote, PickupWish, Remedy

# Reasons that are the shop's or the maker's doing; the rules have longer windows for them.
FAULTS = frozenset(
    {
        CaseReason.not_as_described,
        CaseReason.faulty,
        CaseReason.damaged_in_transit,
        CaseReason.wrong_item,
        CaseReason.missing_item,
    }
)
STARTS = {
    CaseKind.return_goods: Intent.RETURN_GOODS,
    CaseKind.exchange: Intent.EXCHANGE_GOODS,
    CaseKind.repair: Intent.REPAIR_REQUEST,
    CaseKind.refund: Intent.REQUEST_REFUND,
    CaseKind.missing_parts: Intent.MISSING_PARTS,
}
_WINDOWS = {
    (CaseKind.return_goods, False): (" {days}无理由退货期", "{days} return period"),
    (CaseKind.return_goods, True): (" {days}质量问题退货期", "{days} return period for faults"),
    (CaseKind.exchange, False): (" {days}换货期", "{days} exchange period"),
    (CaseKind.exchange, True): (" {days}质量问题换货期", "{days} exchange period for faults"),
    (CaseKind.repair, True): ("质保期", "warranty"),
    (CaseKind.missing_parts, True): (" {days}补发期", "{days} period for missing parts"),
    (CaseKind.refund, True): (" {days}退款申请期", "{days} period for refunds"),
}
_WAYS = {
    (CaseKind.return_goods, False): ("无理由退货", "return without giving a reason"),
    (CaseKind.return_goods, True): ("质量问题退货", "return because of a fault"),
    (CaseKind.exchange, True): ("质量问题换货", "exchange because of a fault"),
    (CaseKind.repair, True): ("保修期内维修", "repair under warranty"),
}
_OF_THE_DOING = {
    (CaseKind.return_goods, False): ("不想要，退货", "Return it"),
    (CaseKind.return_goods, True): ("有质量问题，退货", "Return it, it's faulty"),
    (CaseKind.exchange, True): ("有质量问题，换货", "Exchange it, it's faulty"),
    (CaseKind.repair, True): ("有质量问题，维修", "Have it repaired"),
}


def case_item(words: Wording, line: CaseLine) -> str:
    """Return one line of a case: name, variant, and the pieces when there are more than one."""
    name = words.pick(line.name_zh, line.name_en)
    variant = words.pick(line.variant_zh or "", line.variant_en or "")
    shown = words.pick(f"{name}（{variant}）", f"{name} ({variant})") if variant else name
    return shown if line.quantity == 1 else f"{shown} × {line.quantity}"


def case_items(words: Wording, lines: Sequence[CaseLine]) -> str:
    """Return all goods of a case."""
    return words.pick("、", ", ").join(case_item(words, line) for line in lines)


def freight(words: Wording, quote: CaseQuote) -> str:
    """Return who pays the way back, and how much that is."""
    if not quote.freight:
        return words.pick("由我们承担", "paid by us")
    amount = words.money(quote.freight)
    return words.pick(f"{amount}，由您承担", f"{amount}, paid by you")


def pickup(words: Wording, wish: PickupWish | None) -> str:
    """Return when the goods are collected, or that the customer sends them."""
    if wish is None:
        return words.pick("您自己寄回", "you send it back yourself")
    day, hours = words.day(wish.day), clock_hours(wish.from_hour, wish.to_hour)
    return words.pick(f"{day} {hours} 上门取件", f"collected {day}, {hours}")


def clock_hours(from_hour: int, to_hour: int) -> str:
    """Return hours of a day: ``9:00-12:00``."""
    return f"{from_hour}:00-{to_hour}:00"


def money_back(words: Wording, method: PaymentMethod, days: int) -> str:
    """Return where money goes and how long that takes."""
    where = words.pick(method.label_zh, method.label_en)
    if not days:
        return words.pick(f"退回{where}，当天到账", f"to your {where}, on the same day")
    within = words.pick(f"{days} 个工作日", "1 working day" if days == 1 else f"{days} working days")
    return words.pick(f"退回{where}，最多 {within}到账", f"to your {where}, within {within}")


def window(words: Wording, decision: CaseDecision) -> str:
    """Return what has passed: the 7-day return period."""
    key = decision.kind, decision.reason in FAULTS or decision.kind is CaseKind.repair
    named = _WINDOWS.get(key, (" {days}售后期", "{days} after-sales period"))
    days = words.pick(f"{decision.window_days} 天", f"{decision.window_days}-day")
    return words.pick(*named).format(days=days)


def ways_open(decision: CaseDecision) -> list[Remedy]:
    """Return what is open besides what was refused, or with what was allowed."""
    own = []
    if decision.allowed and decision.last_day is not None:
        own.append(Remedy(decision.kind, decision.reason, decision.last_day))
    return [*own, *decision.remedies]


def way_lines(words: Wording, ways: Sequence[Remedy]) -> str:
    """Return the open ways as a list, each with its last day."""
    return numbered(
        words.pick(
            f"{name_zh}，最晚{words.day(way.last_day)}",
            f"{name_en}, until {words.day(way.last_day)} at the latest",
        )
        for way in ways
        for name_zh, name_en in [_WAYS[_key(way)]]
    )


def way_buttons(
    words: Wording, ways: Sequence[Remedy], order_id: str, item: str | None = None, said: str = ""
) -> list[Button]:
    """Return a button that starts each way for the order, with the reason, the item and the words known already."""
    buttons = []
    for way in ways:
        known: dict[str, Any] = {
            Entity.ORDER_ID: order_id,
            Entity.CHOICE: [str(way.reason), *([item] if item else [])],
        }
        if said:
            known[Entity.REASON] = said
        title = words.pick(*_OF_THE_DOING[_key(way)])
        buttons.append({"title": title, "payload": payload(STARTS[way.kind], **known)})
    return buttons


def start_button(words: Wording, intent: str, chinese: str, english: str, **known: Any) -> Button:
    """Return a button that starts another matter."""
    return {"title": words.pick(chinese, english), "payload": payload(intent, **known)}


def case_facts(words: Wording, case: Case) -> dict[str, Any]:
    """Return what every answer about a case names."""
    return {
        "case_id": case.case_id,
        "kind": words.pick(case.kind.label_zh, case.kind.label_en),
        "item": case_items(words, case.lines),
        "status": words.pick(case.status.label_zh, case.status.label_en),
    }


def case_lines(words: Wording, cases: Sequence[Case]) -> str:
    """Return a numbered list of cases, one line each."""
    facts = [case_facts(words, case) for case in cases]
    return numbered(f"{f['case_id']} · {f['kind']} · {f['item']} · {f['status']}" for f in facts)


def steps(words: Wording, case: Case) -> str:
    """Return what has happened in a case, newest first, one line each."""
    return "\n".join(
        f"• {words.moment(event.at)} {words.pick(event.note_zh, event.note_en)}" for event in case.events
    )


def sender_pays(case: Case) -> bool:
    """Return whether the customer pays the way back."""
    return case.freight_payer is Payer.customer


def _key(way: Remedy) -> tuple[CaseKind, bool]:
    return way.kind, way.reason in FAULTS

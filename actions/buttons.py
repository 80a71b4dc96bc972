"""Buttons that hold facts; those that never change are in `data/responses`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actions.wording import Wording
from kefu.names import Entity, Intent
from shop.views import OrderSummary

if TYPE_CHECKING:
    from actions.turn import Button, Turn


def payload(intent: str, **entities: Any) -> str:
    """Return what a pressed button sends: ``/inform{"order_id": "261105482913"}``."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def order_buttons(orders: Sequence[OrderSummary], words: Wording) -> list[Button]:
    """Return a button for each listed order, in the list's order."""
    return [
        {
            "title": f"{place}. {words.title(order)}",
            "payload": payload(Intent.INFORM, **{Entity.ORDER_ID: order.order_id}),
        }
        for place, order in enumerate(orders, start=1)
    ]


def human_button(words: Wording) -> Button:
    """Return the button that asks for a person."""
    return {"title": words.pick("转人工", "Talk to a person"), "payload": payload(Intent.REQUEST_HUMAN)}


def retry_button(turn: Turn) -> list[Button]:
    """Return a button that asks the same again, when it is known what was asked, and one for a person."""
    retry = (
        [{"title": turn.words.pick("再试一次", "Try again"), "payload": payload(turn.request)}]
        if turn.request
        else []
    )
    return [*retry, human_button(turn.words)]

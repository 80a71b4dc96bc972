"""What a message without a plain intent means after products were shown: "那第二个呢", "要白色的", "就买这个"."""

from __future__ import annotations

from actions.budgets import read_budget
from actions.product_wishes import wants_cheaper, wants_dearer
from actions.products_in_focus import FOCUS_MESSAGES, attributes_in, in_focus, shown
from actions.products_named import names_product
from actions.purchase_reading import wants_to_buy
from actions.questions import SHORT_ANSWER
from actions.references import Kind, is_bare
from actions.turn import Turn
from kefu.names import Entity, Intent, Slot

ABOUT_ONE = frozenset(
    {
        Intent.PRODUCT_DETAIL,
        Intent.PRODUCT_PRICE,
        Intent.PRODUCT_STOCK,
        Intent.PRODUCT_USAGE,
        Intent.PRODUCT_AUTHENTICITY,
    }
)
ABOUT_PRODUCTS = ABOUT_ONE | {
    Intent.SEARCH_PRODUCT,
    Intent.RECOMMEND_PRODUCT,
    Intent.PRODUCT_COMPARE,
    Intent.PLACE_ORDER_HELP,
    Intent.SUBSCRIBE_NOTIFICATION,
}


def speaks_of_products(turn: Turn) -> bool:
    """Return whether products were shown not long ago, and nothing else was asked since."""
    alive = turn.messages_since(Slot.SHOWN_PRODUCTS) <= FOCUS_MESSAGES
    return turn.request in ABOUT_PRODUCTS and bool(shown(turn)) and alive


def product_follow_up(turn: Turn, only_bare: bool = False) -> str | None:
    """Return the request that the message continues about the products shown; None when it is about none.

    *only_bare*: its intent is uncertain, so it must be short and say nothing else.
    """
    if turn.is_button or not speaks_of_products(turn) or (only_bare and len(turn.text) > SHORT_ANSWER):
        return None
    points = turn.pointer is not None and turn.pointer.kind in (Kind.PLACE, Kind.MIDDLE, Kind.OTHER)
    if wants_to_buy(turn.text) and (points or in_focus(turn) or turn.pointer is not None):
        return Intent.PLACE_ORDER_HELP
    if points and (not only_bare or is_bare(turn.text)):
        return about_one(turn)
    if only_bare:  # "再便宜点的有吗" says what it wants, however it is taken
        return Intent.SEARCH_PRODUCT if wants_cheaper(turn) or wants_dearer(turn) else None
    return _by_conditions(turn)


def about_one(turn: Turn) -> str:
    """Return what is asked about one product when it is only pointed to: the same as last, else what it is like."""
    return str(turn.request) if turn.request in ABOUT_ONE else Intent.PRODUCT_DETAIL


def _by_conditions(turn: Turn) -> str | None:
    if attributes_in(turn) and in_focus(turn) and not names_product(turn):
        return Intent.PRODUCT_STOCK
    if turn.entity(Entity.PRODUCT):
        return about_one(turn)
    narrows = attributes_in(turn) or read_budget(turn.text) or wants_cheaper(turn) or wants_dearer(turn)
    return Intent.SEARCH_PRODUCT if narrows or names_product(turn) else None

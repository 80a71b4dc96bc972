"""What is asked before an order is placed: how many, where to, with which coupon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.matters.base import Subject
from actions.purchase_reading import coupon_in, pieces_in
from actions.questions import Choice, Option, Question
from actions.turn import Turn
from kefu.names import Say, Slot
from shop.enums import CouponStatus
from shop.views import Purchase

NO_COUPON = "none"
MOST_COUPONS = 4


class Pieces(Question):
    """How many; one unless the customer says otherwise, and shown before the yes."""

    def __init__(self) -> None:
        super().__init__(Slot.PIECES)

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take one piece."""
        if turn.slot(self.slot) is None:
            turn.set(self.slot, 1)
        return True

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Never called. Raises LookupError."""
        raise LookupError("the number of pieces is never asked")

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces."""
        return await self.overhear(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a number with a measure word."""
        pieces = pieces_in(turn.text)
        return pieces is not None and self.fill(turn, pieces)


async def saved_addresses(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return the saved addresses, the default first."""
    options = []
    for one in await subject.shop.addresses(subject.customer):
        to = one.address
        city = to.city_en or to.city
        english = f"{to.receiver}, {to.street}, {to.district}, {city}"
        options.append(
            Option(str(one.address_id), f"{to.receiver}，{to.city}{to.district}{to.street}", english)
        )
    return options


class CouponToUse(Choice):
    """One of the customer's coupons that count for this order, or none; a code may be typed."""

    def __init__(self) -> None:
        super().__init__(Slot.COUPON_TO_USE, Say.ASK_BUY_COUPON, _coupons)

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Ask nothing of somebody who has no coupon that counts."""
        if turn.slot(self.slot) is None and len(await self.options(turn, subject)) == 1:
            turn.set(self.slot, NO_COUPON)
        return turn.slot(self.slot) is not None

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take a choice or a code."""
        return await self.overhear(turn, subject) or await super().read(turn, subject)

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a code that is typed."""
        code = coupon_in(turn.text)
        if code is None:
            return False
        self.fill(turn, code)
        return True


async def _coupons(turn: Turn, subject: Subject) -> Sequence[Option]:
    """Return the coupons that the shop would accept for this order, the best first, and none."""
    usable = [
        one for one in await subject.shop.coupons(subject.customer) if one.status is CouponStatus.unused
    ]
    options = []
    for coupon in sorted(usable, key=lambda one: one.reduction, reverse=True)[:MOST_COUPONS]:
        quote = await subject.shop.quote_order(subject.customer, purchase_of(turn, coupon.code))
        if quote.allowed:
            off = f"¥{coupon.reduction:,.2f}"
            options.append(
                Option(coupon.code, f"{coupon.name_zh}（减 {off}）", f"{coupon.name_en} ({off} off)")
            )
    words = re.compile(r"不用|不要|没有|不使用|\b(?:no|none|without)\b", re.IGNORECASE)
    return [*options, Option(NO_COUPON, "不用券", "No coupon", words)]


def purchase_of(turn: Turn, coupon: str | None) -> Purchase:
    """Return what is to be bought as far as it is known, with a coupon's code."""
    address = turn.slot(Slot.SHIP_TO)
    line = (str(turn.slot(Slot.CHOSEN_VARIANT)), int(turn.slot(Slot.PIECES) or 1))
    used = None if coupon in (None, NO_COUPON) else coupon
    return Purchase((line,), int(address) if address else None, used)

"""What an after-sales case asks: which goods, how many, why, what instead, and when they are collected."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.matters.base import Subject
from actions.matters.case_words import case_item
from actions.products_named import match_titles, names_product
from actions.questions import Choice, Option, Question
from actions.reading import without_numbers
from actions.turn import Turn
from kefu.names import REQUESTS, Entity, Intent, Say, Slot
from shop.enums import CaseKind, CaseReason
from shop.views import CaseLine, CaseRequest, OrderItem, VariantState

ALL_ITEMS = "all-items"

_ALL = re.compile(
    r"全部|全都|所有|整单|都(?=要|退|换|修|有|坏|不)|每[件个]|\b(?:all|both|everything|the whole order)\b",
    re.IGNORECASE,
)
_MANY = {1: "一", 2: "两二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}


class ItemQuestion(Choice):
    """Which of the goods that are left with the customer; *several*: all of them may be meant."""

    def __init__(self, kind: CaseKind, *, several: bool = True) -> None:
        super().__init__(Slot.CASE_ITEM, Say.ASK_CASE_ITEM, self._left)
        self._kind = kind
        self._several = several

    async def _left(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        lines = await lines_left(subject, self._kind)
        options = [
            Option(f"item-{line.line}", case_item(turn.words, line), case_item(turn.words, line))
            for line in lines
        ]
        if len(lines) > 1 and self._several:
            options.append(Option(ALL_ITEMS, "全部", "All of them", _ALL))
        return options

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        """Take the goods that a message names by a part of their name."""
        if turn.is_button or not turn.text:
            return super()._take_named(turn, options)
        goods = {one.value: (one.label_zh, one.label_en) for one in options if one.value != ALL_ITEMS}
        named = match_titles(turn.text, goods, shortest=3 if names_product(turn) else 4)
        if not named and len(goods) < len(options) and _ALL.search(turn.text):
            named = [ALL_ITEMS]
        if len(named) != 1:
            return False
        self.fill(turn, named[0])
        return True


class PiecesQuestion(Choice):
    """How many pieces of the chosen goods, where there are several."""

    def __init__(self, kind: CaseKind) -> None:
        super().__init__(Slot.CASE_PIECES, Say.ASK_CASE_PIECES, self._possible)
        self._kind = kind

    async def _possible(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        if turn.slot(Slot.CASE_ITEM) == ALL_ITEMS:
            return ()
        lines = await lines_left(subject, self._kind)
        chosen = line_number(turn)
        most = next((line.quantity for line in lines if chosen in (None, line.line)), 1)
        return [
            Option(f"pieces-{n}", f"{n} 件", f"{n}", _pieces_pattern(n, all_of_them=n == most))
            for n in range(1, most + 1)
        ]

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take a number of pieces only once it is known of what."""
        if subject.order is None or turn.slot(Slot.CASE_ITEM) is None:
            return False
        return await super().overhear(turn, subject)


class VariantQuestion(Choice):
    """Which variant the customer wants instead; only those that are in stock."""

    def __init__(self) -> None:
        super().__init__(Slot.EXCHANGE_VARIANT, Say.ASK_EXCHANGE_VARIANT, self._in_stock)

    async def _in_stock(self, turn: Turn, subject: Subject) -> Sequence[Option]:
        item = chosen_item(turn, subject)
        if item is None:
            return ()
        product = await subject.shop.product(item.product_id)
        pieces = chosen_pieces(turn) or item.quantity
        wants_another = turn.slot(Slot.CASE_REASON) == CaseReason.wrong_size
        return [
            _variant_option(variant, item)
            for variant in (product.variants if product else ())
            if variant.stock >= pieces and not (wants_another and _is_same(variant, item))
        ]

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Take the only option where the goods come in no others; the last one in stock may not be what is wanted."""
        if turn.slot(self.slot) is not None:
            return True
        item = chosen_item(turn, subject)
        product = await subject.shop.product(item.product_id) if item else None
        return product is not None and len(product.variants) == 1 and await super().is_settled(turn, subject)

    def _take_named(self, turn: Turn, options: Sequence[Option]) -> bool:
        """Take the variant whose parts a message names; of several the one most like what was bought."""
        if turn.is_button or not turn.text:
            return super()._take_named(turn, options)
        if _SAME.search(turn.text):
            same = [one for one in options if one.label_zh.startswith(_SAME_ZH)]
            return bool(same) and self._filled(turn, same[0])
        scores = {
            one.value: max(_parts_named(label, turn.text) for label in (one.label_zh, one.label_en))
            for one in options
        }
        best = max(scores.values(), default=0)
        named = [one for one in options if best and scores[one.value] == best]
        return len(named) == 1 and self._filled(turn, named[0])

    def _filled(self, turn: Turn, option: Option) -> bool:
        self.fill(turn, option.value)
        return True


_SAME_ZH, _SAME_EN = "同款：", "Same again: "
_SAME = re.compile(r"同(?:款|样|一款)|一样的|原来的|(?:还|就)要这[个款]|\bsame\b", re.IGNORECASE)


class Description(Question):
    """What is wrong or missing, in the customer's own words; *bare* is what a mere wish for help consists of."""

    open_ended = True
    answered_by = frozenset({Intent.REPAIR_REQUEST, Intent.QUALITY_PROBLEM, Intent.MISSING_PARTS})

    def __init__(self, response: str, bare: str, *, asked: bool = True) -> None:
        super().__init__(Slot.CASE_WORDS)
        self.is_asked = asked
        self._response = response
        self._bare = re.compile(
            rf"{bare}|[\W_]|我|要|想|的|了|吗|吧|啊|呢|帮|请|给|你们|怎么|一下|申请|可以|能", re.IGNORECASE
        )

    async def is_settled(self, turn: Turn, subject: Subject) -> bool:
        """Ask only for what is asked at all and was not said yet."""
        return not self.is_asked or await super().is_settled(turn, subject)

    async def put(self, turn: Turn, subject: Subject) -> None:
        """Ask."""
        turn.say(self._response)

    async def read(self, turn: Turn, subject: Subject) -> bool:
        """Take the reply as it is, unless it is small talk or wants something else."""
        tells = turn.intent in self.answered_by or turn.intent not in REQUESTS
        return tells and len(turn.text) >= 2 and self.fill(turn, _as_written(turn))

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the message that names the matter, where it says more than that; or what a button brings along."""
        if turn.slot(self.slot) is not None:
            return False
        said = turn.entity(Entity.REASON) if turn.is_button else turn.text
        if not said or not (turn.is_button or (turn.intent == turn.request and self._describes(said))):
            return False
        return self.fill(turn, said if turn.is_button else _as_written(turn))

    def _describes(self, text: str) -> bool:
        return len(self._bare.sub("", without_numbers(text))) >= 2


async def lines_left(subject: Subject, kind: CaseKind) -> tuple[CaseLine, ...]:
    """Return the goods of the order that are in no case and have not gone back, with their pieces."""
    if subject.order is None or subject.customer_id is None:
        return ()
    request = CaseRequest(subject.order.order_id, kind, CaseReason.faulty)
    return (await subject.shop.quote_case(subject.customer_id, request)).lines


def line_number(turn: Turn) -> int | None:
    """Return the order line that was chosen; None for all, or while nothing is."""
    chosen = str(turn.slot(Slot.CASE_ITEM) or "")
    return int(chosen.removeprefix("item-")) if chosen.startswith("item-") else None


def chosen_pieces(turn: Turn) -> int | None:
    """Return how many pieces were chosen; None where nothing was asked."""
    chosen = turn.slot(Slot.CASE_PIECES)
    return int(str(chosen).removeprefix("pieces-")) if chosen else None


def chosen_item(turn: Turn, subject: Subject) -> OrderItem | None:
    """Return the line of the order that was chosen, or its only one."""
    if subject.order is None:
        return None
    items, number = subject.order.items, line_number(turn)
    if number is None:
        return items[0] if len(items) == 1 else None
    return next((item for item in items if item.line == number), None)


def _as_written(turn: Turn) -> str:
    """Return the message with the customer's own punctuation, for the people who will read it."""
    return " ".join(turn.raw_text.split())


def _pieces_pattern(count: int, *, all_of_them: bool) -> re.Pattern[str]:
    number = f"{count}|[{_MANY[count]}]" if count in _MANY else str(count)
    counted = rf"(?<![0-9])(?:{number}) ?[件个只双条瓶盒包]"
    return re.compile(f"{counted}|{_ALL.pattern}" if all_of_them else counted, re.IGNORECASE)


def _is_same(variant: VariantState, item: OrderItem) -> bool:
    return variant.name_zh == item.variant_zh


def _variant_option(variant: VariantState, item: OrderItem) -> Option:
    zh, en = variant.name_zh or item.name_zh, variant.name_en or item.name_en
    if _is_same(variant, item):
        zh, en = f"{_SAME_ZH}{zh}", f"{_SAME_EN}{en}"
    return Option(variant.variant_id, zh, en)


def _parts_named(label: str, text: str) -> int:
    """Return how many characters of *text* are whole parts of a variant's name ("黑色", "XL", "256GB")."""
    parts = [part for part in re.split(r"[\s/·,，、：:]+", label.casefold()) if part]
    edges = [
        (
            rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])"
            if re.fullmatch(r"[a-z0-9.]+", part)
            else re.escape(part),
            part,
        )
        for part in parts
    ]
    return sum(len(part) for pattern, part in edges if re.search(pattern, text.casefold()))

"""What one matter of a customer is: what must be known for it, and how it is answered."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from actions.base import KefuAction
from actions.buttons import payload
from actions.intent_labels import LABELS
from actions.service import leave_to_staff
from actions.turn import Turn
from kefu.names import Say, Slot, answering
from shop.enums import OrderStatus
from shop.errors import NotSupported
from shop.port import Capability, ShopPort
from shop.views import OrderDetail

if TYPE_CHECKING:
    from actions.questions import Question

LISTED_ORDERS = 5  # orders in one list


class Scope(Enum):
    """Whose matter it is, and so what the form finds out before all else."""

    ANYONE = "anyone"
    CUSTOMER = "customer"  # a verified customer's
    ORDER = "order"  # about one order of theirs


@dataclass(frozen=True)
class Subject:
    """Whom and what a matter is about, as far as its scope asks; read from the shop for this turn."""

    shop: ShopPort
    customer_id: str | None = None
    order: OrderDetail | None = None

    @property
    def customer(self) -> str:
        """The verified customer. Raises LookupError where there is none."""
        if self.customer_id is None:
            raise LookupError("the request form ended without a verified customer")
        return self.customer_id

    @property
    def the_order(self) -> OrderDetail:
        """The customer's order. Raises LookupError where there is none."""
        if self.order is None:
            raise LookupError("the request form ended without an order, or the order has vanished since")
        return self.order

    def can(self, capability: Capability) -> bool:
        """Return whether the shop does this itself; what it cannot do goes to its staff."""
        return capability in self.shop.capabilities


class Matter(KefuAction):
    """The action that answers one request, and what the request form must ask before it.

    A subclass sets `request` (its intent, by which the action and the rules are named) and what else differs:

    scope: Whose matter it is.
    questions: What the form asks once customer and order are known, in order. The slots belong to this matter
        alone while it lasts and are empty when it begins.
    inquiry: It only tells something, so it may be answered in the middle of another matter.
    heard_first: An action of its own decides whether to begin it, also in the middle of another matter.
    by_tracking: A tracking number serves as well as an order number.
    usual_statuses: The customer's orders of these statuses are meant, when there are any and none is named.
    narrowed_by_order: It asks for no order, but goes by one that is meant.
    family: Matters of one family stand in for one another: who changes to another in the form keeps the answers
        that both ask for, and the first is not taken up again.
    capability: What the shop must be able to do for it; a shop that cannot leaves the matter to its staff.
    takes_phone: A phone number in a message is a value of this matter, and proves nothing about who speaks.
    remembers: Slots that the matter itself fills while it lasts, besides those of its questions.
    """

    request: ClassVar[str]
    scope: ClassVar[Scope] = Scope.ORDER
    questions: ClassVar[tuple[Question, ...]] = ()
    inquiry: ClassVar[bool] = False
    heard_first: ClassVar[bool] = False
    by_tracking: ClassVar[bool] = False
    usual_statuses: ClassVar[frozenset[OrderStatus]] = frozenset()
    narrowed_by_order: ClassVar[bool] = False
    family: ClassVar[str | None] = None
    capability: ClassVar[Capability | None] = None
    takes_phone: ClassVar[bool] = False
    remembers: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "request" in vars(cls):
            cls.action_name = answering(cls.request)

    @classmethod
    def really(cls, turn: Turn) -> str:
        """Return the request that a message taken for this one makes, where its words tell more than its intent."""
        return cls.request

    def scope_of(self, turn: Turn) -> Scope:
        """Return whose matter it is this time; what is asked about the rules alone can be anyone's."""
        return self.scope

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Return what has to be asked about this subject; nothing when the answer is a refusal in any case."""
        return self.questions

    @classmethod
    def goes_on_with(cls, turn: Turn) -> bool:
        """Return whether a message after the answer hands over what the same may be asked of again."""
        return False

    @abstractmethod
    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Do it and say so, once everything is known. Called once a request, with what the slots hold now."""

    async def answer(self, turn: Turn) -> None:
        """Answer; silent when the form was stopped: why was said then, and the rules run this all the same."""
        if turn.slot(Slot.REQUEST_STOPPED):
            self._forget_details(turn)
            return
        shop = await turn.shop()
        if turn.slot(Slot.TRACKING_NUMBER) and not await _find_order_of_parcel(turn, shop):
            return
        subject = await self.subject(turn)
        turn.set(Slot.PHONE_TAIL, None)  # it has served its purpose
        if subject.order is not None:
            turn.set(Slot.ORDER_ID, subject.order.order_id)  # what "it" means from now on
        try:
            await (self.respond(turn, subject) if self.is_possible(subject.shop) else leave_to_staff(turn))
        except NotSupported:
            await leave_to_staff(turn)
        self._forget_details(turn)
        _offer_to_resume(turn)

    def is_possible(self, shop: ShopPort) -> bool:
        """Return whether this shop can do what the matter asks of it."""
        return self.capability is None or self.capability in shop.capabilities

    @classmethod
    def details(cls) -> frozenset[str]:
        """Return the slots that belong to this matter alone; an address or a phone number is not kept after it."""
        return frozenset(question.slot for question in cls.questions) | frozenset(cls.remembers)

    def _forget_details(self, turn: Turn) -> None:
        for slot in sorted(self.details() | {Slot.REQUEST_KEY}):
            if turn.slot(slot) is not None:
                turn.set(slot, None)

    async def subject(self, turn: Turn) -> Subject:
        """Read whom and what this is about. Raises LookupError where the scope asks for what is not known."""
        subject = await self.subject_so_far(turn)
        scope = self.scope_of(turn)
        if scope is not Scope.ANYONE:
            assert subject.customer
        if scope is Scope.ORDER:
            assert subject.the_order
        return subject

    def knows(self, turn: Turn, subject: Subject) -> bool:
        """Return whether *subject* holds all that the scope asks for."""
        scope = self.scope_of(turn)
        if scope is Scope.ORDER:
            return subject.order is not None
        return scope is Scope.ANYONE or subject.customer_id is not None

    async def subject_so_far(self, turn: Turn) -> Subject:
        """Read what is known by now of whom and what this is about."""
        shop = await turn.shop()
        if self.scope_of(turn) is not Scope.ORDER or turn.order_id is None:
            return Subject(shop, turn.identity.customer_id)
        owner = turn.customer_for(turn.order_id)
        return Subject(shop, owner, await shop.order(owner, turn.order_id) if owner else None)

    def agreed_key(self, turn: Turn) -> str:
        """Take the key of the change that the customer was shown and agreed to, so that it serves only once.

        Raises LookupError when nothing was agreed to.
        """
        key = turn.slot(Slot.REQUEST_KEY)
        if not turn.slot(Slot.CONFIRMED) or not key:
            raise LookupError(f"{self.name()}: a change reached the shop without the customer's yes")
        turn.set(Slot.CONFIRMED, None)
        turn.set(Slot.REQUEST_KEY, None)
        return str(key)

    def declined(self, turn: Turn, kept: str = Say.NOTHING_CHANGED, **facts: Any) -> bool:
        """Say that everything stays as it is, and return True, when the customer was asked and said no."""
        if turn.slot(Slot.CONFIRMED) is not False:
            return False
        turn.set(Slot.CONFIRMED, None)
        turn.set(Slot.REQUEST_KEY, None)
        turn.say(kept, **facts)
        return True


def _offer_to_resume(turn: Turn) -> None:
    """Offer to go on with what was left for this matter."""
    left = turn.slot(Slot.SUSPENDED)
    if left:
        request = str(left[Slot.LAST_REQUEST])
        label = turn.words.pick(*LABELS[request])
        go_on = {"title": turn.words.pick(f"继续：{label}", f"Go on: {label}"), "payload": payload(request)}
        turn.say(Say.OFFER_TO_RESUME, matter=label, buttons=[go_on])


async def _find_order_of_parcel(turn: Turn, shop: ShopPort) -> bool:
    """Set the slot `order_id` to the order of the customer's parcel; say so and return False when there is none.

    An order number that was given besides, to prove who asks, serves when the parcel is not found.
    """
    number = str(turn.slot(Slot.TRACKING_NUMBER))
    customer_id = turn.identity.customer_id
    track = await shop.shipment_by_tracking(customer_id, number) if customer_id else None
    turn.set(Slot.TRACKING_NUMBER, None)
    if track is None and turn.order_id is not None:
        return True
    if track is None:
        turn.say(Say.TRACKING_NOT_FOUND, tracking=number)
        return False
    turn.set(Slot.ORDER_ID, track.order_id)
    return True

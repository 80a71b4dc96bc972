"""The request form's questions, worded by what went wrong before and by what the customer can choose from."""

from __future__ import annotations

from abc import abstractmethod

from actions.base import KefuAction
from actions.buttons import order_buttons
from actions.matters.registry import ASKED, current_matter
from actions.missing import MISMATCH, NOT_FOUND, orders_to_choose_from
from actions.questions import UNUSABLE
from actions.turn import Turn
from kefu.names import Say, Slot, asking


class AskOrderId(KefuAction):
    """Asks which order: by its number from somebody unknown, by a list to choose from when the customer is known."""

    action_name = asking(Slot.ORDER_ID)

    async def answer(self, turn: Turn) -> None:
        """Ask, and remember what was listed."""
        again = turn.slot(Slot.FORM_TROUBLE) == UNUSABLE
        if turn.identity.customer_id is None:
            turn.say(Say.ASK_ORDER_ID_AGAIN if again else Say.ASK_ORDER_ID)
            return
        orders = await orders_to_choose_from(turn, current_matter(turn))
        turn.set(Slot.LISTED_ORDERS, [order.order_id for order in orders])
        turn.say(
            Say.CHOOSE_ORDER_AGAIN if again else Say.CHOOSE_ORDER,
            orders=turn.words.order_lines(orders),
            buttons=order_buttons(orders, turn.words),
        )


class AskPhoneTail(KefuAction):
    """Asks for the phone's last four digits, which prove together with the order number whose order it is."""

    action_name = asking(Slot.PHONE_TAIL)

    async def answer(self, turn: Turn) -> None:
        """Ask; after a failure say what can be done about it."""
        trouble = turn.slot(Slot.FORM_TROUBLE)
        if trouble == MISMATCH:
            left = int(turn.slot(Slot.ATTEMPTS_LEFT) or 0)
            turn.say(Say.VERIFICATION_MISMATCH, order_id=turn.order_id, attempts=turn.words.attempts(left))
        elif trouble == UNUSABLE:
            turn.say(Say.ASK_PHONE_TAIL_AGAIN)
        elif trouble == NOT_FOUND or turn.identity.customer_id is not None:
            turn.say(Say.ORDER_NOT_FOUND, order_id=turn.order_id)
        else:
            turn.say(Say.ASK_PHONE_TAIL)


class AskDetail(KefuAction):
    """Asks what the matter at hand needs to know for one slot; a class for each slot is made below."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """The slot that is asked for."""

    async def answer(self, turn: Turn) -> None:
        """Put the matter's own question."""
        matter = current_matter(turn)
        question = next(one for one in matter.questions if one.slot == self.slot)
        await question.ask(turn, await matter.subject(turn))


def _asker(slot: str) -> type[AskDetail]:
    title = "".join(word.title() for word in slot.split("_"))
    members = {"slot": slot, "action_name": asking(slot), "__module__": __name__}
    return type(f"Ask{title}", (AskDetail,), members)


# Rasa's action server registers every class of an action that is there when it starts.
ASKERS = {slot: _asker(slot) for slot in sorted(ASKED)}

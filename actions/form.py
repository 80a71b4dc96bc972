"""The request form: finds out who asks and which order is meant, then asks what the matter at hand needs."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected

from actions.base import KefuAction
from actions.missing import missing
from actions.replies import is_reply, overhear, take_reply
from actions.turn import Turn
from kefu.names import Action, Form, Slot


class ValidateRequestForm(KefuAction):
    """Reads the customer's reply and decides what the form asks next (Rasa's slot `requested_slot`)."""

    action_name = Action.VALIDATE_REQUEST_FORM

    async def answer(self, turn: Turn) -> None:
        """Set `requested_slot` to what is missing, to None when the form is done, or reject the message."""
        if is_reply(turn):
            if not await take_reply(turn):
                # Lets the rules answer the interruption; Rasa then comes back to the form
                # (rasa/core/policies/rule_policy.py `_find_action_from_rules`).
                turn.events.append(ActionExecutionRejected(Form.REQUEST))
                return
        elif not turn.slot(Slot.REQUEST_STOPPED):
            turn.set(Slot.FORM_TROUBLE, None)
            await overhear(turn)
        stopped = bool(turn.slot(Slot.REQUEST_STOPPED))
        turn.set(Slot.REQUESTED_SLOT, None if stopped else await missing(turn))

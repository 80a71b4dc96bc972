"""Yes, no, a bare value, start over, go back: small words whose meaning lies in what was said before."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk.events import FollowupAction, Restarted

from actions.base import KefuAction
from actions.intent_labels import LABELS
from actions.reading import is_unsure
from actions.replies import overhear
from actions.requests import begin, continue_request
from actions.service import hand_over, rate
from actions.turn import Turn
from kefu.names import REQUESTS, Action, Entity, Form, Intent, Say


class ActionInform(KefuAction):
    """Takes a value that no question was open for: mostly an order number, or "那第二个呢？"."""

    action_name = Action.INFORM

    async def answer(self, turn: Turn) -> None:
        """Go on with the last request for that order, or ask what the value is for."""
        if turn.entity(Entity.RATING):
            await rate(turn)
        elif not await continue_request(turn):
            turn.say(Say.INFORM_UNCLEAR)


class ActionAffirm(KefuAction):
    """Takes a yes as pressing the button that was offered, when only one was (besides talking to a person)."""

    action_name = Action.AFFIRM

    async def answer(self, turn: Turn) -> None:
        """Accept what was offered, or ask what else is wanted."""
        if not turn.is_button and await continue_request(turn):
            return
        offered = None if is_unsure(turn.text) else _offered(turn)
        if offered is None or not await _accept(turn, *offered):
            turn.say(Say.AFFIRM_WHAT)


class ActionDeny(KefuAction):
    """Takes a no; "不对，是另一个订单" goes on with the other one."""

    action_name = Action.DENY

    async def answer(self, turn: Turn) -> None:
        """Go on with what is meant instead, or leave it."""
        if not await continue_request(turn):
            turn.say(Say.DENY_FINE)


class ActionRestart(KefuAction):
    """Forgets the conversation, on "/restart"."""

    action_name = Action.RESTART

    async def answer(self, turn: Turn) -> None:
        """Say so, and start over."""
        turn.say(Say.RESTARTED)
        turn.events.append(Restarted())


class ActionBack(KefuAction):
    """Answers "/back"; Rasa's own would silently undo what was said, but not what was done."""

    action_name = Action.BACK

    async def answer(self, turn: Turn) -> None:
        """Say how to go on."""
        turn.say(Say.BACK)


def _offered(turn: Turn) -> tuple[str, dict[str, Any]] | None:
    """Return intent and entities of the one button under our last message; None when there are more, or none."""
    for event in reversed(turn.tracker.events):
        if event.get("event") == "bot":
            buttons = (event.get("data") or {}).get("buttons") or []
            payloads = [_parse(str(button.get("payload", ""))) for button in buttons]
            actions = [found for found in payloads if found[0] != Intent.REQUEST_HUMAN] or payloads[:1]
            return actions[0] if len(actions) == 1 else None
    return None


def _parse(payload: str) -> tuple[str, dict[str, Any]]:
    intent, brace, rest = payload.removeprefix("/").partition("{")
    try:
        entities = json.loads(brace + rest) if brace else {}
    except ValueError:
        entities = {}
    return intent, entities


async def _accept(turn: Turn, intent: str, entities: dict[str, Any]) -> bool:
    """Do what pressing the button would do; False when that is nothing we know."""
    if intent == Intent.REQUEST_HUMAN:
        await hand_over(turn)
    elif intent in REQUESTS:
        turn.press(intent, entities)
        await begin(turn, intent)
        await overhear(turn)
        turn.events.append(FollowupAction(Form.REQUEST))
    elif intent == Intent.INFORM and Entity.ORDER_ID in entities:
        turn.numbers = turn.numbers.with_order(str(entities[Entity.ORDER_ID]))
        return await continue_request(turn)
    elif intent in LABELS:
        turn.say(f"utter_{intent}")
    else:
        return False
    return True

"""When we did not understand: ask back with buttons, then ask for other words, then offer a person."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from actions.base import KefuAction
from actions.buttons import payload
from actions.intent_labels import LABELS
from actions.matters.registry import MATTERS
from actions.reading import LONGEST_MESSAGE, has_words
from actions.requests import begin, continue_request
from actions.turn import Button, Turn
from kefu.names import REQUESTS, Action, Form, Intent, Say

MOST_SUGGESTIONS = 3
LEAST_CONFIDENCE = 0.1  # of a suggestion; the intents share a sum of 1


class ActionAskBack(KefuAction):
    """Answers a message that the classifier was unsure of."""

    action_name = Action.ASK_BACK

    async def answer(self, turn: Turn) -> None:
        """Say what kept us from understanding, or ask back, a little differently each time in a row."""
        unreadable = why_unreadable(turn)
        if unreadable is not None:
            turn.say(unreadable)
            return
        if await continue_request(turn, only_bare=True):
            return
        if await _take_likeliest(turn):
            return
        stage = _fallbacks_in_a_row(turn)
        suggestions = _suggestions(turn)
        if stage == 1 and suggestions:
            turn.say(Say.ASK_BACK, buttons=suggestions)
        elif stage <= 2:
            turn.say(Say.REPHRASE)
        else:
            turn.say(Say.FALLBACK_HUMAN)


class ActionDefaultFallback(ActionAskBack):
    """Answers when no rule knew what to do, for example after an intent that does not exist."""

    action_name = Action.DEFAULT_FALLBACK


def why_unreadable(turn: Turn) -> str | None:
    """Return the response for a message that holds nothing to understand or too much; None for an ordinary one."""
    if turn.is_button:
        return None
    if not turn.text:
        return Say.MESSAGE_EMPTY
    if len(turn.raw_text) > LONGEST_MESSAGE:
        return Say.MESSAGE_TOO_LONG
    return None if has_words(turn.text) else Say.NO_WORDS


def _fallbacks_in_a_row(turn: Turn) -> int:
    """Count how many of the newest messages were not understood, this one included; at least 1."""
    count = 0
    for event in reversed(turn.tracker.events):
        if event.get("event") == "action" and event.get("name") in (Action.ASK_BACK, Action.DEFAULT_FALLBACK):
            count += 1
        elif event.get("event") == "user" and _intent(event) not in (Intent.NLU_FALLBACK, None):
            break
    return count + 1


def _intent(event: EventType) -> str | None:
    intent = (event.get("parse_data") or {}).get("intent") or {}
    return intent.get("name")


async def _take_likeliest(turn: Turn) -> bool:
    """Answer "它到哪儿了" though its intent was uncertain: it points to our order, and only asks about it."""
    likely = _likely(turn)
    if turn.pointer is None or turn.order_id is None or not likely or likely[0] not in REQUESTS:
        return False
    if not MATTERS[likely[0]].by_tracking:
        return False
    await begin(turn, likely[0])
    turn.events.append(FollowupAction(Form.REQUEST))
    return True


def _suggestions(turn: Turn) -> list[Button]:
    """Return buttons for the likeliest matters, in a customer's words."""
    return [
        {"title": turn.words.pick(*LABELS[name]), "payload": payload(name)}
        for name in _likely(turn)[:MOST_SUGGESTIONS]
    ]


def _likely(turn: Turn) -> list[str]:
    ranking = (turn.tracker.latest_message or {}).get("intent_ranking") or []
    return [
        item["name"]
        for item in ranking
        if item.get("name") in LABELS and float(item.get("confidence") or 0.0) >= LEAST_CONFIDENCE
    ]

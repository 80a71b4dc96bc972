"""Handing over to a person, and ratings."""

from __future__ import annotations

import re

from actions import journal
from actions.base import KefuAction
from actions.turn import Turn
from kefu.names import Action, Entity, Say, Slot

_STARS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}
_STARS_IN_SENTENCE = re.compile(
    r"([1-5一二两三四五])\s*颗?星|\bstars?\W{0,3}([1-5])(?![0-9])|(?<![0-9])([1-5])[\s-]*stars?\b",
    re.IGNORECASE,
)
_STAR = re.compile(r"(?<![0-9])[1-5](?![0-9])|[一二两三四五]|\b(?:one|two|three|four|five)\b", re.IGNORECASE)


class ActionHandover(KefuAction):
    """Records that the customer wants a person, and says honestly what happens next."""

    action_name = Action.HANDOVER

    async def answer(self, turn: Turn) -> None:
        """Record and say so."""
        await hand_over(turn)


class ActionRateService(KefuAction):
    """Records a rating of one to five stars, or asks for it."""

    action_name = Action.RATE_SERVICE

    async def answer(self, turn: Turn) -> None:
        """Record the stars that the message names."""
        await rate(turn)


async def hand_over(turn: Turn) -> None:
    """Record the wish for a person once a conversation, and say the reference number."""
    known = turn.slot(Slot.HANDED_OVER)
    if known:
        turn.say(Say.HANDOVER_AGAIN, reference=known)
        return
    reference = journal.new_reference(turn.now.astimezone(turn.runtime.zone))
    record = {
        "reference": reference,
        "at": turn.now.isoformat(),
        "conversation": turn.tracker.sender_id,
        "customer_id": turn.identity.customer_id,
        "order_id": turn.order_id,
        "request": turn.request,
        "mood": turn.slot(Slot.MOOD),
        "language": turn.words.language,
    }
    await journal.write(turn.runtime.journal, journal.HANDOVERS, record)
    turn.set(Slot.HANDED_OVER, reference)
    turn.say(Say.HANDOVER_RECORDED, reference=reference)


async def leave_to_staff(turn: Turn) -> None:
    """Say that this cannot be done here, and record it for a person: this shop lets us only look it up."""
    turn.say(Say.NOT_DONE_HERE)
    await hand_over(turn)


async def rate(turn: Turn) -> None:
    """Record the rating that the message names, or ask for it."""
    in_words = _STARS_IN_SENTENCE.search(turn.text)
    stars = read_stars(turn.entity(Entity.RATING) or "") or (
        read_stars(in_words.group()) if in_words else None
    )
    if stars is None:
        turn.say(Say.RATING_ASK)
        return
    record = {
        "at": turn.now.isoformat(),
        "conversation": turn.tracker.sender_id,
        "customer_id": turn.identity.customer_id,
        "stars": stars,
        "mood": turn.slot(Slot.MOOD),
    }
    await journal.write(turn.runtime.journal, journal.RATINGS, record)
    turn.say(Say.RATING_THANKS, stars=turn.words.pick(f"{stars} 星", f"{stars}-star"))


def read_stars(text: str) -> int | None:
    """Return the stars, 1 to 5, that *text* names in digits or words, or None."""
    match = _STAR.search(text)
    if match is None:
        return None
    word = match.group().casefold()
    return _STARS[word] if word in _STARS else int(word)

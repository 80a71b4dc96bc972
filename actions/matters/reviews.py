"""Reviews of what was bought: how it is done, and writing, changing or deleting one here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from actions.item_choice import ItemChoice
from actions.matters.base import Matter, Scope, Subject
from actions.questions import Choice, Confirm, Option, Question, Text
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import OrderStatus, Verdict
from shop.views import Review

WRITE, DELETE, HOW = "write", "delete", "how"
_REVIEWED_IN = frozenset({OrderStatus.received, OrderStatus.returning, OrderStatus.returned})
_STAR_WORDS = {
    1: r"[1一]\s*颗?星|\bone[ -]star|差评",
    2: r"[2二两]\s*颗?星|\btwo[ -]stars?",
    3: r"[3三]\s*颗?星|\bthree[ -]stars?|中评",
    4: r"[4四]\s*颗?星|\bfour[ -]stars?",
    5: r"[5五]\s*颗?星|\bfive[ -]stars?|好评",
}


_WISHES = (
    Option.named(
        WRITE,
        "写或改评价",
        "Write or change one",
        r"写|发表|追评|晒单|[修更]?改|补|给.{0,4}评|我要评价|[好差]评|\b(?:write|leave|post|edit|change|update)\b",
    ),
    Option.named(DELETE, "删掉评价", "Delete one", r"删[掉除了]*|\b(?:delete|remove|take down)\b"),
    Option.named(
        HOW,
        "只想问问",
        "Just a question",
        r"(?:怎么|怎样|如何|咋|在哪|哪里|为什么|为啥).{0,8}|没?显示|看不[到见]|审核|奖励|返现|\b(?:how|where|why)\b.{0,20}|\breward",
    ),
)
_STARS = tuple(
    Option.named(str(stars), f"{stars} 星", "1 star" if stars == 1 else f"{stars} stars", words)
    for stars, words in _STAR_WORDS.items()
)


async def _show(turn: Turn, subject: Subject) -> None:
    """Show the review as others will read it, or the one that goes, and ask for a yes."""
    order, wish = subject.the_order, turn.slot(Slot.REVIEW_WISH)
    item = next(item for item in order.items if str(item.line) == turn.slot(Slot.REVIEW_LINE))
    before = await _existing(turn, subject)
    if wish == DELETE and before is not None:
        stars = _stars(turn, before.stars)
        turn.say(Say.REVIEW_DELETE_CONFIRM, item=turn.words.item(item), stars=stars, words=before.text)
        return
    turn.say(
        Say.REVIEW_CONFIRM if before is None else Say.REVIEW_CHANGE_CONFIRM,
        item=turn.words.item(item),
        stars=_stars(turn, int(turn.slot(Slot.REVIEW_STARS))),
        words=turn.slot(Slot.REVIEW_TEXT),
    )


class ActionReviewHelp(Matter):
    """Tells how reviews are written, or writes, changes or deletes one after a look and a yes."""

    request = Intent.REVIEW_HELP
    usual_statuses = _REVIEWED_IN
    questions = (
        Choice(Slot.REVIEW_WISH, Say.ASK_REVIEW_WISH, _WISHES),
        ItemChoice(Slot.REVIEW_LINE, Say.ASK_REVIEW_LINE),
        Choice(Slot.REVIEW_STARS, Say.ASK_REVIEW_STARS, _STARS),
        Text(Slot.REVIEW_TEXT, Say.ASK_REVIEW_TEXT),
        Confirm(_show),
    )

    def scope_of(self, turn: Turn) -> Scope:
        """An order is needed only to review it."""
        return Scope.ORDER if turn.slot(Slot.REVIEW_WISH) in (WRITE, DELETE) else Scope.ANYONE

    async def questions_for(self, turn: Turn, subject: Subject) -> Sequence[Question]:
        """Ask for the review's parts where one can be written, for a yes where there is one to delete."""
        wish, line, stars, text, confirm = self.questions
        chosen = turn.slot(wish.slot)
        if chosen not in (WRITE, DELETE):
            return (wish,)
        if self._refusal(turn, subject) is not None:
            return ()
        if chosen == WRITE:
            return (line, stars, text, confirm)
        if not await line.is_settled(turn, subject):
            return (line,)
        return () if await _existing(turn, subject) is None else (confirm,)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Do what was agreed to, or tell how."""
        wish = turn.slot(Slot.REVIEW_WISH)
        if wish not in (WRITE, DELETE):
            turn.say(Say.REVIEW_HOW, days=turn.words.days(turn.runtime.policy.service.review_within_days))
            return
        refusal = self._refusal(turn, subject)
        if refusal is not None:
            self._say_refusal(turn, refusal)
        elif wish == DELETE and turn.slot(Slot.CONFIRMED) is None:
            turn.say(Say.REVIEW_NONE)
        elif not self.declined(turn):
            await (self._delete(turn, subject) if wish == DELETE else self._write(turn, subject))

    async def _write(self, turn: Turn, subject: Subject) -> None:
        order_id, line = subject.the_order.order_id, int(turn.slot(Slot.REVIEW_LINE))
        stars, text = int(turn.slot(Slot.REVIEW_STARS)), str(turn.slot(Slot.REVIEW_TEXT))
        key = self.agreed_key(turn)
        result = await subject.shop.write_review(subject.customer, order_id, line, stars, text, key)
        if result.verdict is Verdict.allowed:
            turn.say(Say.REVIEW_WRITTEN)
        else:
            self._say_refusal(turn, result.verdict)

    async def _delete(self, turn: Turn, subject: Subject) -> None:
        order_id, line = subject.the_order.order_id, int(turn.slot(Slot.REVIEW_LINE))
        result = await subject.shop.delete_review(subject.customer, order_id, line, self.agreed_key(turn))
        turn.say(Say.REVIEW_DELETED if result.verdict is Verdict.allowed else Say.REVIEW_NONE)

    def _refusal(self, turn: Turn, subject: Subject) -> Verdict | None:
        """Return why the order cannot be reviewed, or None; what is written may be deleted for ever."""
        order = subject.the_order
        if order.status not in _REVIEWED_IN:
            return Verdict.not_arrived
        last = timedelta(days=turn.runtime.policy.service.review_within_days)
        late = order.received_at is not None and turn.now - order.received_at > last
        return Verdict.too_late if late and turn.slot(Slot.REVIEW_WISH) == WRITE else None

    @staticmethod
    def _say_refusal(turn: Turn, verdict: Verdict) -> None:
        responses = {Verdict.not_arrived: Say.REVIEW_NOT_ARRIVED, Verdict.too_late: Say.REVIEW_TOO_LATE}
        if verdict not in responses:
            raise LookupError(f"a review was refused: {verdict}")
        turn.say(responses[verdict], days=turn.words.days(turn.runtime.policy.service.review_within_days))


async def _existing(turn: Turn, subject: Subject) -> Review | None:
    reviews = await subject.shop.reviews(subject.customer, subject.the_order.order_id)
    return next((review for review in reviews if str(review.line) == turn.slot(Slot.REVIEW_LINE)), None)


def _stars(turn: Turn, count: int) -> str:
    return turn.words.pick(f"{count} 星", "1 star" if count == 1 else f"{count} stars")


MATTERS = (ActionReviewHelp,)

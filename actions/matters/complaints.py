"""A complaint recorded for the staff, in the customer's own words."""

from __future__ import annotations

from actions.matters.base import Matter, Scope, Subject
from actions.questions import Text
from actions.turn import Turn
from kefu.names import Intent, Say, Slot
from shop.enums import TicketKind, Verdict

_ENOUGH_WORDS = 10  # characters of a complaint that says what it is about


class ComplaintWords(Text):
    """What the complaint is about; a long enough complaint has said it already."""

    async def overhear(self, turn: Turn, subject: Subject) -> bool:
        """Take the message that began the complaint as its words."""
        if turn.intent != Intent.COMPLAIN or turn.is_button or len(turn.text) < _ENOUGH_WORDS:
            return False
        return self.fill(turn, turn.verbatim)


class ActionComplain(Matter):
    """Records a complaint in the customer's own words, about the order we speak of if there is one."""

    request = Intent.COMPLAIN
    scope = Scope.CUSTOMER
    heard_first = True  # an angry word is no wish for a form
    questions = (ComplaintWords(Slot.COMPLAINT_WORDS, Say.ASK_COMPLAINT_WORDS),)

    async def respond(self, turn: Turn, subject: Subject) -> None:
        """Open the ticket, or add the words to the one that is open; say by when it is answered."""
        order_id = turn.order_id if turn.customer_for(turn.order_id) == subject.customer else None
        words = str(turn.slot(Slot.COMPLAINT_WORDS))
        result = await subject.shop.open_ticket(
            subject.customer, TicketKind.complaint, words, turn.message_key("complaint"), order_id
        )
        turn.set(Slot.COMPLAINT_WORDS, None)
        if result.ticket is None:
            raise LookupError(f"a complaint was not recorded: {result.verdict}")
        again = result.verdict is Verdict.already_open
        due = turn.words.moment(result.ticket.due_at)
        turn.say(
            Say.COMPLAINT_ADDED if again else Say.COMPLAINT_RECORDED, ticket=result.ticket.ticket_id, due=due
        )


MATTERS = (ActionComplain,)

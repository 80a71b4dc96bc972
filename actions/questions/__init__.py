"""The kinds of question that the request form asks about a matter: a choice, a text, a yes."""

from __future__ import annotations

from actions.questions.base import SHORT_ANSWER, UNUSABLE, Question
from actions.questions.choice import Choice, Option, numbered, option_buttons
from actions.questions.confirm import Confirm
from actions.questions.noted import Kept, Mentioned, Noted
from actions.questions.text import Text

__all__ = [
    "SHORT_ANSWER",
    "UNUSABLE",
    "Choice",
    "Confirm",
    "Kept",
    "Mentioned",
    "Noted",
    "Option",
    "Question",
    "Text",
    "numbered",
    "option_buttons",
]

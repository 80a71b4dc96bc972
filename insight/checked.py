"""Checks what someone wants to have explained, before a model is asked."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

from components.bert.units import units
from insight.attribution import INTENT
from insight.errors import NothingToExplain
from insight.understanding import Understanding

# Unicode's control and format characters, combining marks, and blanks.
_UNSEEN = ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")
_EXAMPLE = 'kefu explain "我的订单到哪了"'


def check_text(text: str) -> str:
    """Gives the text stripped, as Rasa reads it.

    Raises:
        NothingToExplain: for a text without words, or a button's payload.
    """
    stripped = text.strip()
    if not stripped:
        raise NothingToExplain(f"The text is empty. Give a sentence in quotes, such as {_EXAMPLE}.")
    if stripped.startswith("/"):
        raise NothingToExplain(
            f"{stripped!r} is a button's payload: Rasa takes the intent from it and asks no model. "
            f"Give what a customer would type, such as {_EXAMPLE}."
        )
    try:
        stripped.encode()
    except UnicodeEncodeError:
        raise NothingToExplain(f"{stripped!r} is not UTF-8 text. Type it in a terminal that writes UTF-8.") from None
    # Joiners, marks of direction and the like are taken for characters, and nobody sees or means them.
    if not units(stripped) or all(unicodedata.category(sign) in _UNSEEN for sign in stripped):
        raise NothingToExplain(f"{stripped!r} has no character that can be read. Give a sentence, such as {_EXAMPLE}.")
    return stripped


def check_intent(understanding: Understanding, intent: str) -> str:
    """Gives the intent back.

    Raises:
        NothingToExplain: if the model cannot tell it, naming what was probably meant and all that it can.
    """
    from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

    known = understanding.labels[INTENT]
    if intent == DEFAULT_NLU_FALLBACK_INTENT_NAME:
        raise NothingToExplain(
            f"{intent} is no intent of the model: FallbackClassifier (config.yml) puts it first when the likeliest "
            "intent is not sure enough. Leave --intent out to see the likeliest one."
        )
    if intent not in known:
        close = get_close_matches(intent, known, 3)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise NothingToExplain(f"The model knows no intent '{intent}'.{hint} It knows: {', '.join(sorted(known))}.")
    return intent

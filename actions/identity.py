"""Who the customer is: by a signed session token, or by an order number with the phone's last four digits.

Nothing that a customer writes, and no entity, sets the slot `customer_id`; only what is decided here does.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker

from kefu import session
from kefu.names import Slot
from kefu.session import Secret, SessionInvalid

logger = logging.getLogger(__name__)

TOKEN = "session_token"  # the key in a message's metadata
BY_SESSION, BY_ORDER = "session", "order"


@dataclass(frozen=True)
class Identity:
    """A verified customer and how they were verified; both None for somebody unknown."""

    customer_id: str | None = None
    verified_by: str | None = None


def identify(tracker: Tracker, secret: Secret, now: datetime) -> Identity:
    """Return who is speaking.

    The newest token of the conversation decides while it is valid; a token for an anonymous visitor, an expired
    or a forged one proves nothing, and then only an order verified in this conversation counts.
    """
    token = _newest_token(tracker)
    if token is not None:
        try:
            customer_id = session.read(token, secret, now).customer_id
        except SessionInvalid as error:
            logger.warning("Session token of conversation %s ignored: %s", tracker.sender_id, error.reason)
        else:
            if customer_id is not None:
                return Identity(customer_id, BY_SESSION)
    if tracker.get_slot(Slot.VERIFIED_BY) == BY_ORDER:
        return Identity(tracker.get_slot(Slot.CUSTOMER_ID), BY_ORDER)
    return Identity()


def _newest_token(tracker: Tracker) -> str | None:
    for event in reversed(tracker.events_after_latest_restart()):
        if event.get("event") == "user":
            token = _token_in(event.get("metadata"))
            if token:
                return token
    return _token_in(tracker.get_slot(Slot.SESSION_METADATA))


def _token_in(metadata: Any) -> str | None:
    token = metadata.get(TOKEN) if isinstance(metadata, Mapping) else None
    return token if isinstance(token, str) and token else None

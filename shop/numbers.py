"""Order numbers, tracking numbers and phone tails as customers type them, brought to one form."""

from __future__ import annotations

import re
import unicodedata

# Spaces of every kind, hyphens and dashes, dots, underscores, and invisible format characters.
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−.·_\u200b-\u200f\u2060\ufeff]+")
_ORDER_ID = re.compile(r"[0-9]{12}")
_PHONE_TAIL = re.compile(r"[0-9]{4}")
_TRACKING_NUMBER = re.compile(r"[A-Z]{2,4}[0-9]{12,13}")
_LONGEST_INPUT = 64  # characters; a number with all its separators is far shorter


def squeeze(text: str) -> str:
    """Return a typed number in capitals, in half width, without separators."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:_LONGEST_INPUT])).upper()


def normalise_order_id(text: str) -> str | None:
    """Return the 12 digits of an order number, or None when *text* cannot be one."""
    squeezed = squeeze(text)
    return squeezed if _ORDER_ID.fullmatch(squeezed) else None


def normalise_phone_tail(text: str) -> str | None:
    """Return the 4 digits of a phone tail, or None when *text* cannot be one."""
    squeezed = squeeze(text)
    return squeezed if _PHONE_TAIL.fullmatch(squeezed) else None


def normalise_tracking_number(text: str) -> str | None:
    """Return a tracking number in capitals without separators, or None when *text* cannot be one."""
    squeezed = squeeze(text)
    return squeezed if _TRACKING_NUMBER.fullmatch(squeezed) else None


def mask_phone(phone: str) -> str:
    """Hide the middle of a phone number: ``15400106721`` becomes ``154****6721``."""
    return f"{phone[:3]}****{phone[-4:]}"

"""Personal data as it may be said: enough to recognise it, too little to use it."""

from __future__ import annotations

import re

from shop.numbers import mask_phone

__all__ = ["mask_email", "mask_phone", "mask_tax_number"]

_SHOWN = 4  # places at each end of a tax number


def mask_email(address: str) -> str:
    """Hide the name before the @ but for its first letter: ``c***@example.com``."""
    return re.sub(r"^(.)[^@]*", r"\1***", address)


def mask_tax_number(number: str) -> str:
    """Hide the middle of a tax number: ``9133****U01M``."""
    return f"{number[:_SHOWN]}****{number[-_SHOWN:]}"

"""Tax numbers on invoices: their form, and the check digit of the unified social credit code."""

from __future__ import annotations

import re

_FORM = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17,18}|[0-9A-Z]{20}")
# GB 32100-2015: no I, O, S, V, Z, which look like digits or like one another.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11643-1999: a sole trader may be registered under the number of an identity card.
_CARD = re.compile(r"[0-9]{17}[0-9X]")
_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_CHECKS = "10X98765432"


def squeeze_tax_number(text: str) -> str:
    """Return a typed tax number in capitals, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def is_tax_number(number: str) -> bool:
    """Return whether a squeezed *number* can be a tax number: 15, 17, 18 or 20 places, those of 18 checked.

    Only the 18 places of today's codes have a check digit; older registrations are taken by their form.
    """
    if not _FORM.fullmatch(number):
        return False
    return len(number) != 18 or _is_credit_code(number) or _is_identity_number(number)


def _is_credit_code(number: str) -> bool:
    if any(character not in _ALPHABET for character in number):
        return False
    total = sum(
        _ALPHABET.index(character) * weight for character, weight in zip(number, _WEIGHTS, strict=False)
    )
    return _ALPHABET[(31 - total % 31) % 31] == number[-1]


def _is_identity_number(number: str) -> bool:
    if not _CARD.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CARD_WEIGHTS, strict=False))
    return _CARD_CHECKS[total % 11] == number[-1]

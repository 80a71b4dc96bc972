"""Payment links: a payment, its amount and an end, signed. Who holds one may see and pay that payment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import urlencode

from shop.columns import to_fen
from shop.gateway.signing import is_signed, key_for, sign

_WHOLE = re.compile(r"[0-9]{1,12}")
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")


class BadLink(ValueError):
    """The link was not made by this shop, or was changed."""


class LinkExpired(BadLink):
    """The link was good once; the assistant makes a new one."""


@dataclass(frozen=True)
class PaymentLink:
    """What a link says; ``language`` (``zh`` or ``en``) is the page's and is not signed."""

    payment_id: int
    amount: Decimal
    expires_at: datetime
    language: str


class PaymentLinks:
    """Makes and reads the links of one shop: *url* is where its payment page is reached."""

    def __init__(self, secret: str, url: str, valid_for: timedelta) -> None:
        self._key = key_for(secret, "link")
        self._url = url.rstrip("/")
        self._valid_for = valid_for

    def make(self, payment_id: int, amount: Decimal, language: str, now: datetime) -> str:
        """Return the link for an open payment of *amount* CNY, valid from *now* (aware) on.

        Raises TypeError or ValueError for an amount that is no money, ValueError for one that is not positive.
        """
        if to_fen(amount) <= 0 or payment_id <= 0:
            raise ValueError(f"a link needs a payment and an amount above 0, got {payment_id} and {amount}")
        until = int((now + self._valid_for).timestamp())
        shown = f"{amount:.2f}"
        query = {
            "amount": shown,
            "until": until,
            "sign": sign(self._key, _content(str(payment_id), shown, str(until))),
            "lang": "en" if language.startswith("en") else "zh",
        }
        return f"{self._url}/pay/{payment_id}?{urlencode(query)}"

    def read(self, payment_id: str, query: Mapping[str, str], now: datetime) -> PaymentLink:
        """Return what a link says, from the number in its path and its query; raises BadLink, LinkExpired."""
        amount, until = query.get("amount", ""), query.get("until", "")
        if not (_WHOLE.fullmatch(payment_id) and _WHOLE.fullmatch(until) and _AMOUNT.fullmatch(amount)):
            raise BadLink("the link is not complete")
        if not is_signed(self._key, _content(payment_id, amount, until), query.get("sign", "")):
            raise BadLink("the link was not made by this shop")
        expires_at = datetime.fromtimestamp(int(until), timezone.utc)
        if now >= expires_at:
            raise LinkExpired(f"the link was valid until {expires_at.isoformat()}")
        language = "en" if query.get("lang") == "en" else "zh"
        return PaymentLink(int(payment_id), Decimal(amount), expires_at, language)


def _content(payment_id: str, amount: str, until: str) -> bytes:
    return f"{payment_id}|{amount}|{until}".encode()

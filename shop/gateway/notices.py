"""Payment notices on the wire: JSON signed as Standard Webhooks do (https://www.standardwebhooks.com).

The headers ``webhook-id`` and ``webhook-timestamp`` are signed with the body; ``webhook-signature`` is ``v1,``
and the HMAC-SHA256 in base64. A notice is taken within five minutes of its time, and its id counts once.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from shop.enums import PaymentFailure, PaymentMethod
from shop.gateway.signing import is_signed, sign
from shop.views import PaymentNotice

TOLERANCE = timedelta(minutes=5)
LONGEST_BODY = 10_000  # bytes
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIME = re.compile(r"[0-9]{1,12}")
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")


class BadSignature(ValueError):
    """The notice does not come from the payment provider, or not now."""


class BadNotice(ValueError):
    """The notice is signed, but says nothing that can be entered."""


def pack(notice: PaymentNotice, key: bytes, now: datetime) -> tuple[dict[str, str], bytes]:
    """Return headers and body of the *notice*, signed at *now* (aware)."""
    content = {
        "payment_id": notice.payment_id,
        "trade_number": notice.trade_number,
        "outcome": "failed" if notice.failure else "paid",
        "amount": f"{notice.amount:.2f}",
        "method": notice.method.value,
        "failure": notice.failure.value if notice.failure else None,
    }
    body = json.dumps(content).encode()
    time = str(int(now.timestamp()))
    headers = {
        "content-type": "application/json",
        "webhook-id": notice.notice_id,
        "webhook-timestamp": time,
        "webhook-signature": _signature(key, notice.notice_id, time, body),
    }
    return headers, body


def unpack(headers: Mapping[str, str], body: bytes, key: bytes, now: datetime) -> PaymentNotice:
    """Return the notice; raises BadSignature before anything in it is believed, then BadNotice."""
    number, time = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (_ID.fullmatch(number) and _TIME.fullmatch(time)) or len(body) > LONGEST_BODY:
        raise BadSignature("expected the headers webhook-id and webhook-timestamp, and a short body")
    given = headers.get("webhook-signature", "").split(" ")  # several while a key is changed
    if not any(_is_ours(key, number, time, body, one) for one in given):
        raise BadSignature("the signature is not that of this notice")
    if abs(now.timestamp() - int(time)) > TOLERANCE.total_seconds():
        raise BadSignature("the notice is too old, or the clocks differ")
    return _notice(number, body)


def _signature(key: bytes, number: str, time: str, body: bytes) -> str:
    mac = bytes.fromhex(sign(key, _content(number, time, body)))
    return f"v1,{base64.b64encode(mac).decode()}"


def _is_ours(key: bytes, number: str, time: str, body: bytes, given: str) -> bool:
    try:
        mac = base64.b64decode(given.removeprefix("v1,").encode(), validate=True).hex()
    except ValueError:  # no base64, or no ASCII
        return False
    return given.startswith("v1,") and is_signed(key, _content(number, time, body), mac)


def _content(number: str, time: str, body: bytes) -> bytes:
    return f"{number}.{time}.".encode() + body


def _notice(number: str, body: bytes) -> PaymentNotice:
    try:
        content: dict[str, Any] = json.loads(body)
        payment_id, trade_number, amount = (content[name] for name in ("payment_id", "trade_number", "amount"))
        failure = PaymentFailure(content["failure"]) if content["outcome"] == "failed" else None
        method = PaymentMethod(content["method"])
        whole = isinstance(payment_id, int) and 0 < payment_id < 2**31
        if not (whole and _ID.fullmatch(trade_number) and _AMOUNT.fullmatch(amount) and Decimal(amount) > 0):
            raise ValueError("payment_id, trade_number or amount is none")
        if content["outcome"] not in ("paid", "failed"):
            raise ValueError("the outcome is neither paid nor failed")
    except (KeyError, TypeError, ValueError) as error:
        raise BadNotice(f"the notice cannot be read: {error}") from error
    return PaymentNotice(number, payment_id, trade_number, Decimal(amount), method, failure)

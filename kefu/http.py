"""JSON over HTTP to the servers on this machine, by the standard library alone, so that `kefu` starts fast."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Optional

# The servers are on this machine: a proxy from the environment must not get in between.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Unreachable(Exception):
    """Nothing answered at the address, or not in time."""


@dataclass(frozen=True)
class Reply:
    """An HTTP status and the decoded JSON body (None if the body is no JSON)."""

    status: int
    body: Any


def request_json(url: str, body: Any = None, token: Optional[str] = None, timeout: float = 5.0) -> Reply:
    """Sends GET, or POST with ``body`` as JSON, and an optional bearer token; ``timeout`` in seconds.

    Every HTTP status is a `Reply`. Raises `Unreachable` when there is none.
    """
    headers = {"Accept": "application/json"}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode("ascii")
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 (our own http addresses)
    try:
        with _opener.open(request, timeout=timeout) as response:
            return Reply(response.status, _decode(response.read()))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, _decode(error.read()))
    except (OSError, ValueError) as error:  # URLError, timeouts and broken connections are OSErrors
        raise Unreachable(f"No answer from {url}: {getattr(error, 'reason', error)}") from None


def _decode(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None

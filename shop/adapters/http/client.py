"""Asking an HTTP service and getting JSON: time limits, retries that do nothing twice, a circuit breaker."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Any

import httpx

from shop.adapters.http.breaker import CircuitBreaker
from shop.adapters.http.routes import IDEMPOTENCY_KEY
from shop.errors import NotSupported, RequestKeyReused, ShopUnavailable

logger = logging.getLogger(__name__)

# 409: another request with this key is still running (IETF draft-ietf-httpapi-idempotency-key-header).
_TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class Patience:
    """How long a service may take, in seconds, and how often it is asked.

    All tries together end after *overall*, which is less than an action may take.
    """

    connect: float = 2.0
    read: float = 4.0
    overall: float = 10.0
    tries: int = 3
    first_pause: float = 0.2
    longest_pause: float = 2.0
    connections: int = 20
    kept_alive: int = 10

    def pause(self, attempt: int) -> float:
        """Return a random pause after the *attempt*-th try: exponential back-off with full jitter.

        Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
        """
        return random.uniform(0, min(self.longest_pause, self.first_pause * 2**attempt))


class Client:
    """Speaks to one service. The token goes into a header and nowhere else."""

    def __init__(
        self,
        base_url: str,
        token: str,
        patience: Patience | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._patience, self._breaker = patience or Patience(), breaker or CircuitBreaker()
        # httpx logs every URL at INFO, and ours name customers and orders.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers={"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})},
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
            limits=httpx.Limits(
                max_connections=self._patience.connections,
                max_keepalive_connections=self._patience.kept_alive,
            ),
            follow_redirects=False,  # the token is for this service only
            trust_env=False,
        )
        self._where = str(self._http.base_url.copy_with(userinfo=b"")).rstrip("/")

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def ask(
        self,
        name: str,
        method: str,
        path: str,
        sent: dict[str, Any],
        *,
        again: bool,
        request_key: str | None = None,
    ) -> Any:
        """Return the JSON of an answer, None for 404; *name* names the call in messages.

        Calls that may be made *again* are, after failures that may pass; others only when they never arrived.
        Raises ShopUnavailable, NotSupported, RequestKeyReused.
        """
        if not self._breaker.ask():
            raise ShopUnavailable(
                f"{self._where} failed again and again: it is left alone for {self._breaker.rest:.0f} s more"
            )
        try:
            trying = self._try(name, method, path, sent, again, request_key)
            return await asyncio.wait_for(trying, self._patience.overall)
        except asyncio.TimeoutError as error:
            raise self.failed(name, f"no answer within {self._patience.overall:g} s") from error
        except (NotSupported, RequestKeyReused):
            self._breaker.succeeded()  # a clear answer
            raise

    def understood(self) -> None:
        """Report that an answer was what it should be."""
        self._breaker.succeeded()

    def failed(self, name: str, why: str) -> ShopUnavailable:
        """Report a call that failed, and return the error to raise."""
        if self._breaker.failed():
            logger.error("%s: the circuit is open: %s", self._where, why)
        return ShopUnavailable(f"{self._where}: {name}: {why}")

    async def _try(
        self, name: str, method: str, path: str, sent: dict[str, Any], again: bool, request_key: str | None
    ) -> Any:
        why = ""
        for attempt in range(self._patience.tries):
            if attempt:
                await asyncio.sleep(self._patience.pause(attempt))
            try:
                response = await self._send(method, path, sent, request_key)
            except httpx.TransportError as error:
                why = f"{type(error).__name__} {error}".strip()
                if again or isinstance(error, _NEVER_ARRIVED):
                    continue
                break
            except httpx.HTTPError as error:
                why = f"{type(error).__name__} {error}"
                break
            if response.status_code in _TRY_AGAIN:
                why = f"HTTP {response.status_code}"
                if again or response.status_code == 429:
                    continue
                break
            return self._read(name, response)
        raise self.failed(name, why)

    async def _send(
        self, method: str, path: str, sent: dict[str, Any], request_key: str | None
    ) -> httpx.Response:
        headers = {} if request_key is None else {IDEMPOTENCY_KEY: request_key}
        if method == "GET":
            return await self._http.request(method, path, params=sent, headers=headers)
        return await self._http.request(method, path, json=sent, headers=headers)

    def _read(self, name: str, response: httpx.Response) -> Any:
        status = response.status_code
        try:
            content = response.json() if response.content else None
        except ValueError:
            if status == 200:
                kind = response.headers.get("content-type", "nothing")
                raise self.failed(
                    name, f"expected JSON, got {len(response.content)} bytes of {kind}"
                ) from None
            content = None
        problem = content.get("code") if isinstance(content, dict) else None
        if status == 200:
            return content
        if status == 404 and problem == "not_found":
            return None
        if status == 422 and problem == "request_key_reused":
            raise RequestKeyReused(
                f"{self._where}: {name}: the request key was used before, for another write"
            )
        if status == 501:
            raise NotSupported(f"{self._where} does not offer {name}")
        if status in (401, 403):
            raise self.failed(
                name, f"HTTP {status}: the service refuses the token: check KEFU_SHOP_API_TOKEN"
            )
        shown = content.get("message", "") if isinstance(content, dict) else ""
        raise self.failed(name, f"expected 200, got HTTP {status} {str(shown)[:200]}".strip())

"""Telling the shop of charges over HTTP until it has answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import httpx

from shop.enums import Settlement
from shop.gateway.ledger import Ledger
from shop.gateway.notices import pack
from shop.views import PaymentNotice

PAUSES = (0.0, 0.3, 1.0)  # seconds before each try while the customer waits
_TIMEOUT = 5.0  # seconds
_log = logging.getLogger(__name__)


class Sender:
    """Sends signed notices to *url*; the ledger knows what is still to be told."""

    def __init__(self, url: str, key: bytes, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._key = key
        self._ledger = ledger
        self._clock = clock
        # Between servers of one installation: a proxy from the environment must not get in between.
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)

    async def tell(self, notice: PaymentNotice) -> Settlement | None:
        """Return what the shop made of the *notice*; None when it did not answer: `tell_rest` tries again."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            status, settlement = await self._send(notice)
            if settlement is not None:
                await asyncio.to_thread(self._ledger.answered, notice.notice_id, settlement.value)
                return settlement
            if 400 <= status < 500:
                # It will not be taken later either. The charge stays in the ledger, for a person to look at.
                _log.error("charge %s was refused by the shop (HTTP %d)", notice.trade_number, status)
                await asyncio.to_thread(self._ledger.answered, notice.notice_id, f"refused {status}")
                return Settlement.unknown
        _log.warning("charge %s could not be told to %s yet", notice.trade_number, self._url)
        return None

    async def tell_rest(self) -> int:
        """Tell all that the shop has not answered; return how many it has answered now."""
        untold = await asyncio.to_thread(self._ledger.untold)
        answers = [await self.tell(notice) for notice in untold]
        return sum(answer is not None for answer in answers)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, notice: PaymentNotice) -> tuple[int, Settlement | None]:
        headers, body = pack(notice, self._key, self._clock())
        try:
            reply = await self._client.post(self._url, content=body, headers=headers)
            settlement = Settlement(reply.json()["settlement"]) if reply.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, KeyError, TypeError, ValueError):
            return 0, None
        return reply.status_code, settlement

"""The payment server: the sandbox's page under ``/pay``, and the shop's end for notices, ``/payments/notify``.

With a real provider only the second is used. It listens on loopback; a proxy with TLS stands before it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, html, json

from shop.database import Shop
from shop.enums import PaymentFailure, PaymentMethod, PaymentStatus, Settlement
from shop.errors import ShopError
from shop.gateway.ledger import Ledger
from shop.gateway.links import BadLink, LinkExpired, PaymentLink, PaymentLinks
from shop.gateway.notices import BadNotice, BadSignature, unpack
from shop.gateway.pages import HEADERS, METHODS, Ending, ending_page, payment_page
from shop.gateway.sending import Sender
from shop.gateway.signing import key_for
from shop.views import LinkedPayment

NOTIFY_PATH = "/payments/notify"
_TELL_REST_EVERY = 30.0  # seconds
_log = logging.getLogger(__name__)
_ENDING_OF: dict[Settlement | None, Ending] = {
    Settlement.paid: Ending.paid,
    Settlement.refunded: Ending.refunded,
}
_STATUS_OF = {Ending.bad_link: 403, Ending.expired: 410, Ending.unavailable: 503}


@dataclass(frozen=True)
class Desk:
    """What the payment server works with; made and closed by whoever starts it."""

    shop: Shop
    links: PaymentLinks
    ledger: Ledger
    sender: Sender
    notice_key: bytes
    clock: Callable[[], datetime]
    sandbox: bool = True  # whether there is a payment page; a real provider has its own


def make_desk(
    shop: Shop, secret: str, links: PaymentLinks, ledger: Ledger, url: str, clock: Callable[[], datetime]
) -> Desk:
    """Return a desk whose notices go to *url*; *secret* signs the notices."""
    key = key_for(secret, "notice")
    return Desk(shop, links, ledger, Sender(url, key, ledger, clock), key, clock)


def make_app(open_desk: Callable[[], Awaitable[Desk]], name: str = "payments") -> Sanic:
    """Return the application; it opens a desk when it starts, and tells the shop what was not answered."""
    app = Sanic(name, configure_logging=False)
    app.config.ACCESS_LOG = False  # links are keys to payments
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.config.REQUEST_MAX_SIZE = 20_000

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.route("/pay/<payment_id:str>", methods=["GET", "POST"])
    async def pay(request: Request, payment_id: str) -> HTTPResponse:
        return await _visit(request.app.ctx.desk, request, payment_id)

    @app.post(NOTIFY_PATH)
    async def notify(request: Request) -> HTTPResponse:
        return await take_notice(request.app.ctx.desk, request)

    @app.before_server_start
    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.desk = await open_desk()  # in the server's own loop, to which its connections belong

    @app.after_server_start
    async def tell(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.rest = loop.create_task(_keep_telling(app.ctx.desk.sender))

    @app.before_server_stop
    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.rest.cancel()
        with suppress(asyncio.CancelledError):
            await app.ctx.rest
        await app.ctx.desk.sender.close()
        await app.ctx.desk.shop.close()

    return app


async def take_notice(desk: Desk, request: Request) -> HTTPResponse:
    """Answer the provider: 401 for what is not its own, 503 when it shall try again."""
    try:
        notice = unpack(request.headers, request.body, desk.notice_key, desk.clock())
    except BadSignature as error:
        _log.warning("a payment notice was refused: %s", error)
        return json({"error": "signature"}, status=401)
    except BadNotice as error:
        _log.error("a payment notice cannot be read: %s", error)
        return json({"error": "notice"}, status=400)
    try:
        settlement = await desk.shop.settle_payment(notice)
    except ShopError as error:
        _log.error("charge %s is not entered yet: %s", notice.trade_number, error)
        return json({"error": "unavailable"}, status=503)
    _log.info("charge %s: %s", notice.trade_number, settlement)
    status = 404 if settlement is Settlement.unknown else 200
    return json({"settlement": settlement.value}, status=status)


async def _visit(desk: Desk, request: Request, payment_id: str) -> HTTPResponse:
    """Answer a customer on the payment page."""
    if not desk.sandbox:
        raise NotFound("the sandbox is switched off")
    query = {name: values[0] for name, values in request.args.items()}
    language = "en" if query.get("lang") == "en" else "zh"
    try:
        link = desk.links.read(payment_id, query, desk.clock())
        payment = await desk.shop.linked_payment(link.payment_id)
    except LinkExpired:
        return _ended(Ending.expired, language)
    except BadLink:
        return _ended(Ending.bad_link, language)
    except ShopError as error:
        _log.error("a payment page could not be shown: %s", error)
        return _ended(Ending.unavailable, language)
    ending = _not_payable(link, payment)
    if ending is not None or payment is None:
        return _ended(ending or Ending.bad_link, language)
    if request.method == "POST":
        return _ended(await _act(desk, request, link, payment), language)
    other = f"?{urlencode({**query, 'lang': 'zh' if language == 'en' else 'en'})}"
    return html(payment_page(link, payment, other), headers=HEADERS)


def _not_payable(link: PaymentLink, payment: LinkedPayment | None) -> Ending | None:
    """Return why nothing is charged, None when the payment is open and the sum is the link's."""
    if payment is None:
        return Ending.bad_link
    if payment.status is PaymentStatus.paid:
        return Ending.already_paid
    if not payment.open:
        return Ending.closed
    return None if payment.amount == link.amount else Ending.changed


async def _act(desk: Desk, request: Request, link: PaymentLink, payment: LinkedPayment) -> Ending:
    """Do what the customer pressed; whatever is no clear wish to pay charges nothing."""
    form = request.form or {}
    action = form.get("action")
    failure = None
    try:
        method = PaymentMethod(form.get("method") or METHODS[0].value)
        if action == "decline":
            failure = PaymentFailure(form.get("failure") or PaymentFailure.bank_refused.value)
    except ValueError:
        return Ending.left
    if action not in ("pay", "decline") or method not in METHODS:
        return Ending.left
    sums = link.payment_id, payment.amount
    notice = await asyncio.to_thread(desk.ledger.charge, *sums, method, failure, desk.clock())
    settlement = await desk.sender.tell(notice)
    if failure is not None:
        return Ending.already_paid if settlement is Settlement.ignored else Ending.declined
    return _ENDING_OF.get(settlement, Ending.waiting)


def _ended(ending: Ending, language: str) -> HTTPResponse:
    return html(ending_page(ending, language), status=_STATUS_OF.get(ending, 200), headers=HEADERS)


async def _keep_telling(sender: Sender) -> None:
    while True:
        try:
            await sender.tell_rest()
        except Exception:
            _log.exception("telling the shop of charges failed; it goes on")
        await asyncio.sleep(_TELL_REST_EVERY)

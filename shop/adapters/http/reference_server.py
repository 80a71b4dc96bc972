"""The HTTP service of ``openapi.yml`` over our own shop: for tests, and to try an own client against.

It is no product: one token, no rate limits. A merchant writes the same service over their own order system.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.web import Application, Request, Response, json_response

from shop.adapters.http.codec import WrongAnswer, decode, encode
from shop.adapters.http.routes import IDEMPOTENCY_KEY, ROUTES, Route
from shop.errors import NotSupported, RequestKeyReused, ShopError
from shop.port import ShopPort

Answer = Callable[[], Awaitable[Response]]
# Called with the name of the port's method, the request, and what would answer it.
Intercept = Callable[[str, Request, Answer], Awaitable[Response]]


def make_app(shop: ShopPort, token: str, intercept: Intercept | None = None) -> Application:
    """Return the service over a *shop*; whatever *intercept* returns is answered instead (for tests of faults)."""
    app = Application()

    async def capabilities(request: Request) -> Response:
        if not _known(request, token):
            return _problem(401, "unauthorised", "expected a bearer token")
        return json_response({"capabilities": sorted(shop.capabilities)})

    app.router.add_get("/capabilities", capabilities)
    for route in ROUTES.values():
        app.router.add_route(route.method, route.path, _handler(shop, token, route, intercept))
    return app


@asynccontextmanager
async def serving(
    shop: ShopPort, token: str, *, port: int = 0, intercept: Intercept | None = None
) -> AsyncIterator[str]:
    """Serve on loopback while the context lasts; gives the address, with a free port for 0."""
    runner = web.AppRunner(make_app(shop, token, intercept), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _handler(
    shop: ShopPort, token: str, route: Route, intercept: Intercept | None
) -> Callable[..., Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        if not _known(request, token):
            return _problem(401, "unauthorised", "expected a bearer token")

        async def answer() -> Response:
            return await _answer(shop, route, request)

        return await (intercept(route.name, request, answer) if intercept else answer())

    return handle


async def _answer(shop: ShopPort, route: Route, request: Request) -> Response:
    try:
        arguments = await _arguments(route, request)
        value = await getattr(shop, route.name)(**arguments)
    except RequestKeyReused as error:
        return _problem(422, "request_key_reused", str(error))
    except NotSupported as error:
        return _problem(501, "not_supported", str(error))
    except ShopError as error:
        return _problem(503, "unavailable", str(error))
    except ValueError as error:  # a WrongAnswer of the caller's, an unknown status
        return _problem(400, "bad_request", str(error))
    if value is None:
        return _problem(404, "not_found", "nothing of this customer's")
    return json_response(encode(value))


async def _arguments(route: Route, request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.match_info)
    if route.method == "GET":
        given.update({name: request.query[name] for name in route.others if name in request.query})
    else:
        body = await request.json()
        if not isinstance(body, dict):
            raise WrongAnswer("$", "an object", body)
        given.update({name: body[name] for name in route.others if name in body})
    arguments = {}
    for name, value in given.items():
        kind = route.types[name]
        if kind is int and isinstance(value, str):
            value = int(value)
        arguments[name] = decode(kind, value, name)
    if "request_key" in route.signature.parameters:
        arguments["request_key"] = request.headers.get(IDEMPOTENCY_KEY, "")
    required = [
        name
        for name in (*route.in_path, *route.others)
        if route.signature.parameters[name].default is route.signature.empty
    ]
    for name in required:
        if name not in arguments:
            raise WrongAnswer(name, "a value", None)
    return arguments


def _known(request: Request, token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.encode())


def _problem(status: int, code: str, message: str) -> Response:
    return json_response({"code": code, "message": message}, status=status)

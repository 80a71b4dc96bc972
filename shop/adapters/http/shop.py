"""A merchant's HTTP service as an answer to the port: ``HttpShop.open(url, token)``."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from shop.adapters.bare import BareShop
from shop.adapters.http.client import Client, Patience
from shop.adapters.http.codec import WrongAnswer, decode
from shop.adapters.http.routes import ROUTES, Route
from shop.audit import check_request_key
from shop.enums import OrderStatus
from shop.errors import NotSupported
from shop.port import Capability, ShopPort

logger = logging.getLogger(__name__)


class HttpShop(ShopPort):
    """An order service at one address; safe for many tasks at once.

    Every method of the port is one request of `shop.adapters.http.routes`, made below this class.
    """

    def __init__(self, client: Client, capabilities: frozenset[Capability]) -> None:
        """Use `open`, which also asks what the service can do."""
        self._client, self._capabilities = client, capabilities

    @classmethod
    async def open(cls, url: str, token: str, *, patience: Patience | None = None) -> HttpShop:
        """Open the service at *url*, such as ``https://orders.example.com/kefu/v1``. Raises ShopUnavailable."""
        client = Client(url, token, patience)
        try:
            return cls(client, await _capabilities(client))
        except BaseException:
            await client.close()
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the service said that it can do, when it was opened."""
        return self._capabilities

    async def _ask(self, route: Route, arguments: dict[str, Any]) -> Any:
        needed = route.capability
        if needed is not None and needed not in self._capabilities:
            raise NotSupported(f"this shop cannot {needed.value.replace('_', ' ')} here; its staff can")
        key = arguments.get("request_key")
        if key is not None:
            check_request_key(key)
        path, sent = route.request(arguments)
        try:
            answer = await self._client.ask(
                route.name, route.method, path, sent, again=route.safe or key is not None, request_key=key
            )
        except NotSupported:
            return await _empty(route, arguments)
        return _decoded(self._client, route, answer)


async def _empty(route: Route, arguments: dict[str, Any]) -> Any:
    """Return what a shop answers that has no such thing; raises NotSupported where nothing is no answer."""
    bare = getattr(BareShop, route.name, None)
    if bare is None:
        raise NotSupported(f"the service does not offer {route.name}, which every shop needs")
    return await bare(BareShop(), **{name: value for name, value in arguments.items() if name != "self"})


def _decoded(client: Client, route: Route, answer: Any) -> Any:
    if answer is None and not route.may_be_none:
        raise client.failed(route.name, "expected an answer, got 404 or an empty one")
    try:
        value = decode(route.types["return"], answer)
    except WrongAnswer as error:
        logger.error("%s: the service's answer is not what openapi.yml says: %s", route.name, error)
        raise client.failed(route.name, str(error)) from error
    client.understood()
    return value


async def _capabilities(client: Client) -> frozenset[Capability]:
    answer = await client.ask("capabilities", "GET", "/capabilities", {}, again=True)
    names = answer.get("capabilities") if isinstance(answer, dict) else None
    if not isinstance(names, list):
        raise client.failed("capabilities", 'expected {"capabilities": [...]}')
    client.understood()
    strange = sorted(str(name) for name in names if name not in Capability.__members__)
    if strange:
        logger.warning("capabilities: not known here and not used: %s", ", ".join(strange))
    return frozenset(Capability(name) for name in names if name in Capability.__members__)


def _method(route: Route) -> Callable[..., Awaitable[Any]]:
    async def ask(self: HttpShop, *args: Any, **kwargs: Any) -> Any:
        bound = route.signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        if route.name == "orders" and bound.arguments["status"] is not None:
            OrderStatus(bound.arguments["status"])  # ValueError, as the port says
        return await self._ask(route, dict(bound.arguments))

    ask.__name__, ask.__doc__ = route.name, getattr(ShopPort, route.name).__doc__
    ask.__signature__ = route.signature  # type: ignore[attr-defined]
    return ask


for _route in ROUTES.values():
    setattr(HttpShop, _route.name, _method(_route))

"""The port and the shop that answers it say the same; actions know nothing else of the shop."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from shop import port
from shop.database import Shop
from shop.port import Capability, ShopPort

ACTIONS = Path(__file__).parents[2] / "actions"
# What actions may know of a shop; `kefu.shops` opens one for their composition root.
KNOWN = {"shop.port", "shop.views", "shop.enums", "shop.errors"}
# Besides it, the shop's rules, and pure functions about numbers: they need no shop to be asked.
KNOWN |= {"shop.policy", "shop.policy.model", "shop.enums.base", "shop.numbers", "shop.tax_numbers"}


def methods() -> list[str]:
    return sorted(name for name in dir(ShopPort) if not name.startswith("_") and name != "capabilities")


@pytest.mark.parametrize("name", methods())
def test_the_shop_takes_what_the_port_promises(name: str) -> None:
    promised, kept = inspect.signature(getattr(ShopPort, name)), inspect.signature(getattr(Shop, name))
    for parameter in promised.parameters.values():
        assert kept.parameters[parameter.name] == parameter
    assert promised.return_annotation == kept.return_annotation


def test_every_write_is_a_capability_and_takes_a_request_key() -> None:
    writes = {
        name for name in methods() if "request_key" in inspect.signature(getattr(ShopPort, name)).parameters
    }
    assert writes == {capability.value for capability in Capability}


@pytest.mark.asyncio
async def test_our_own_shop_can_do_everything(shop: Shop) -> None:
    assert shop.capabilities == port.ALL == frozenset(Capability)


def test_every_question_about_a_customer_names_the_customer_first() -> None:
    nobodys = {
        "close",
        "verify",
        "promotions",
        "catalogue_names",
        "search_products",
        "product",
        "compare_products",
    }
    for name in set(methods()) - nobodys:
        first = list(inspect.signature(getattr(ShopPort, name)).parameters)[1]
        assert first == "customer_id", name


@pytest.mark.parametrize("path", sorted(ACTIONS.rglob("*.py")), ids=lambda path: path.stem)
def test_actions_know_the_port_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    of_shop = {name for name in imported if name.split(".")[0] == "shop"}
    assert of_shop <= KNOWN

"""The shop's names as lookup tables for the assistant: products, brands, categories."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Dict, Iterable, Iterator, List

from kefu.environment import PROJECT_DIR
from kefu.names import Entity
from kefu.settings import Settings

if TYPE_CHECKING:
    from shop.views import CatalogueNames, ProductName

CATALOGUE_FILE = PROJECT_DIR / "data" / "nlu" / "catalogue.yml"

_HEADER = """\
version: "3.1"

# Made by `kefu catalogue` from the shop's products: do not edit, run it again when they change.
# PatternEntityExtractor finds these names also where no example taught them.
nlu:
"""
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
# Shorter names are parts of other words.
_LEAST_CHINESE, _LEAST_LETTERS = 2, 3


def catalogue_text(names: CatalogueNames) -> str:
    """The lookup tables in Rasa's NLU format: sorted, so that the same products give the same text."""
    tables: Dict[str, Iterable[str]] = {
        Entity.BRAND: (name for one in names.products for name in (one.brand_zh, one.brand_en)),
        Entity.CATEGORY: (name for pair in names.categories for name in pair),
        Entity.PRODUCT: (name for one in names.products for name in _product_names(one)),
    }
    return _HEADER + "\n".join(_table(entity, tables[entity]) for entity in sorted(tables))


def shop_catalogue(settings: Settings) -> str:
    """The lookup tables of the shop, whoever answers for it. Raises the shop's own errors."""
    from kefu.shops import open_shop

    async def ask() -> CatalogueNames:
        shop = await open_shop(settings)
        try:
            return await shop.catalogue_names()
        finally:
            await shop.close()

    return catalogue_text(asyncio.run(ask()))


def safe(name: str) -> bool:
    """Whether a name is a word by itself wherever it stands: two Chinese characters or three letters.

    >>> [name for name in ("光合", "光", "TV", "Air", "27", "4K") if safe(name)]
    ['光合', 'Air']
    """
    return len(_CHINESE.findall(name)) >= _LEAST_CHINESE or len(_LETTER.findall(name)) >= _LEAST_LETTERS


def _product_names(product: ProductName) -> Iterator[str]:
    """A product's full names, and the shorter ones that customers type: brand and model, `星澜 X20 Pro`."""
    yield product.name_zh
    yield product.name_en
    model = _model(product)
    for length in range(1, len(model) + 1):
        for brand in (product.brand_zh, product.brand_en):
            yield " ".join([brand, *model[:length]])


def _model(product: ProductName) -> List[str]:
    """The words in Latin letters that follow the brand in the Chinese name: `X20 Pro 5G`."""
    rest = product.name_zh.removeprefix(product.brand_zh)
    if rest == product.name_zh:
        return []
    model: List[str] = []
    for word in rest.split():
        if _CHINESE.search(word) or not (model or _LETTER.match(word)):
            break  # a description, or an amount: 128GB, 1.5 匹
        model.append(word)
    return model


def _table(entity: str, names: Iterable[str]) -> str:
    kept = sorted({" ".join(name.split()) for name in names if safe(name)})
    lines = "".join(f"    - {name}\n" for name in kept)
    return f"- lookup: {entity}\n  examples: |\n{lines}" if kept else ""

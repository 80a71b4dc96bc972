"""Which products a phrase names: "星澜 X20", "降噪耳机", "rice cookers"; the shop searches, this decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reading import clean
from shop.port import ShopPort
from shop.views import CatalogueNames, ProductHit, ProductQuery

MOST_NAMED = 20  # candidates that the shop is asked for
LEAST_COVERED = 0.6  # share of the phrase that a name must hold to be what was meant

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_MEASURE = re.compile(r"\([^)]*\)|[0-9]+\s*[a-z]*$|[一二两三四五]+[支片件条个盒]装$")


async def named_products(shop: ShopPort, phrase: str, brand: str | None = None) -> list[ProductHit]:
    """Return the products that *phrase* names, those it names best; several for a kind of product."""
    category = await category_called(shop, phrase)
    if category is not None:
        return await shop.search_products(ProductQuery(category=category, brand=brand, limit=MOST_NAMED))
    asked = " ".join([phrase, *singulars(phrase)])
    return best_named(
        phrase, await shop.search_products(ProductQuery(text=asked, brand=brand, limit=MOST_NAMED))
    )


async def category_called(shop: ShopPort, phrase: str) -> str | None:
    """Return the category that *phrase* is the name of ("手机", "phone", "Phones"), or None."""
    names = await shop.catalogue_names()
    wanted = {clean(phrase).casefold(), *singulars(phrase)}
    for zh, en in names.categories:
        if wanted & {zh.casefold(), en.casefold(), *singulars(en)}:
            return zh
    return None


def brand_in(text: str, names: CatalogueNames) -> str | None:
    """Return the brand of the shop that cleaned *text* names, or None."""
    folded = text.casefold()
    brands = {brand for one in names.products for brand in (one.brand_zh, one.brand_en)}
    found = [brand for brand in brands if len(brand) > 1 and brand.casefold() in folded]
    return max(found, key=len, default=None)


def best_named(phrase: str, hits: Sequence[ProductHit]) -> list[ProductHit]:
    """Return those of *hits* whose names hold most of *phrase*, heads of names first; none if it is too little."""
    wanted = clean(phrase).casefold()
    covered = {hit.product_id: max(_covered(wanted, name) for name in _names(hit)) for hit in hits}
    best = max(covered.values(), default=0.0)
    if best < LEAST_COVERED:
        return []
    named = [hit for hit in hits if covered[hit.product_id] == best]
    if re.search(r"[a-z]+ ?[0-9]|[0-9]+[a-z]", wanted):  # a model: "X20" is not "X20 Pro"
        more = {hit.product_id: min(_words_more(wanted, name) for name in _names(hit)) for hit in named}
        named = [hit for hit in named if more[hit.product_id] == min(more.values())]
    return heads_first(wanted, named)


def heads_first(phrase: str, hits: Sequence[ProductHit]) -> list[ProductHit]:
    """Return *hits* with those first that are the thing itself: a phone before a phone case."""
    wanted = (clean(phrase).casefold(), *singulars(phrase))
    return sorted(
        hits, key=lambda hit: not any(_is_head(one, name) for one in wanted for name in _names(hit))
    )


def singulars(phrase: str) -> list[str]:
    """Return *phrase* with its last English word in the singular or plural, as names may write it."""
    folded = clean(phrase).casefold()
    if not re.search(r"[a-z]{3}$", folded):
        return []
    forms = [folded[:-1]] if folded.endswith("s") and not folded.endswith("ss") else [f"{folded}s"]
    if folded.endswith(("ses", "xes", "ches", "shes")):
        forms.append(folded[:-2])
    return forms


def _names(hit: ProductHit) -> tuple[str, str]:
    return hit.name_zh.casefold(), f"{hit.brand_en} {hit.name_en}".casefold()


def _is_head(wanted: str, name: str) -> bool:
    bare = _MEASURE.sub("", name).strip()
    return bare.endswith(wanted)


def _covered(wanted: str, name: str) -> float:
    """Return the share of the letters of *wanted* that *name* holds in words or in pairs of characters."""
    runs = _RUN.findall(wanted)
    words = set(_RUN.findall(name))
    words |= {form for word in words for form in singulars(word)}
    held = 0
    for run in runs:
        if run[0].isascii():
            held += len(run) if run in words else 0
        else:
            held += _held(run, name)
    return held / max(1, sum(map(len, runs)))


def _held(run: str, name: str) -> int:
    """Return how many characters of a Chinese *run* stand beside the same neighbour in *name*."""
    kept = [False] * len(run)
    for i in range(len(run) - 1):
        if run[i : i + 2] in name:
            kept[i] = kept[i + 1] = True
    return sum(kept)


def _words_more(wanted: str, name: str) -> int:
    said = set(_RUN.findall(wanted))
    return len([word for word in _RUN.findall(name) if word[0].isascii() and word not in said])

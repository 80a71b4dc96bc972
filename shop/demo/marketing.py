"""What runs in the demo shop besides orders, read from ``marketing.yml`` and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shop.demo.catalogue import Catalogue
from shop.demo.reading import entry, one_of, read, text, yuan
from shop.enums import Carrier, PromotionKind
from shop.errors import SeedDataError

_SECTIONS = {
    "promotions", "offers", "factors", "sold_out", "coupons", "customer_coupons", "gift_cards", "couriers",
    "pickup_points", "reviews",
}  # fmt: skip


def load_marketing(folder: Path, catalogue: Catalogue) -> dict[str, Any]:
    """Read marketing.yml in *folder* as it stands; raises SeedDataError for what the rows could not hold."""
    content: dict[str, Any] = read(folder, "marketing.yml")
    products = {product.id for product in catalogue.products}
    if set(content) != _SECTIONS:
        raise SeedDataError(f"marketing.yml has the sections {sorted(_SECTIONS)}, not {sorted(content)}")
    for section, check in (
        ("promotions", lambda row: one_of(PromotionKind, row["kind"])),
        ("coupons", lambda row: text(row["code"])),
        ("couriers", lambda row: one_of(Carrier, row["carrier"])),
        ("pickup_points", lambda row: catalogue.cities[row["city"]]),
    ):
        for row in content[section]:
            with entry("marketing.yml", f"{section}, {row.get('zh')}"):
                check(row)
                for key in ("threshold", "reduction"):
                    yuan(row.get(key, 0))
                if row.get("category") is not None:
                    catalogue.categories[row["category"]]
    for row in (*content["offers"], *content["reviews"]):
        if row.get("product") not in products:
            raise SeedDataError(f"marketing.yml: {row.get('product')!r} is not a product of products.yml")
    return content

"""`kefu catalogue`: the shop's names as lookup tables."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
from rasa.shared.nlu.training_data.formats import RasaYAMLReader
from typer.testing import CliRunner, Result

from kefu import catalogue, cli, settings
from kefu.catalogue import catalogue_text, safe
from kefu.environment import PROJECT_DIR
from shop.views import CatalogueNames, ProductName

NAMES = CatalogueNames(
    products=(
        ProductName("星澜 X20 Pro 5G 手机", "Starlan X20 Pro 5G phone", "星澜", "Starlan"),
        ProductName("星澜 65 英寸电视", "Starlan 65-inch TV", "星澜", "Starlan"),
        ProductName("拓原 1TB 移动硬盘", "Toyuan 1 TB drive", "拓原", "Toyuan"),
        ProductName("灯", "TV", "", "LG"),
    ),
    categories=(("大家电", "Large appliances"), ("书", "12345")),
)
TEXT = """\
version: "3.1"

# Made by `kefu catalogue` from the shop's products: do not edit, run it again when they change.
# PatternEntityExtractor finds these names also where no example taught them.
nlu:
- lookup: brand
  examples: |
    - Starlan
    - Toyuan
    - 拓原
    - 星澜

- lookup: category
  examples: |
    - Large appliances
    - 大家电

- lookup: product
  examples: |
    - Starlan 65-inch TV
    - Starlan X20
    - Starlan X20 Pro
    - Starlan X20 Pro 5G
    - Starlan X20 Pro 5G phone
    - Toyuan 1 TB drive
    - 拓原 1TB 移动硬盘
    - 星澜 65 英寸电视
    - 星澜 X20
    - 星澜 X20 Pro
    - 星澜 X20 Pro 5G
    - 星澜 X20 Pro 5G 手机
"""


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A shop's database, and the place of the tables."""
    monkeypatch.setenv("KEFU_SESSION_SECRET", "a secret for tests only, 32 chars")
    monkeypatch.setenv("KEFU_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    monkeypatch.setattr(catalogue, "CATALOGUE_FILE", tmp_path / "data" / "catalogue.yml")
    settings.get_settings.cache_clear()
    yield tmp_path / "data" / "catalogue.yml"
    settings.get_settings.cache_clear()


def kefu(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def test_the_tables_are_sorted_and_hold_only_safe_names() -> None:
    assert catalogue_text(NAMES) == TEXT
    backwards = CatalogueNames(NAMES.products[::-1], NAMES.categories[::-1])
    assert catalogue_text(backwards) == TEXT


def test_rasa_reads_them() -> None:
    tables = {table["name"]: table["elements"] for table in RasaYAMLReader().reads(TEXT).lookup_tables}
    assert sorted(tables) == ["brand", "category", "product"]
    assert tables["brand"] == ["Starlan", "Toyuan", "拓原", "星澜"]


def test_a_shop_without_products() -> None:
    assert "lookup" not in catalogue_text(CatalogueNames((), ()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("光合", True), ("光", False), ("LG", False), ("Air", True), ("12345", False), ("4K电视", True), ("", False)],
)
def test_safe(name: str, expected: bool) -> None:
    assert safe(name) is expected


def test_check_tells_what_to_do(file: Path) -> None:
    assert kefu("db", "prepare").exit_code == 0
    missing = kefu("catalogue", "--check")
    assert missing.exit_code == 1
    assert "catalogue.yml is not there. Run `kefu catalogue`" in missing.output.replace("\n", "")
    assert not file.exists()
    assert kefu("catalogue").exit_code == 0
    assert kefu("catalogue", "--check").exit_code == 0
    written = file.read_text(encoding="utf-8")
    assert written == (PROJECT_DIR / "data/nlu/catalogue.yml").read_text(encoding="utf-8"), "run `kefu catalogue`"
    file.write_text(written.replace("- Starlan\n", ""), encoding="utf-8")
    stale = kefu("catalogue", "--check")
    assert stale.exit_code == 1
    assert "is out of date" in stale.output


def test_a_shop_without_tables_is_explained(file: Path) -> None:
    result = kefu("catalogue")
    assert result.exit_code == 1
    assert "`kefu db upgrade`" in result.output
    assert not file.exists()

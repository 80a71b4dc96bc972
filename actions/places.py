"""Which city and province a text names, in Chinese or English; the table is `data/places.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PLACES_FILE = Path(__file__).resolve().parents[1] / "data" / "places.yml"
_PROVINCE_ENDINGS = "省|市|壮族自治区|回族自治区|维吾尔自治区|自治区"
_PROVINCE_ENDING = re.compile(rf"(?:{_PROVINCE_ENDINGS})$")
# What shows that a name is not the city's but a street's or a district's: 南京西路, 朝阳区.
_NO_CITY = "省|自治区|区|县|[东西南北中]?(?:大?[路街道巷]|大街|大道)"
_PREFECTURE = r"(?:市|地区|盟|(?:[\u4e00-\u9fff]{1,8}?族)?自治州|州)"


@dataclass(frozen=True)
class City:
    """A city with its province, as they stand on an address."""

    province: str
    name: str
    name_en: str

    @property
    def short_province(self) -> str:
        """The province as people say it: 浙江, 广西."""
        return _PROVINCE_ENDING.sub("", self.province)


@dataclass(frozen=True)
class Found:
    """A city that a text names, and where in the text its name ends."""

    city: City
    start: int
    end: int


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """Return every city of the table, those with the longest names first."""
    import yaml

    table = yaml.safe_load(PLACES_FILE.read_text(encoding="utf-8"))
    found = [City(province, name, en) for province, row in table.items() for name, en in row.items()]
    return tuple(sorted(found, key=lambda city: -len(city.name)))


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    return {city.short_province: city.province for city in cities()}


def find_city(text: str) -> Found | None:
    """Return the first city that cleaned *text* names, with the province before it; None when it names none.

    Where two cities have the same English name, the province decides, else the first of the table.
    """
    hits = [*_chinese(text), *_english(text)]
    if not hits:
        return None
    first = min(hit.start for hit in hits)
    named = find_province(text)
    there = [hit for hit in hits if hit.start == first]
    return next((one for one in there if one.city.province == named), there[0])


def find_province(text: str) -> str | None:
    """Return the province that cleaned *text* names in Chinese, or None; in full ("浙江省")."""
    found = [(text.index(short), province) for short, province in _provinces().items() if short in text]
    return min(found)[1] if found else None


def _chinese(text: str) -> list[Found]:
    by_name = {city.name: city for city in cities()}
    return [
        Found(by_name[match.group(1)], match.start(), match.end()) for match in _names_zh().finditer(text)
    ]


def _english(text: str) -> list[Found]:
    folded = text.casefold().replace("’", "'")
    return [
        Found(city, match.start(), match.end())
        for match in _names_en().finditer(folded)
        for city in cities()
        if city.name_en.casefold() == match.group(1)
    ]


@lru_cache(maxsize=1)
def _names_zh() -> re.Pattern[str]:
    names = "|".join(re.escape(city.name) for city in cities())
    return re.compile(rf"({names})(?:{_PREFECTURE}|(?!{_NO_CITY}))")


@lru_cache(maxsize=1)
def _names_en() -> re.Pattern[str]:
    names = "|".join(sorted({re.escape(city.name_en.casefold()) for city in cities()}, key=len, reverse=True))
    return re.compile(rf"\b({names})\b(?! (?:road|rd|street|st)\b)")

"""The cells of the comparison: each a system on a data set in a setting, measured once and kept."""
from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Dict, List, Sequence, Tuple

SEED = 42
PIPELINE = "pipeline"
SHOP = "shop"  # the database, as full as a real shop's


@dataclass(frozen=True)
class Cell:
    """One job, whose result is one file.

    Attributes:
        dataset: A key of `benchmarks.datasets.DATASETS`, "shop" for the whole assistant's own measurements,
            or "orders" and "products" for those of the shop's database.
        setting: How much of the data set is trained on.
        system: A name that `benchmarks.systems.system_named` knows, "pipeline" or "shop".
        minutes: About how long it takes on two cores; measured where a result is kept.
        quick: Whether it belongs to the run of every day.
    """

    dataset: str
    setting: str
    system: str
    minutes: float
    quick: bool = False
    seed: int = SEED

    @property
    def name(self) -> str:
        """As `--only` and `--list` name it."""
        return f"{self.dataset}/{self.setting}/{self.system}"

    @property
    def file(self) -> str:
        """The name of its result."""
        return f"{self.dataset}.{self.setting}.{self.system}.json"

    @property
    def timeout_seconds(self) -> float:
        """When it is ended as one that hangs: late, since other work may take most of the machine."""
        return max(3600.0, self.minutes * 60 * 10)


_INTENT_SYSTEMS = ("tfidf-svm", "kefu", "bert-logistic", "stock-diet", "bert-diet")
# Minutes of each of them, in that order.
_INTENT_CELLS: Dict[Tuple[str, str], Tuple[float, ...]] = {
    ("smp2017", "full"): (0.2, 3, 2, 20, 15),
    ("clinc150", "in-scope"): (0.4, 12, 8, 90, 60),
    ("clinc150", "10-shot"): (0.3, 5, 5, 15, 12),
    ("banking77", "full"): (0.3, 10, 5, 70, 45),
    ("banking77", "10-shot"): (0.2, 3, 2, 8, 6),
    ("banking77_oos", "full"): (0.3, 7, 5, 40, 30),
    ("hwu64", "full"): (0.2, 7, 4, 50, 35),
    ("hwu64", "10-shot"): (0.2, 2, 2, 6, 5),
    ("jddc", "own-data"): (0.4, 8, 4, 40, 25),
}
# The shop's own model stands for ours where the data is the shop's own.
_RENAMED = {("jddc", "kefu"): "kefu-shop"}

_MOOD_SYSTEMS = ("tfidf-svm", "kefu", "bert-logistic", "snownlp", "snownlp-trained")
_MOOD_CELLS: Dict[Tuple[str, str], Tuple[float, ...]] = {
    ("waimai", "1000-rows"): (0.2, 2.5, 2, 0, 0.3),
    ("waimai", "full"): (0.2, 10, 4, 0.3, 0.5),
    ("online_shopping", "8000-rows"): (0.3, 20, 8, 0, 1),
    ("online_shopping", "full"): (0.7, 120, 0, 0.5, 3),
}

_QUICK = (
    "smp2017/full/tfidf-svm", "smp2017/full/kefu", "hwu64/10-shot/tfidf-svm", "hwu64/10-shot/kefu",
    "clinc150/10-shot/tfidf-svm", "banking77/full/tfidf-svm", "waimai/1000-rows/tfidf-svm",
    "waimai/full/snownlp",
)  # fmt: skip


_SHOP_CELLS = (
    Cell("orders", "sqlite-100k", SHOP, 2),
    Cell("orders", "postgresql-1m", SHOP, 8),
    Cell("products", "sqlite-50k", SHOP, 2),
    Cell("products", "postgresql-50k", SHOP, 3),
)


def all_cells() -> List[Cell]:
    """Every cell, the cheap ones of a data set before the dear ones."""
    found = [Cell("shop", "own-data", PIPELINE, 10), *_SHOP_CELLS]
    for systems, table in ((_INTENT_SYSTEMS, _INTENT_CELLS), (_MOOD_SYSTEMS, _MOOD_CELLS)):
        for (dataset, setting), minutes in table.items():
            for system, estimate in zip(systems, minutes):
                if estimate:  # 0: not measured in this setting
                    named = _RENAMED.get((dataset, system), system)
                    found.append(_cell(dataset, setting, named, estimate))
    return found


def chosen(cells: Sequence[Cell], patterns: Sequence[str], quick: bool) -> List[Cell]:
    """The cells that a run is about.

    Args:
        cells: All of them.
        patterns: Shell patterns such as ``smp2017/*`` or ``*/kefu``, or one part of a name; none: all.
        quick: Only those of every day.
    """
    return [
        cell
        for cell in cells
        if (cell.quick or not quick) and (not patterns or any(matches(cell, pattern) for pattern in patterns))
    ]


def matches(cell: Cell, pattern: str) -> bool:
    """Whether a pattern names the whole cell, or a part of it between slashes."""
    return fnmatchcase(cell.name, pattern) or any(fnmatchcase(part, pattern) for part in cell.name.split("/"))


def _cell(dataset: str, setting: str, system: str, minutes: float) -> Cell:
    name = f"{dataset}/{setting}/{system}"
    return Cell(dataset, setting, system, minutes, quick=name in _QUICK)

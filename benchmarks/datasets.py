"""One loader for each data set: from its published files to the same splits for every system.

The data sets are not part of the project: `make bench DATA=<folder>` names the folder that holds theirs.
"""
from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent
# Few-shot and capped training rows are drawn with it: the same rows for every system, on every machine.
DRAW_SEED = 42
# Between the labels of a row for which any of several is right.
ALTERNATIVES = "|"
_FEW_SHOT, _CAPPED = re.compile(r"(\d+)-shot"), re.compile(r"(\d+)-rows")
# Reviews are longer than the csv module's own limit on a field allows for.
_LARGEST_FIELD = 1 << 20


class Row(NamedTuple):
    """One text with its label; a test row may allow several labels (see `ALTERNATIVES`)."""

    text: str
    label: str


@dataclass(frozen=True)
class Splits:
    """A data set as it is measured.

    Attributes:
        train: What systems learn from.
        valid: In-scope rows for setting thresholds; empty where none is needed.
        test: In-scope rows that accuracy is measured on.
        outside: Out-of-scope test rows by their kind; no system is trained on such rows.
        unmapped: Test rows left out because their label has no counterpart among the training labels.
    """

    train: List[Row]
    valid: List[Row]
    test: List[Row]
    outside: Dict[str, List[Row]] = field(default_factory=dict)
    unmapped: int = 0


@dataclass(frozen=True)
class Source:
    """Where a data set lies below the data folder, and how it is read.

    Attributes:
        kind: "intent", or "mood" with the labels positive and negative.
        language: "zh" or "en".
    """

    kind: str
    language: str
    files: Tuple[str, ...]
    read: Callable[[List[Path], str], Splits]


class UnknownSetting(ValueError):
    """A data set was asked for in a setting that it does not have."""


def load(name: str, setting: str, data: Path) -> Splits:
    """Reads one data set in one setting.

    Args:
        name: A key of `DATASETS`.
        setting: "full" and what `DATASETS` names besides, or "<n>-shot" (n training rows of each label), or
            "<n>-rows" (n training rows in all).
        data: The folder of data sets.

    Raises:
        FileNotFoundError: naming the file that is not there.
        UnknownSetting: for a setting of another form.
    """
    source = DATASETS[name]
    splits = source.read([data / file for file in source.files], setting)
    few, capped = _FEW_SHOT.fullmatch(setting), _CAPPED.fullmatch(setting)
    if few:
        return replace(splits, train=few_of_each(splits.train, int(few[1])))
    if capped:
        return replace(splits, train=some(splits.train, int(capped[1])))
    if setting not in ("full", "in-scope", "own-data"):
        raise UnknownSetting(f"'{setting}' is no setting; expected full, <n>-shot or <n>-rows")
    return splits


def missing_files(name: str, data: Path) -> List[Path]:
    """The files of a data set that are not there."""
    return [data / file for file in DATASETS[name].files if not (data / file).is_file()]


def few_of_each(rows: Sequence[Row], count: int) -> List[Row]:
    """Draws ``count`` rows of each label (all of a rarer one), in the order of the file."""
    chooser = random.Random(DRAW_SEED)
    by_label: Dict[str, List[int]] = {}
    for place, row in enumerate(rows):
        by_label.setdefault(row.label, []).append(place)
    drawn = [p for label in sorted(by_label) for p in _sample(chooser, by_label[label], count)]
    return [rows[place] for place in sorted(drawn)]


def some(rows: Sequence[Row], count: int) -> List[Row]:
    """Draws ``count`` rows, or all if there are fewer, in the order of the file."""
    return [rows[place] for place in sorted(_sample(random.Random(DRAW_SEED), range(len(rows)), count))]


def _sample(chooser: random.Random, places: Sequence[int], count: int) -> List[int]:
    return chooser.sample(places, min(count, len(places)))


def _table(path: Path) -> List[Dict[str, str]]:
    csv.field_size_limit(_LARGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _rows(table: List[Dict[str, str]], *splits: str) -> List[Row]:
    return [Row(row["text"], row["label"]) for row in table if row["split"] in splits]


def _of(rows: List[Row], *labels: str) -> List[Row]:
    return [row for row in rows if row.label in labels]


def _not_of(rows: List[Row], *labels: str) -> List[Row]:
    return [row for row in rows if row.label not in labels]


def _read_smp2017(files: List[Path], setting: str) -> Splits:
    """Its validation rows are trained on too, as in published results: no threshold is set here."""
    table = _table(files[0])
    return Splits(_rows(table, "train", "valid"), [], _rows(table, "test"))


def _read_clinc150(files: List[Path], setting: str) -> Splits:
    """Its 100 out-of-scope training rows are left out: systems must notice what they have never seen."""
    table = _table(files[0])
    train, valid, test = (_rows(table, split) for split in ("train", "valid", "test"))
    return Splits(_not_of(train, "oos"), _not_of(valid, "oos"), _not_of(test, "oos"), {"oos": _of(test, "oos")})


def _read_banking77(files: List[Path], setting: str) -> Splits:
    table = _table(files[0])
    return Splits(_rows(table, "train"), [], _rows(table, "test"))


def _read_banking77_oos(files: List[Path], setting: str) -> Splits:
    """50 intents in scope; id-oos are 27 held-out intents of the same bank, ood-oos are CLINC's."""
    table = _table(files[0])
    kinds = ("id-oos", "ood-oos")
    test = _rows(table, "test")
    outside = {kind: _of(test, kind) for kind in kinds}
    inside = [_not_of(_rows(table, split), *kinds) for split in ("train", "valid")]
    return Splits(inside[0], inside[1], _not_of(test, *kinds), outside)


def _read_hwu64(files: List[Path], setting: str) -> Splits:
    """Its few-shot rows are the published ones, not drawn."""
    table = _table(files[0])
    train = {"5-shot": "train_5", "10-shot": "train_10"}.get(setting, "train")
    return Splits(_rows(table, train), [], _rows(table, "test"))


def _read_jddc(files: List[Path], setting: str) -> Splits:
    """Real customers' turns as a reality check: trained on our own data/nlu, never on these."""
    intents = {row["jddc_label"]: row["intents"] for row in _table(files[1])}
    turns = _rows(_table(files[0]), "valid")
    mapped = [Row(turn.text, intents[turn.label]) for turn in turns if turn.label in intents and turn.text.strip()]
    return Splits(_own_rows(), [], mapped, unmapped=len(turns) - len(mapped))


def _read_reviews(files: List[Path], setting: str) -> Splits:
    names = {"1": "positive", "0": "negative"}
    table = [{**row, "label": names[row["label"]]} for file in files for row in _table(file)]
    return Splits(_rows(table, "train"), [], _rows(table, "test"))


def _own_rows() -> List[Row]:
    """The project's own training sentences with their intents."""
    from rasa.shared.nlu.training_data.loading import load_data

    examples = load_data(str(ROOT / "data" / "nlu")).intent_examples
    return [Row(example.get("text"), example.get("intent")) for example in examples]


_SHOPPING = tuple(f"online_shopping_10_cats/{name}.csv" for name in ("train_1", "train_2", "train_3", "test"))

DATASETS: Dict[str, Source] = {
    "smp2017": Source("intent", "zh", ("smp_ecdt/smp2017_domain.csv",), _read_smp2017),
    "clinc150": Source("intent", "en", ("clinc150/data_full.csv",), _read_clinc150),
    "banking77": Source("intent", "en", ("banking77/data.csv",), _read_banking77),
    "banking77_oos": Source("intent", "en", ("banking77_oos/data.csv",), _read_banking77_oos),
    "hwu64": Source("intent", "en", ("hwu64/data.csv",), _read_hwu64),
    "jddc": Source("intent", "zh", ("jddc_valid/intent.csv", "jddc_valid/to_taxonomy.csv"), _read_jddc),
    "online_shopping": Source("mood", "zh", _SHOPPING, _read_reviews),
    "waimai": Source("mood", "zh", ("waimai_10k/data.csv",), _read_reviews),
}

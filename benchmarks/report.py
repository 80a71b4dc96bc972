"""Writes the kept results as tables: all in results/README.md, the main ones into the project's README."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Optional, Sequence

from benchmarks import results, tables
from benchmarks.cells import PIPELINE, SHOP, Cell, all_cells
from benchmarks.datasets import ROOT
from benchmarks.metrics import REJECTED_IN_SCOPE

TABLES = "README.md"
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
READMES = (ROOT / "README.md", ROOT / "README.zh.md")

_INTENT_SYSTEMS = ("kefu", "stock-diet", "bert-diet", "bert-logistic", "tfidf-svm")
_MOOD_SYSTEMS = ("kefu", "snownlp", "snownlp-trained", "bert-logistic", "tfidf-svm")
# The data set with the most rows that all systems are measured on: where cost shows.
_COST = ("clinc150", "in-scope")

_EXPLAINED = """
Percentages and, for times, one message after another through Rasa's agent, as its server does; the training
seconds are those of the whole training with empty caches. Every cell trains in a process of its own and serves in
another, whose peak memory is the last but one column. "10-shot" are ten training rows of each label, "8000-rows"
a drawn part; every system sees the same rows. smp2017 is trained on its training and validation rows, clinc150
without its out-of-scope rows. Kefu is set as in `config.yml`. Stock DIET is Rasa's suggested pipeline (JiebaTokenizer
or WhitespaceTokenizer, word and character n-grams, 100 epochs). jddc are real customers' turns, mapped to our intents
(several may be right): systems are trained on `data/nlu`, never on these turns; macro-F1 counts an allowed guess
as the right label. snownlp comes with a model of its own, which may have seen some of the reviews.
""".strip()

_EXPLAINED_OUTSIDE = f"""
AUROC: the chance that an out-of-scope message scores as stranger than an in-scope one (50: a coin). Recall: share of
out-of-scope messages above the threshold that rejects {REJECTED_IN_SCOPE:.0%} of the in-scope validation rows; false
alarms: share of in-scope test rows above it. Kefu's score is its novelty, the others' one less their highest
confidence. "Own" is the verdict by the threshold that a system brings itself. No system has seen out-of-scope rows.
id-oos are left-out intents of the same bank, ood-oos questions from other domains.
""".strip()


_EXPLAINED_SHOP = """
Actions are asked over HTTP as Rasa asks them, each for another customer, one after another; searches are made in one
process. The plan names the indexes that the database used, by EXPLAIN; a table that was read whole is named as such.
""".strip()


def write_all(folder: Path, readmes: Optional[Sequence[Path]] = None) -> None:
    """Writes the folder's own README, and the block between the markers of those READMEs that have them."""
    kept = collect(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TABLES).write_text(full(kept), encoding="utf-8")
    for path in READMES if readmes is None else readmes:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            changed = between_markers(text, short(kept))
            if changed != text:
                path.write_text(changed, encoding="utf-8")


def collect(folder: Path) -> tables.Kept:
    """The results that are kept, in the order of the cells."""
    read = ((cell, results.read(cell, folder)) for cell in all_cells())
    return [(cell, result) for cell, result in read if result is not None]


def between_markers(text: str, block: str) -> str:
    """Puts a block between the markers; a text without both of them stays as it is."""
    pattern = re.compile(f"({re.escape(START)}\n).*?({re.escape(END)})", re.DOTALL)
    return pattern.sub(lambda found: f"{found[1]}\n{block}\n{found[2]}", text, count=1)


def headline(cell: Cell, folder: Path) -> str:
    """The one line that a run prints of a cell."""
    result = results.read(cell, folder)
    if result is None:
        return "no result"
    if cell.system == PIPELINE:
        said = f"{result['speed']['kefu']['p50_ms']:.1f} ms a message"
    elif cell.system == SHOP:
        said = f"p95 {max(row['p95_ms'] for row in result['asked'].values()):.1f} ms at most"
    else:
        said = f"accuracy {tables.percent(result['quality']['accuracy'])} %"
    return f"{said}, {result['seconds']:.0f} s in all"


def full(kept: tables.Kept) -> str:
    """The text of results/README.md."""
    parts = [
        "# Measured",
        "Made from the JSON files beside this one by `make bench DATA=<folder of data sets>`; do not edit.",
        *_section("Every system on every data set", tables.all_columns(kept), _EXPLAINED),
        *_section("Out of scope", tables.out_of_scope(kept), _EXPLAINED_OUTSIDE),
        *_section("The whole assistant", *tables.pipeline(kept)),
        *_section("The shop's database", tables.shop(kept), _EXPLAINED_SHOP),
        *_section("Where the numbers come from", tables.origins(kept)),
    ]
    return "\n\n".join(parts) + "\n"


def short(kept: tables.Kept) -> str:
    """The block of the project's README: accuracy, out of scope, cost, and the whole assistant."""
    parts = [
        tables.accuracy_pivot(kept, "intent", _INTENT_SYSTEMS),
        tables.accuracy_pivot(kept, "mood", _MOOD_SYSTEMS),
        tables.out_of_scope_pivot(kept, _INTENT_SYSTEMS),
        tables.cost(kept, *_COST),
        *tables.pipeline(kept),
        "All columns, what they mean and where they were taken: [benchmarks/results](benchmarks/results/README.md).",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, *parts: str) -> Sequence[str]:
    """A heading over its tables; nothing where the first is empty."""
    return [f"## {title}", *parts] if parts and parts[0] else []

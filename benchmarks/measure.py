"""Measures one cell: trains in this process, serves in another, and keeps the result as one file."""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Optional

from benchmarks import metrics, results
from benchmarks.cells import PIPELINE, SHOP, Cell, all_cells
from benchmarks.datasets import DATASETS, ROOT, Row, Splits, load
from benchmarks.machine import cpu_seconds, peak_megabytes, provenance
from benchmarks.systems import system_named
from benchmarks.systems.base import Prediction, Task


def measure(cell: Cell, data: Path, work: Path, model: Optional[Path]) -> Dict[str, Any]:
    """Trains, serves and judges one system on one data set.

    Args:
        cell: What to measure.
        data: The folder of data sets.
        work: An empty folder for all that is written meanwhile.
        model: The shop's trained archive, where the cell is about it.
    """
    splits = load(cell.dataset, cell.setting, data)
    source, system = DATASETS[cell.dataset], system_named(cell.system)
    task = Task(source.kind, source.language, splits.train, cell.seed, model)
    if system.learns:
        own_caches(work / "cache")
    started, used = time.perf_counter(), cpu_seconds()
    trained = system.train(task, work / "model")
    training = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": cpu_seconds() - used,
        "peak_mb": peak_megabytes(),
    }
    answer = _serve(cell, trained, _texts(splits), work)
    return {
        "settings": system.settings(task),
        "rows": _counts(splits),
        "quality": judge(splits, [Prediction(*row) for row in answer["predictions"]]),
        "training": training if system.learns else None,
        "serving": _serving(splits, answer),
        "trained_mb": _megabytes(trained),
    }


def judge(splits: Splits, predictions: List[Prediction]) -> Dict[str, Any]:
    """Accuracy, macro-F1 and, where there are out-of-scope rows, how they are noticed.

    ``predictions`` are for the validation, test and out-of-scope rows, in this order.
    """
    valid, rest = predictions[: len(splits.valid)], predictions[len(splits.valid) :]
    test, rest = rest[: len(splits.test)], rest[len(splits.test) :]
    gold, guesses = [row.label for row in splits.test], [one.label for one in test]
    quality: Dict[str, Any] = {
        "accuracy": metrics.accuracy(gold, guesses),
        "macro_f1": metrics.macro_f1(gold, guesses),
    }
    by_kind: Dict[str, List[Prediction]] = {}
    for kind, rows in splits.outside.items():
        by_kind[kind], rest = rest[: len(rows)], rest[len(rows) :]
    if by_kind:
        scores = {kind: [one.outside for one in ones] for kind, ones in by_kind.items()}
        quality["out_of_scope"] = metrics.out_of_scope(
            [one.outside for one in valid], [one.outside for one in test], scores
        )
        for kind, ones in by_kind.items():
            quality["out_of_scope"][kind] |= own_verdict(test, ones)
    return quality


def own_verdict(test: List[Prediction], outside: List[Prediction]) -> Dict[str, float]:
    """How a system's own threshold does; nothing for a system that has none."""
    if any(one.novel is None for one in [*test, *outside]):
        return {}
    return {
        "own_recall": metrics.above([float(bool(one.novel)) for one in outside], 0.5),
        "own_false_alarms": metrics.above([float(bool(one.novel)) for one in test], 0.5),
    }


def own_caches(folder: Path) -> None:
    """Lets this process begin with empty caches: training that was done before would cost no time.

    Only the converted base model is taken from the user's cache, since making it is part of the set-up.
    """
    from components.bert.cache import cache_dir
    from components.bert.find import DEFAULT_MODEL, find_model

    find_model(DEFAULT_MODEL)
    shared = cache_dir() / "models"
    folder.mkdir(parents=True)
    if shared.is_dir():
        (folder / "models").symlink_to(shared)
    os.environ["KEFU_CACHE_DIR"] = str(folder)
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "rasa")


def _texts(splits: Splits) -> List[str]:
    rows: List[Row] = [*splits.valid, *splits.test]
    for outside in splits.outside.values():
        rows += outside
    return [row.text for row in rows]


def _serve(cell: Cell, trained: Path, texts: List[str], work: Path) -> Dict[str, Any]:
    """Serves in a process of its own, so that memory and speed are those of a server."""
    job, answer = work / "job.json", work / "answer.json"
    content = {"system": cell.system, "trained": str(trained), "texts": texts}
    job.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "benchmarks.serve", str(job), str(answer)], cwd=ROOT, check=True)
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def _serving(splits: Splits, answer: Dict[str, Any]) -> Dict[str, Any]:
    timed = answer["milliseconds"][len(splits.valid) :]
    kept = {name: answer[name] for name in ("load_seconds", "resident_mb", "peak_mb", "torch")}
    return {**metrics.times(timed), **kept}


def _counts(splits: Splits) -> Dict[str, Any]:
    return {
        "train": len(splits.train),
        "valid": len(splits.valid),
        "test": len(splits.test),
        "labels": len({row.label for row in splits.train}),
        "outside": {kind: len(rows) for kind, rows in splits.outside.items()},
        "unmapped": splits.unmapped,
    }


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 2**20


def main() -> None:
    """Measures one cell; `benchmarks.run` starts this."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cell", help="its name, as `python -m benchmarks.run --list` shows it")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--results", type=Path, default=results.RESULTS)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    cell = next((one for one in all_cells() if one.name == options.cell), None)
    if cell is None:
        parser.error(f"no cell '{options.cell}'; `python -m benchmarks.run --list` shows them")
    # Taken before the work, so that a change made meanwhile shows.
    began, stamped = provenance(), results.digests(cell, options.data, options.model)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kefu-benchmark-") as folder:
        if cell.system == PIPELINE:
            from benchmarks.pipeline import measure_pipeline

            measured = measure_pipeline(Path(folder), options.model)
        elif cell.system == SHOP:
            from benchmarks.shop.measure import measure_shop

            measured = measure_shop(cell, Path(folder))
        else:
            measured = measure(cell, options.data, Path(folder), options.model)
    described = {"dataset": cell.dataset, "setting": cell.setting, "system": cell.system, "seed": cell.seed}
    whole = {**began, "cell": described, "digests": stamped, "seconds": time.perf_counter() - start, **measured}
    print(f"kept {results.write(cell, whole, options.results)}")


if __name__ == "__main__":
    main()

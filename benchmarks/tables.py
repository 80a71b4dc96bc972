"""The tables of the report, each from the kept results to Markdown."""
from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Tuple

from benchmarks.cells import PIPELINE, SHOP, Cell
from benchmarks.datasets import DATASETS
from benchmarks.results import Result

SYSTEMS: Dict[str, str] = {
    "kefu": "Kefu",
    "kefu-shop": "Kefu",
    "stock-diet": "stock DIET",
    "bert-diet": "BertFeaturizer + DIET",
    "bert-logistic": "BertFeaturizer + logistic regression",
    "tfidf-svm": "TF-IDF + linear SVM",
    "snownlp": "snownlp",
    "snownlp-trained": "snownlp, trained on the same rows",
}
NOTHING = "–"

Kept = Sequence[Tuple[Cell, Result]]
Rows = List[List[str]]


def table(head: Sequence[str], rows: Rows) -> str:
    """A Markdown table; nothing if there are no rows."""
    if not rows:
        return ""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def all_columns(kept: Kept) -> str:
    """One row for each measured cell; the best accuracy of a data set in a setting is bold."""
    head = (
        "data set", "system", "accuracy", "macro-F1", "training s", "(CPU s)", "p50 ms", "p95 ms", "messages/s",
        "peak MB, training", "peak MB, serving", "model MB",
    )  # fmt: skip
    cells = _compared(kept)
    best: Dict[Tuple[str, str], float] = {}
    for cell, result in cells:
        group = (cell.dataset, cell.setting)
        best[group] = max(best.get(group, 0.0), result["quality"]["accuracy"])
    rows = []
    for cell, result in cells:
        quality, serving, training = result["quality"], result["serving"], result["training"] or {}
        accuracy = percent(quality["accuracy"])
        if quality["accuracy"] == best[(cell.dataset, cell.setting)]:
            accuracy = f"**{accuracy}**"
        rows.append(
            [
                f"{cell.dataset}, {cell.setting}",
                SYSTEMS[cell.system],
                accuracy,
                percent(quality["macro_f1"]),
                number(training.get("seconds")),
                number(training.get("cpu_seconds")),
                number(serving["p50_ms"], 1),
                number(serving["p95_ms"], 1),
                number(serving["messages_per_second"]),
                number(training.get("peak_mb")),
                number(serving["peak_mb"]),
                number(result["trained_mb"] or None, 1),
            ]
        )
    return table(head, rows)


def out_of_scope(kept: Kept) -> str:
    """One row for each kind of out-of-scope rows and system."""
    head = (
        "data set", "out-of-scope rows", "system", "AUROC", "recall", "false alarms", "own recall", "own false alarms",
    )  # fmt: skip
    rows = []
    for cell, result in _compared(kept):
        for kind, row in result["quality"].get("out_of_scope", {}).items():
            values = [percent(row[name]) for name in ("auroc", "recall", "false_alarms")]
            own = [percent(row.get(name)) for name in ("own_recall", "own_false_alarms")]
            where = [f"{cell.dataset}, {cell.setting}", f"{row['rows']} {kind}", SYSTEMS[cell.system]]
            rows.append([*where, *values, *own])
    return table(head, rows)


def accuracy_pivot(kept: Kept, kind: str, systems: Sequence[str]) -> str:
    """Data sets of a kind as rows, systems as columns; macro-F1 stands in the full table."""
    head = (f"accuracy, {kind}s", "training rows", "labels", *(SYSTEMS[name] for name in systems))
    return _pivot([one for one in _compared(kept) if DATASETS[one[0].dataset].kind == kind], head, systems)


def _pivot(kept: Kept, head: Sequence[str], systems: Sequence[str]) -> str:
    groups: Dict[Tuple[str, str], Dict[str, Result]] = {}
    for cell, result in kept:
        groups.setdefault((cell.dataset, cell.setting), {})[SYSTEMS[cell.system]] = result
    rows = []
    for (dataset, setting), found in groups.items():
        counts = next(iter(found.values()))["rows"]
        values = [found[SYSTEMS[name]]["quality"]["accuracy"] if SYSTEMS[name] in found else None for name in systems]
        rows.append([f"{dataset}, {setting}", f"{counts['train']:,}", str(counts["labels"]), *_best_bold(values)])
    return table(head, rows)


def out_of_scope_pivot(kept: Kept, systems: Sequence[str]) -> str:
    """Kinds of out-of-scope rows as rows, systems as columns: AUROC and recall."""
    groups: Dict[str, Dict[str, Dict[str, float]]] = {}
    for cell, result in _compared(kept):
        for kind, row in result["quality"].get("out_of_scope", {}).items():
            groups.setdefault(f"{cell.dataset}, {cell.setting}: {kind}", {})[cell.system] = row
    rows = []
    for group, found in groups.items():
        values = _best_bold([found[name]["auroc"] if name in found else None for name in systems])
        recalls = [percent(found[name]["recall"]) if name in found else NOTHING for name in systems]
        rows.append([group, *(f"{value} / {recall}" for value, recall in zip(values, recalls))])
    return table(("out of scope: AUROC / recall", *(SYSTEMS[name] for name in systems)), rows)


def cost(kept: Kept, dataset: str, setting: str) -> str:
    """What each system costs on one data set."""
    cells = [(cell, result) for cell, result in kept if (cell.dataset, cell.setting) == (dataset, setting)]
    head = (f"cost on {dataset}, {setting}", "training s", "p50 ms", "p95 ms", "messages/s", "peak MB, serving")
    rows = []
    for cell, result in cells:
        serving = result["serving"]
        values = [(result["training"] or {}).get("seconds"), serving["p50_ms"], serving["p95_ms"]]
        more = [serving["messages_per_second"], serving["peak_mb"]]
        written = [number(values[0]), number(values[1], 1), number(values[2], 1), *(number(value) for value in more)]
        rows.append([SYSTEMS[cell.system], *written])
    return table(head, rows)


def pipeline(kept: Kept) -> List[str]:
    """The whole assistant: speed and memory, the gain over torch, and the held-out sentences."""
    result = next((result for cell, result in kept if cell.system == PIPELINE), None)
    if result is None:
        return []
    return [_speed(result), _eager(result), _held_out(result)]


def _speed(result: Result) -> str:
    head = (
        "parse of the whole pipeline", "p50 ms", "p95 ms", "20 characters: p50 ms", "p95 ms", "messages/s",
        "load s", "resident MB", "peak MB", "archive MB",
    )  # fmt: skip
    rows = []
    for name, row in result["speed"].items():
        times = [row.get(key) for key in ("p50_ms", "p95_ms", "short_p50_ms", "short_p95_ms")]
        rest = [number(row["messages_per_second"]), number(row["load_seconds"], 1)]
        sizes = [number(row["resident_mb"]), number(row["peak_mb"]), number(result["archive_mb"][name])]
        rows.append([name, *(number(value, 1) for value in times), *rest, *sizes])
    return table(head, rows)


def _eager(result: Result) -> str:
    row = result["eager"]
    head = ("encoder and heads", "p50 ms", f"messages/s in batches of {row['batch']}")
    ours = ["as served: ONNX Runtime, int8", number(row["ours_ms"], 1), number(row["ours_batch_per_second"])]
    torch = ["the same layers in torch, eager, float32", number(row["torch_ms"], 1)]
    gain = row["ours_batch_per_second"] / row["torch_batch_per_second"]
    ratio = ["times faster", f"**{row['times_faster']:.1f}**", f"**{gain:.1f}**"]
    return table(head, [ours, [*torch, number(row["torch_batch_per_second"])], ratio])


def _held_out(result: Result) -> str:
    head = ("held-out sentences", "messages", "intent accuracy", "asked back", "entity span F1", "mood accuracy")
    rows = []
    for name, row in result["held_out"].items():
        values = [percent(row[key]) for key in ("intent_accuracy", "asked_back", "entity_f1")]
        rows.append([f"{name}.yml", str(row["messages"]), *values, NOTHING])
    for name, row in result["held_out_moods"].items():
        rows.append([f"{name}.csv", str(row["messages"]), NOTHING, NOTHING, NOTHING, percent(row["accuracy"])])
    return table(head, rows)


def shop(kept: Kept) -> str:
    """One row for each question to the shop's database."""
    head = ("database", "asked", "times", "p50 ms", "p95 ms", "CPU p95 ms", "indexes", "read whole")
    rows = []
    for cell, result in kept:
        if cell.system != SHOP:
            continue
        for name, row in result["asked"].items():
            plan = [", ".join(row[key]) or NOTHING for key in ("indexes", "scanned")]
            times = [number(row["times"]), *(number(row.get(key), 1) for key in ("p50_ms", "p95_ms", "cpu_p95_ms"))]
            rows.append([f"{cell.dataset}, {cell.setting}", name, *times, *plan])
    return table(head, rows)


def origins(kept: Kept) -> str:
    """Which cells were taken where and when."""
    groups: Dict[Tuple[str, ...], List[Tuple[Cell, Result]]] = {}
    for cell, result in kept:
        machine, versions = result["machine"], result["versions"]
        place = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
        packages = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        groups.setdefault((result["commit"], place, packages), []).append((cell, result))
    rows = []
    for (commit, place, packages), found in groups.items():
        days = sorted(result["date"][:10] for _, result in found)
        loads = sorted(result["machine"]["load"] for _, result in found)
        span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        names = ", ".join(cell.name for cell, _ in found)
        rows.append([commit, span, place, f"{loads[0]:.1f} to {loads[-1]:.1f}", packages, names])
    return table(("commit", "date", "machine", "load before", "versions", "cells"), rows)


def percent(value: Optional[float]) -> str:
    """A share in [0, 1] as a percentage with one decimal."""
    return NOTHING if value is None else f"{100 * value:.1f}"


def number(value: Optional[float], decimals: int = 0) -> str:
    """A number with so many decimals; small ones get one more digit than they would show."""
    if value is None or value != value:
        return NOTHING
    if value and abs(value) < 10**-decimals:
        return f"{value:.{decimals + 1}f}"
    return f"{value:,.{decimals}f}"


def _compared(kept: Kept) -> List[Tuple[Cell, Result]]:
    """Without the whole assistant's own measurements."""
    return [(cell, result) for cell, result in kept if cell.dataset in DATASETS]


def _best_bold(values: Sequence[Optional[float]]) -> List[str]:
    """Percentages with the highest in bold, if there is anything to compare."""
    known = [value for value in values if value is not None]
    best = max(known) if len(known) > 1 else None
    return [f"**{percent(value)}**" if value is not None and value == best else percent(value) for value in values]

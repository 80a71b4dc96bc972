"""The kept results: one JSON file for each cell, and whether it still says what the sources are now."""
from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Dict, List, Optional

from benchmarks.cells import PIPELINE, SHOP, Cell
from benchmarks.datasets import DATASETS, ROOT
from benchmarks.sources import code_digest, files_digest
from benchmarks.systems import module_of, system_named
from benchmarks.systems.base import Task

RESULTS = ROOT / "benchmarks" / "results"
# Raised when something is measured in another way, so that older results are told from newer ones.
METHOD_VERSION = 1

Result = Dict[str, Any]


def read(cell: Cell, folder: Path) -> Optional[Result]:
    """The kept result of a cell, None where there is none.

    Raises:
        ValueError: naming a file that holds no JSON.
    """
    path = folder / cell.file
    if not path.is_file():
        return None
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON ({error}); delete it and run the benchmark again") from error


def write(cell: Cell, result: Result, folder: Path) -> Path:
    """Keeps a result; the file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / cell.file
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(path)
    return path


def digests(cell: Cell, data: Optional[Path], model: Optional[Path] = None) -> Dict[str, str]:
    """What a result depends on: its method, code, settings and data (left out where the files are not there)."""
    if cell.system == SHOP:
        return {"method": str(METHOD_VERSION), "code": files_digest(_shop_files())}
    task = Task(_kind(cell), _language(cell), seed=cell.seed, model=model)
    found = {"method": str(METHOD_VERSION)}
    if cell.system == PIPELINE:
        shop = system_named("kefu-shop")
        found["settings"] = _hash(shop.settings(task))
        found["data"] = files_digest(sorted((ROOT / "tests" / "held_out").glob("*.*")))
    else:
        settings = system_named(cell.system).settings(task)
        found["code"] = code_digest([module_of(cell.system), *_components(settings)])
        found["settings"] = _hash([settings, cell.seed])
    if cell.dataset in DATASETS and data is not None:
        files = [data / file for file in DATASETS[cell.dataset].files]
        if all(file.is_file() for file in files):
            found["data"] = files_digest(files)
    return found


def _shop_files() -> List[Path]:
    """What the speed of the shop's database depends on: all of it, and how it is filled and asked."""
    return sorted([*(ROOT / "shop").rglob("*.py"), *(ROOT / "benchmarks" / "shop").glob("*.py")])


def changes(result: Result, now: Dict[str, str]) -> List[str]:
    """Which of the things that a result depends on are no longer what they were."""
    before = result.get("digests", {})
    return sorted(name for name, digest in now.items() if before.get(name) != digest)


def _components(settings: Dict[str, Any]) -> List[str]:
    """The modules of our own components in a pipeline."""
    names = [entry["name"] for entry in settings.get("pipeline", ())]
    return [name.rpartition(".")[0] for name in names if name.startswith("components.")]


def _kind(cell: Cell) -> str:
    return DATASETS[cell.dataset].kind if cell.dataset in DATASETS else "intent"


def _language(cell: Cell) -> str:
    return DATASETS[cell.dataset].language if cell.dataset in DATASETS else "zh"


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]

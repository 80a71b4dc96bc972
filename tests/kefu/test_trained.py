"""A model is current exactly as long as nothing that training reads has changed."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Callable

import pytest

from kefu.trained import (
    ModelBroken,
    check_archive,
    current_model,
    latest_model,
    record_model,
    source_fingerprint,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "config.yml": "recipe: default.v1",
        "domain.yml": "version: '3.1'",
        "data/nlu/orders.yml": "nlu: []",
        "data/knowledge/returns.md": "seven days",
        "components/intent.py": "x = 1",
        "requirements/train.txt": "rasa==3.6.21",
        "actions/orders.py": "y = 1",
        "models/a.tar.gz": "model",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    record_model(tmp_path / "models/a.tar.gz", source_fingerprint(tmp_path), tmp_path)
    return tmp_path


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda project: (project / name).write_text(text)


@pytest.mark.parametrize(
    "change",
    [
        write("config.yml", "recipe: default.v2"),
        write("domain.yml", "version: '3.2'"),
        write("data/nlu/orders.yml", "nlu: [x]"),
        write("data/nlu/new.yml", "nlu: []"),
        write("components/intent.py", "x = 2"),
        write("requirements/train.txt", "rasa==3.6.22"),
        lambda project: (project / "data/nlu/orders.yml").rename(project / "data/nlu/renamed.yml"),
        lambda project: (project / "data/nlu/orders.yml").unlink(),
        lambda project: (project / "models/a.tar.gz").unlink(),
        lambda project: (project / ".kefu/trained.json").write_text("{broken"),
        lambda project: (project / ".kefu/trained.json").write_text("[]"),
    ],
)
def test_a_change_that_training_sees_makes_the_model_stale(
    project: Path, change: Callable[[Path], object]
) -> None:
    assert current_model(project) == project / "models/a.tar.gz"
    change(project)
    assert current_model(project) is None


@pytest.mark.parametrize(
    "change",
    [
        write("actions/orders.py", "y = 2"),
        write("data/knowledge/returns.md", "fourteen days"),
        write("data/nlu/.orders.yml.swp", "an editor's file"),
        lambda project: (project / "components/__pycache__").mkdir(),
        write("config.yml", "recipe: default.v1"),
    ],
)
def test_other_changes_do_not(project: Path, change: Callable[[Path], object]) -> None:
    change(project)
    assert current_model(project) == project / "models/a.tar.gz"


def test_a_project_without_models(tmp_path: Path) -> None:
    assert current_model(tmp_path) is None
    assert latest_model(tmp_path) is None


def archive(path: Path, names: list[str]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 100_000
            tar.addfile(info, io.BytesIO(bytes(range(250)) * 400))
    return path


def test_a_whole_archive_passes(tmp_path: Path) -> None:
    check_archive(archive(tmp_path / "m.tar.gz", ["components/x", "metadata.json"]))


@pytest.mark.parametrize("keep", [0, 10, 200, -9])
def test_a_cut_archive_is_broken(tmp_path: Path, keep: int) -> None:
    whole = archive(tmp_path / "m.tar.gz", ["components/x", "metadata.json"])
    whole.write_bytes(whole.read_bytes()[:keep])
    with pytest.raises(ModelBroken, match=r"damaged .*Delete it and run `kefu train`"):
        check_archive(whole)


def test_an_absent_or_foreign_archive(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="no model at"):
        check_archive(tmp_path / "none.tar.gz")
    with pytest.raises(ModelBroken, match="not one that `rasa train` made"):
        check_archive(archive(tmp_path / "m.tar.gz", ["holiday.jpg"]))

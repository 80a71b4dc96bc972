"""A Rasa project as the checks see it: every file read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, List

from insight.lint.documents import Document, items, read_document, scalar
from insight.lint.domain import Domain
from insight.lint.finding import Finding, Place, error
from insight.lint.flows import Flow, read_flows
from insight.lint.nlu import NluBlock, Sentence, read_blocks
from insight.lint.options import Options
from insight.lint.python_names import PythonNames, read_python_names

_SUFFIXES = (".yml", ".yaml")


@dataclass
class Project:
    """The files of a project; ``findings`` are the mistakes that came up while reading.

    Attributes:
        root: The folder with ``config.yml`` and ``domain.yml``.
        config: ``config.yml``.
        documents: The YAML files under ``data/``, by name.
        domain: What the domain names.
        blocks: What stands under ``nlu:``.
        sentences: The examples of the intents among them.
        flows: Rules and stories.
        python: The names that the project's Python uses.
    """

    root: Path
    options: Options
    config: Document
    documents: Dict[str, Document] = field(default_factory=dict)
    domain: Domain = field(default_factory=Domain)
    blocks: List[NluBlock] = field(default_factory=list)
    flows: List[Flow] = field(default_factory=list)
    findings: List[Finding] = field(default_factory=list)
    python: PythonNames = field(default_factory=PythonNames)
    sentences: List[Sentence] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """A path as findings show it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def setting(self, component: str, key: str, default: str) -> str:
        """What config.yml sets for a key of a component, or the component's default; empty for null."""
        for part in items(self.config.get(self.config.root, "pipeline")):
            if self.config.string(part, "name").rpartition(".")[2] == component:
                node = self.config.get(part, key)
                return default if node is None else scalar(node)
        return default

    def files(self, folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
        """The files of a folder and below, or the one file, in their order."""
        if folder.is_file():
            yield folder
        elif folder.is_dir():
            yield from sorted(f for f in folder.rglob("*") if f.suffix in suffixes and f.is_file())


def read_project(root: Path, options: Options) -> Project:
    """Reads all that the checks look at; what cannot be read is among the findings."""
    project = Project(root, options, Document("config.yml", None))
    project.config = _read(project, root / "config.yml")
    places = [root / "domain.yml", root / "domain"]
    domain = [file for place in places for file in project.files(place, _SUFFIXES)]
    if not domain:
        place = Place("domain.yml", 1)
        project.findings.append(error("unreadable", place, "there is no domain.yml. Run this in a Rasa project."))
    for path in domain:
        project.domain.add(_read(project, path))
    for path in project.files(root / "data", _SUFFIXES):
        document = _read(project, path)
        project.documents[document.file] = document
        blocks, wrong_blocks = read_blocks(document)
        flows, wrong_flows = read_flows(document)
        project.blocks += blocks
        project.flows += flows
        project.findings += wrong_blocks + wrong_flows
        project.domain.add_responses(document)
    project.sentences = [sentence for block in project.blocks for sentence in block.sentences()]
    project.python = read_python_names(root)
    return project


def _read(project: Project, path: Path) -> Document:
    document, findings = read_document(path, project.name(path))
    project.findings += findings
    return document

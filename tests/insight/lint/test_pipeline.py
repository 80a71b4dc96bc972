"""config.yml: components that exist, keys that they know."""

from __future__ import annotations

import importlib
import re

import pytest
import yaml

from insight.lint.component_keys import Unreadable, default_keys, rasa_components
from kefu.environment import PROJECT_DIR
from tests.insight.lint.small_project import SmallProject

REGISTERED = re.compile(r"@DefaultV1Recipe\.register\(.*?^class (\w+)", re.DOTALL | re.MULTILINE)
OURS = [
    f"components.{path.stem}.{name}"
    for path in sorted((PROJECT_DIR / "components").glob("*.py"))
    for name in REGISTERED.findall(path.read_text(encoding="utf-8"))
]
COMPONENT = '''\
from home import defaults, NAME
from other import Thing
KEY = "from_a_name"
class Reader:
    @staticmethod
    def get_default_config():
        """Keys."""
        return {"plain": 1, KEY: 2, **defaults(depth=3)}
class Heir(Reader[int], Thing):
    """Has its base's keys."""
class Asker:
    @staticmethod
    def get_default_config():
        return {**Heir.get_default_config(), "more": None}
class Computed:
    @staticmethod
    def get_default_config():
        return dict(Thing())
'''
HOME = '''\
from dataclasses import asdict, dataclass
@dataclass
class Values:
    one: int = 1
    two: int = 2
def defaults(**changes):
    """Defaults."""
    return {key: str(value) for key, value in asdict(Values(**changes)).items()}
'''


@pytest.mark.parametrize("path", OURS)
def test_keys_read_from_the_source_are_those_of_the_class(path: str) -> None:
    module, _, name = path.rpartition(".")
    component = getattr(importlib.import_module(module), name)
    assert default_keys(PROJECT_DIR, module, name) == list(component.get_default_config())


def test_every_component_of_config_is_among_them() -> None:
    config = yaml.safe_load((PROJECT_DIR / "config.yml").read_text(encoding="utf-8"))
    named = {item["name"] for part in ("pipeline", "policies") for item in config[part]}
    assert {name for name in named if "." in name} <= set(OURS)


def test_rasas_own_components_are_known() -> None:
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    recipe = DefaultV1Recipe()
    recipe._from_registry("RulePolicy")  # registers all of Rasa's
    found = recipe._registered_components.items()
    registered = {name for name, entry in found if entry.clazz.__module__.startswith("rasa.")}
    # Rasa puts the handler of payloads before every pipeline by itself, and registers it when it first does.
    assert registered - {"RegexMessageHandler"} == rasa_components() - {"RegexMessageHandler"}


@pytest.fixture
def with_component(project: SmallProject) -> SmallProject:
    project.write("parts/reader.py", COMPONENT.replace("from home", "from parts.home"))
    project.write("parts/home.py", HOME)
    project.change("config.yml", "pipeline:\n", "pipeline:\n- name: parts.reader.Reader\n  two: 3\n")
    return project


def test_all_ways_to_write_defaults_are_read(with_component: SmallProject) -> None:
    assert default_keys(with_component.root, "parts.reader", "Reader") == ["plain", "from_a_name", "one", "two"]
    assert default_keys(with_component.root, "parts.reader", "Heir") == ["plain", "from_a_name", "one", "two"]
    assert default_keys(with_component.root, "parts.reader", "Asker")[-1] == "more"
    assert default_keys(with_component.root, "parts.reader", "Computed") is None
    assert with_component.found() == []


def test_a_misspelt_key(with_component: SmallProject) -> None:
    with_component.change("config.yml", "  two: 3", "  tow: 3")
    (finding,) = with_component.lint()
    assert (finding.code, finding.file, finding.line) == ("component-key", "config.yml", 4)
    assert finding.message == (
        "Reader has no key tow. Did you mean two? Known are: plain, from_a_name, one, two."
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("parts.raeder.Reader", "there is no module parts/raeder.py"),
        ("parts.reader.Raeder", "parts/reader.py has no class Raeder, only Asker, Computed, Heir, Reader"),
        ("nowhere.Reader", "there is no module nowhere.py"),
        ("RegexFeaturiser", "Rasa has no component RegexFeaturiser. Did you mean RegexFeaturizer?"),
    ],
)
def test_a_component_that_does_not_exist(with_component: SmallProject, path: str, said: str) -> None:
    with_component.change("config.yml", "parts.reader.Reader", path)
    findings = [one for one in with_component.lint() if one.code == "component-unknown"]
    assert [one.line for one in findings] == [3]
    assert said in findings[0].message


def test_a_component_of_another_package_is_left_alone(with_component: SmallProject) -> None:
    with_component.change("config.yml", "parts.reader.Reader", "yaml.loader.Loader")
    assert with_component.found() == []


def test_a_component_that_is_no_python(with_component: SmallProject) -> None:
    with_component.write("parts/reader.py", "class Reader(:\n")
    with pytest.raises(Unreadable, match=r"reader\.py is no Python"):
        default_keys(with_component.root, "parts.reader", "Reader")

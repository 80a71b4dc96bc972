"""`kefu lint`: what it prints, its exit codes, and that it is quick."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kefu import cli, cli_lint, validation
from kefu.environment import PROJECT_DIR
from tests.insight.lint.small_project import SmallProject

FEW = ("--chinese", "1", "--english", "1", "--fewest", "1")
HEAVY = ("rasa", "tensorflow", "torch", "transformers", "spacy", "numpy", "sklearn", "onnxruntime")
NLU = "data/nlu/all.yml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallProject:
    monkeypatch.setattr(cli_lint.console, "_width", 150)
    return SmallProject(tmp_path)


def lint(project: SmallProject, *options: str) -> Result:
    return CliRunner().invoke(cli.app, ["lint", str(project.root), *FEW, *options])


def test_nothing_to_correct(project: SmallProject) -> None:
    result = lint(project, "--strict")
    assert (result.exit_code, result.output) == (0, "Nothing to correct.\n")


def test_errors_fail_and_are_grouped_by_file(project: SmallProject) -> None:
    line = project.add("[x](categori)")
    project.change("config.yml", "RulePolicy", "RulesPolicy")
    result = lint(project)
    assert result.exit_code == 1
    assert result.output == (
        "config.yml:5: error component-unknown: Rasa has no component RulesPolicy. Did you mean RulePolicy? "
        "Ours are named by path: components.intent.X.\n\n"
        f"{NLU}:{line}: error entity-unknown: 'x' is marked as 'categori', which is no entity of the domain. "
        "Did you mean category?\n\n"
        "2 errors and 0 warnings in 2 files.\n"
    )


def test_warnings_fail_only_when_strict(project: SmallProject) -> None:
    project.add("退  了")
    assert lint(project).exit_code == 0
    assert lint(project, "--strict").exit_code == 1


def test_thresholds_are_options(project: SmallProject) -> None:
    assert "greet has 1 Chinese and 1 English examples" in lint(project, "--chinese", "2").output
    assert lint(project, "--fewest", "3").exit_code == 1


def test_json(project: SmallProject) -> None:
    line = project.add("退[耳机")
    found = json.loads(lint(project, "--format", "json").output)
    assert (found["errors"], found["warnings"]) == (1, 0)
    (finding,) = found["findings"]
    assert {key: finding[key] for key in ("severity", "code", "file", "line")} == {
        "severity": "error", "code": "bracket-unbalanced", "file": NLU, "line": line,
    }  # fmt: skip


def test_annotations_for_github(project: SmallProject) -> None:
    line = project.add("100% [a\tb](category)")
    project.change("domain.yml", "- category", "- category\n- 50%")
    output = lint(project, "--format", "github").output
    assert f"::error file={NLU},line={line},title=control-character::" in output
    project.change(NLU, "[a\tb]", "[100%,x](categori) [a]")
    assert "'100%25,x' is marked as" in lint(project, "--format", "github").output


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.app, ["lint", str(tmp_path / "no")])
    assert result.exit_code == 1
    assert "Expected a folder with domain.yml and data" in result.output


def test_our_own_data_are_looked_through_without_heavy_packages() -> None:
    code = (
        "import sys, time; from pathlib import Path; start = time.process_time();"
        "from insight.lint.run import lint; lint(Path.cwd());"
        f"print(time.process_time() - start < 5, [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "True []", done.stderr


def test_our_own_files_can_be_read() -> None:
    """Whatever else designers have to correct, these make every other finding worthless."""
    found = json.loads(CliRunner().invoke(cli.app, ["lint", "--format", "json"]).output)["findings"]
    broken = {"broken-yaml", "control-character", "not-utf8", "unreadable", "bracket-unbalanced", "mark-malformed"}
    assert [finding for finding in found if finding["code"] in broken] == []


@pytest.mark.parametrize(("rasas", "code"), [(True, 0), (False, 1)])
def test_validate_says_both(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch, rasas: bool, code: int
) -> None:
    monkeypatch.setattr(cli, "PROJECT_DIR", project.root)
    told = validation.Findings(rasas, () if rasas else ("Contradicting rules",), ("a warning of Rasa",))
    monkeypatch.setattr(validation, "validate", lambda log: told)
    result = CliRunner().invoke(cli.app, ["validate"])
    assert result.exit_code == 1  # the small project has too few examples
    assert "intent-too-small" in result.output
    assert "warning: a warning of Rasa" in result.output
    assert f"Validation failed; errors: {2 + code}, warnings: 1" in result.output

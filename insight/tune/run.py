"""One run of `kefu tune`: the space, the study, the trials, the comparison and the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Tuple

from rich.console import Console

from insight.tune.markdown import markdown
from insight.tune.page import page
from insight.tune.project import Project
from insight.tune.report import Report, make_report
from insight.tune.search import Limits, Search
from insight.tune.space import Space, default_space
from insight.tune.space_file import importable, read_space
from insight.tune.study import open_study, study_content
from insight.tune.view import SearchView

_MARKDOWN, _PAGE = "report.md", "report.html"


@dataclass(frozen=True)
class Plan:
    """What a run was asked for.

    Attributes:
        limits: When it ends.
        study: The study's name; None: one for its contents.
        space: A YAML file with the search space; None: the default one.
        folds: Splits that each trial is measured on.
        seed: Of the splits, the search and the trainings.
        repeats: Trainings of each in the comparison; 0: no comparison.
    """

    limits: Limits = field(default_factory=Limits)
    study: Optional[str] = None
    space: Optional[Path] = None
    folds: int = 1
    seed: int = 42
    repeats: int = 3


def run(project: Project, plan: Plan, folder: Path, console: Console) -> Tuple[Report, bool]:
    """Begins a search or takes it up again.

    Args:
        project: The task.
        plan: What was asked for.
        folder: Where studies are kept.
        console: Where progress is shown.

    Returns:
        The report, and whether Ctrl-C ended the run.

    Raises:
        TuneError: for a space, a study or settings that cannot be used.
    """
    space = space_for(project, plan)
    content = study_content(project, space, plan.folds, plan.seed)
    present = space.within(project.resolved(plan.folds, plan.seed))
    with open_study(folder, content, present, plan.study) as study:
        interrupted = False
        view = SearchView(console, plan.limits.minutes)
        search = Search(project, space, study, view, folds=plan.folds, seed=plan.seed)
        try:
            with view:
                search.run(plan.limits)
                comparison = search.compare(plan.repeats)
        except KeyboardInterrupt:
            interrupted = True
            comparison = search.compare(plan.repeats, train=False)
        return make_report(project, space, study, comparison, folds=plan.folds, seed=plan.seed), interrupted


def space_for(project: Project, plan: Plan) -> Space:
    """The designer's space, or the default one."""
    whole_texts = hasattr(project.rows, "tasks")
    if plan.space is not None:
        return read_space(plan.space, layers=project.layers, whole_texts=whole_texts)
    return default_space(
        project.resolved(plan.folds, plan.seed),
        project.layers,
        whole_texts=whole_texts,
        methods=["top", *(["lora"] if importable("peft") else [])],
        pinyin=importable("pypinyin"),
    )


def write_report(folder: Path, report: Report, snippet: str) -> Tuple[Path, Path]:
    """Writes Markdown and HTML as UTF-8 into a folder, made when absent, and gives both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / _MARKDOWN, folder / _PAGE
    for path, text in zip(paths, (markdown(report, snippet), page(report, snippet))):
        path.write_text(text, encoding="utf-8")
    return paths

"""A small report with one of everything, and hostile texts, for the page, the JSON file and the summary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Tuple

import numpy as np

from components.bert.tags import Span
from insight.report.advice import advice
from insight.report.counts import EntityCount, Thin
from insight.report.held_out import HeldOut
from insight.report.result import About, Report
from insight.report.scope import out_of_scope
from insight.report.scores import Calibration, calibration, entity_scores
from insight.report.sentences import Sentences
from insight.report.suspects import Suspect
from insight.report.tasks import Group, TaskReport, TaskTotals, task_report, task_totals
from insight.report.twins import Twin

HOSTILE = "<script>alert('退货')</script>"


def judged(name: str) -> Tuple[str, Sentences, List[str], np.ndarray, Dict[str, Calibration]]:
    """Seven sentences of four labels, three of them mistaken: what a report of a task is made of."""
    texts = (HOSTILE, "退了吧", "send it back", "退钱", "money back", "你好", "weather?")
    gold = ("return", "return", "return", "refund", "refund", "greet", "out_of_scope")
    said = ["return", "refund", "refund", "refund", "return", "greet", "out_of_scope"]
    sentences = Sentences(texts, {name: gold}, tuple(f"data/nlu/x.yml:{row}" for row in range(1, 8)))
    sure = np.array([0.9, 0.8, 0.35, 0.95, 0.55, 0.99, 0.6])
    right = [one == other for one, other in zip(gold, said)]
    stages = {"before": calibration((sure * 0.5).tolist(), right), "after": calibration(sure.tolist(), right)}
    return name, sentences, said, sure, stages


def task(name: str) -> TaskReport:
    """These sentences, label by label."""
    return task_report(*judged(name))


def totals(name: str) -> TaskTotals:
    """The same as a whole."""
    return task_totals(*judged(name))


def report(**changes: Any) -> Report:
    """The report, some fields replaced; its advice follows from the rest."""
    spans = [[Span("city", 0, 2), Span("date", 3, 5)]], [[Span("city", 0, 2), Span("city", 3, 6)]]
    scope = out_of_scope("out_of_scope", ["out_of_scope", "greet"], ["greet", "greet"])
    held = HeldOut(
        "kefu-1.tar.gz", False, (Group("nlu.yml", 7, 0.571, 0.612),), 0.0625, totals("intent"),
        totals("label"), totals("emotion"), entity_scores(*spans).total,
    )  # fmt: skip
    found = Report(
        About("small <shop>", "quick", 4, 42, "some/encoder", 0.45, "out_of_scope"),
        (),
        task("intent"),
        (Suspect(HOSTILE, "data/nlu/x.yml:1", "return", "refund", 0.0312, 0.9123, 1, 6, 8),),
        (Twin(("ok & <b>", "OK"), ("affirm", "greet"), ("a.yml:3", "b.yml:14"), 1.0, True),),
        (Thin("greet", "en", 7, 15),),
        scope,
        (EntityCount("city", 31, 17, {"zh": 23, "en": 8}),),
        entity_scores(*spans),
        task("label"),
        task("emotion"),
        (Suspect("可以啊", "data/sentiment/zh.csv:9", "positive", "neutral", 0.1, 0.7, 2, 5, 8),),
        held,
        "",
    )
    found = replace(found, **changes)
    return replace(found, advice=tuple(advice(found)))

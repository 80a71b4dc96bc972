"""The diagrams of the flows hold every intent, and the pages in the docs are up to date."""

from __future__ import annotations

import re

import pytest
import yaml

from kefu import flows
from kefu.environment import PROJECT_DIR
from kefu.names import REQUESTS, answering

INTENTS = yaml.safe_load((PROJECT_DIR / "domain.yml").read_text(encoding="utf-8"))["intents"]


@pytest.mark.parametrize("language", sorted(flows.PAGES))
def test_every_intent_is_drawn_once(language):
    drawn = re.findall(r"^  (\w+)\(\[", flows.page(language), flags=re.MULTILINE)
    assert sorted(drawn) == sorted([*INTENTS, "nlu_fallback"])


def test_every_request_ends_in_its_action():
    page = flows.page("en")
    for request in REQUESTS - {"complain"}:  # which an action of its own begins
        assert f'["{answering(request)}"]' in page


def test_a_change_is_shown_before_it_is_made():
    assert re.search(r'cancel_order_yes -- no --> \w+\["everything stays', flows.page("en"))


def test_the_pages_are_up_to_date():
    assert not flows.outdated(), "run `kefu flows`"


def test_an_old_page_is_found(monkeypatch, tmp_path):
    monkeypatch.setattr(flows, "PAGES", {"en": tmp_path / "flows.md"})
    assert flows.outdated() == [tmp_path / "flows.md"]
    (tmp_path / "flows.md").write_text(flows.page("en"), encoding="utf-8")
    assert not flows.outdated()

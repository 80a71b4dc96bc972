"""The output of `rasa data validate`, condensed: what a designer must correct, each thing once."""

from __future__ import annotations

from kefu.validation import condense

OUTPUT = """\
The configuration for policies was chosen automatically.
/env/lib/python3.10/site-packages/rasa/shared/utils/io.py:99: UserWarning: Item 'x' is used as both a training example.
  More info at https://docs.example/
/env/lib/python3.10/site-packages/tensorflow/foo.py:12: UserWarning: an oddity of a library
  warnings.warn("an oddity")

2026-11-11 08:00:00 INFO     rasa.validator  - Validating intents...
\x1b[33m2026-11-11 08:00:00 WARNING  rasa.validator  - The intent 'greet' is not used in any story or rule.\x1b[0m
2026-11-11 08:00:01 WARNING  rasa.validator  - The intent 'greet' is not used in any story or rule.
/env/rasa/shared/utils/io.py:100: UserWarning: The utterance 'say_order_list' is not used in any story or rule.
  of course not
2026-11-11 08:00:01 ERROR    rasa.core.training.story_conflict  - Contradicting rules or stories found 🚨

- the prediction of the action 'utter_a' in rule 'one' is contradicting
"""
RAISED = "\x1b[91mInvalidDomain: Domain domain.yml lacks 'slots'.\nSecond line.\x1b[0m\n"


def test_each_finding_once_and_without_the_noise() -> None:
    found = condense(OUTPUT, 1)
    assert not found.passed
    assert found.errors == ("Contradicting rules or stories found 🚨",)
    assert found.warnings == (
        "Item 'x' is used as both a training example.",
        "The intent 'greet' is not used in any story or rule.",
    )


def test_an_exception_of_rasa_is_an_error() -> None:
    assert condense(RAISED, 1).errors == ("InvalidDomain: Domain domain.yml lacks 'slots'.\n    Second line.",)


def test_nothing_found() -> None:
    found = condense("2026-11-11 08:00:00 INFO     rasa.validator  - fine\n", 0)
    assert (found.passed, found.errors, found.warnings) == (True, (), ())


def test_what_rasa_quotes_is_cut() -> None:
    (error,) = condense("YamlValidationException: wrong\n  Value '" + "x" * 5000 + "'\n", 1).errors
    assert len(error) < 400
    assert error.endswith("x…")

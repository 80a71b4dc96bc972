"""A failed action is answered, a successful one and a story's are left alone."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from components.silence import SilencePolicy

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask]
slots:
  customer_id: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  order_form: {required_slots: [customer_id]}
actions: [action_answer]
responses:
  utter_service_unavailable: [{text: sorry}]
  utter_greet: [{text: hello}]
"""
)
LISTEN = ActionExecuted("action_listen")
ASKED = [LISTEN, UserUttered("?", {"name": "ask"}, input_channel="rest")]
ASKED_IN_A_STORY = [LISTEN, UserUttered("?", {"name": "ask"})]


@pytest.fixture
def policy(tmp_path: Path) -> SilencePolicy:
    return make(tmp_path)


def make(folder: Path, **config: object) -> SilencePolicy:
    context = ExecutionContext(GraphSchema({}), model_id="m")
    return SilencePolicy.create(
        {**SilencePolicy.get_default_config(), **config},
        LocalModelStorage.create(folder),
        Resource("silence"),
        context,
    )


def predicted(policy: SilencePolicy, *events: object, before: list = ASKED) -> object:
    tracker = DialogueStateTracker.from_events("someone", [*before, *events], slots=DOMAIN.slots)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert prediction.is_no_user_prediction is (prediction.max_confidence == 1.0)
    if prediction.max_confidence == 0.0:
        return None
    return DOMAIN.action_names_or_texts[prediction.max_confidence_index]


def by_rule(action: str) -> ActionExecuted:
    return ActionExecuted(action, policy="RulePolicy", confidence=1.0)


@pytest.mark.parametrize("action", ["action_answer", "order_form"])
def test_an_action_without_any_event_failed(policy, action):
    assert predicted(policy, by_rule(action)) == "utter_service_unavailable"


def test_it_then_listens(policy):
    events = [by_rule("action_answer"), by_rule("utter_service_unavailable"), BotUttered("sorry")]
    assert predicted(policy, *events) == "action_listen"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [by_rule("action_answer"), SlotSet("customer_id", None)],
        [by_rule("action_answer"), BotUttered("hello")],
        [by_rule("order_form"), ActiveLoop("order_form")],
        [ActionExecutionRejected("order_form")],
        [by_rule("utter_greet")],  # a response that is missing is another matter, and logged as such
        [by_rule("action_listen")],
    ],
)
def test_everything_else_is_left_to_the_other_policies(policy, events):
    assert predicted(policy, *events) is None


def test_a_story_leaves_out_what_its_actions_return(policy):
    assert predicted(policy, by_rule("action_answer"), before=ASKED_IN_A_STORY) is None


def test_it_comes_before_the_rules(policy):
    from rasa.core.constants import RULE_POLICY_PRIORITY

    assert policy.priority > RULE_POLICY_PRIORITY


def test_a_domain_without_the_response_is_refused(tmp_path):
    policy = make(tmp_path, response="utter_sorry")
    with pytest.raises(InvalidConfigException, match=r"utter_sorry.*data/responses"):
        policy.train([], DOMAIN)


def test_it_is_the_same_after_loading(policy, tmp_path):
    policy.train([], DOMAIN)
    context = ExecutionContext(GraphSchema({}), model_id="m")
    storage = LocalModelStorage.create(tmp_path)
    loaded = SilencePolicy.load(SilencePolicy.get_default_config(), storage, Resource("silence"), context)
    assert predicted(loaded, by_rule("action_answer")) == "utter_service_unavailable"

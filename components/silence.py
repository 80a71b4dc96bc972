"""Speaks when the action server does not: a policy that never leaves a customer in silence."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.constants import POLICY_PRIORITY, RULE_POLICY_PRIORITY
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SilencePolicy(Policy):
    """Utters a response when a custom action failed, and then listens.

    Rasa logs a failed action and goes on as if it had run (rasa/core/processor.py `_run_action`), so the tracker
    shows it as an action without any event after it. Every action of a project that uses this policy must
    therefore say something or return an event when it succeeds.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Above RulePolicy, which would run the next action of the rule.
            POLICY_PRIORITY: RULE_POLICY_PRIORITY + 1,
            # The response that is uttered; it must be in the domain.
            "response": "utter_service_unavailable",
        }

    @staticmethod
    def supported_data() -> SupportedData:
        """Neither stories nor rules are learned from; this one is given the fewest."""
        return SupportedData.RULE_DATA

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        """Constructs the policy."""
        config = {**self.get_default_config(), **config}
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._response: Text = config["response"]

    def train(
        self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learns nothing, but checks that the domain has the response."""
        if self._response not in domain.action_names_or_texts:
            raise InvalidConfigException(
                f"SilencePolicy utters {self._response!r}, which is not in the domain. "
                "Add it to data/responses, or name another one by the key `response` in config.yml."
            )
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predicts the response after a failed action, to listen after the response, and else nothing."""
        if _last_action_failed(tracker, domain):
            return self._sure(self._response, domain)
        if tracker.latest_action_name == self._response:
            return self._sure(ACTION_LISTEN_NAME, domain)
        return self._prediction(self._default_predictions(domain))

    def _sure(self, action: Text, domain: Domain) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        # A form's next step is such a prediction too, and would overrule any that is not
        # (rasa/core/policies/ensemble.py `_pick_best_policy`).
        return self._prediction(probabilities, is_no_user_prediction=True)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SilencePolicy:
        """Loads the policy, which has stored nothing."""
        return cls(config, model_storage, resource, execution_context)


def _last_action_failed(tracker: DialogueStateTracker, domain: Domain) -> bool:
    # Stories and test stories come through no channel, and leave out what their actions would return.
    if not tracker.events or tracker.get_latest_input_channel() is None:
        return False
    event = tracker.events[-1]
    if not isinstance(event, ActionExecuted):
        return False
    name = event.action_name or ""
    custom = name in domain.user_actions and not name.startswith(UTTER_PREFIX)
    return custom or name in domain.form_names

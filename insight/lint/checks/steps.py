"""Names that rules, stories, slots and forms use and the domain does not have."""

from __future__ import annotations

from typing import Callable, Dict, Iterator, Set

from insight.lint.checks.intents import DEFAULT_INTENTS
from insight.lint.domain import is_value
from insight.lint.finding import Finding, Place, did_you_mean, error, warning
from insight.lint.flows import Flow, Use
from insight.lint.project import Project

# Rasa's own (rasa/shared/core/constants.py, DEFAULT_ACTION_NAMES and DEFAULT_SLOT_NAMES).
DEFAULT_ACTIONS = frozenset(
    {
        "action_listen", "action_restart", "action_session_start", "action_default_fallback",
        "action_deactivate_loop", "action_revert_fallback_events", "action_default_ask_affirmation",
        "action_default_ask_rephrase", "action_two_stage_fallback", "action_unlikely_intent", "action_back",
        "...", "action_extract_slots",
    }
)  # fmt: skip
DEFAULT_SLOTS = frozenset(
    {
        "requested_slot", "session_started_metadata", "knowledge_base_listed_objects",
        "knowledge_base_last_object", "knowledge_base_last_object_type",
    }
)  # fmt: skip


def uses(project: Project) -> Iterator[Finding]:
    """Rules and stories that name what is not there."""
    domain = project.domain
    known: Dict[str, Set[str]] = {
        "intent": {*domain.intents, *DEFAULT_INTENTS},
        "entity": {*domain.entities},
        "action": {*domain.actions, *domain.responses, *domain.forms, *DEFAULT_ACTIONS},
        "slot": {*domain.slots, *DEFAULT_SLOTS},
        "form": {*domain.forms},
    }
    for flow in project.flows:
        for use in flow.uses:
            name = use.name.split("/")[0] if use.kind == "intent" else use.name
            if name not in known[use.kind] and not _retrieved(project, use):
                yield _unknown(flow, use, known[use.kind])
            elif use.value and not is_value(domain, name, use.value):
                message = f"{flow.kind} '{flow.name}' waits for the slot {name} to be {use.value}, which it never is"
                yield error("slot-value-unknown", use.place, f"{message}{did_you_mean(use.value, domain.values[name])}")


def _retrieved(project: Project, use: Use) -> bool:
    """A response selector's action, `utter_faq` for the responses `utter_faq/...`."""
    return use.kind == "action" and any(name.startswith(f"{use.name}/") for name in project.domain.responses)


def _unknown(flow: Flow, use: Use, known: Set[str]) -> Finding:
    response = use.kind == "action" and use.name.startswith("utter_")
    kind = "response" if response else use.kind
    part = {"action": "actions", "entity": "entities"}.get(kind, f"{kind}s")
    message = f"{flow.kind} '{flow.name}' names the {kind} {use.name}, which the domain does not have"
    todo = f"Correct the name, or add it under `{part}:`."
    return error(f"{kind}-unknown", use.place, f"{message}{did_you_mean(use.name, known)} {todo}")


def flow_names(project: Project) -> Iterator[Finding]:
    """Two rules or two stories of one name, which messages of Rasa cannot tell apart."""
    first: Dict[tuple[str, str], Place] = {}
    for flow in project.flows:
        before = first.setdefault((flow.kind, flow.name), flow.place)
        if before != flow.place and flow.name:
            message = f"the {flow.kind} '{flow.name}' has the name of the one at {before}. Give it its own."
            yield warning("flow-name-twice", flow.place, message)


def domain_parts(project: Project) -> Iterator[Finding]:
    """Intents, entities, forms and slots that another part of the domain names, and that are not there."""
    domain = project.domain
    names = {"entity": {*domain.entities}, "intent": {*domain.intents, *DEFAULT_INTENTS}, "form": {*domain.forms}}
    for one in domain.mentions:
        if one.name not in names[one.kind]:
            message = f"{one.by} the {one.kind} {one.name}, which the domain does not have"
            yield error(f"{one.kind}-unknown", one.place, f"{message}{did_you_mean(one.name, names[one.kind])}")
    for form, asked in domain.asked.items():
        for entry in asked:
            if entry.name not in domain.slots:
                message = f"{form} asks for the slot {entry.name}, which the domain does not have"
                yield error("slot-unknown", entry.place, f"{message}{did_you_mean(entry.name, domain.slots)}")


def actions(project: Project) -> Iterator[Finding]:
    """Custom actions that no Python names, and names in Python that the domain lacks."""
    domain, python = project.domain, project.python
    if not python.actions:
        return  # the actions live in another project
    custom = {name: place for name, place in domain.actions.items() if name not in domain.responses}
    for name, place in custom.items():
        if not python.has_action(name) and name not in DEFAULT_ACTIONS:
            message = f"no Python names the action {name}{did_you_mean(name, python.actions)}"
            yield error("action-without-code", place, f"{message} Correct the name, or write the action.")


CHECKS: tuple[Callable[[Project], Iterator[Finding]], ...] = (uses, flow_names, domain_parts, actions)

"""Everything that explains how a model understands one text; `explain_terminal` and `explain_page` show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from insight.attribution import EMOTION, INTENT, MOOD, Attribution, Target, attribute
from insight.checked import check_intent, check_text
from insight.defaults import NEAREST, SAMPLES, SEED
from insight.neighbours import Neighbour, Neighbourhood
from insight.understanding import Understanding

NEUTRAL = "neutral"  # of the labels in components/bert/moods.py
_FEWEST_INTENTS, _MOST_INTENTS = 3, 6
_UNLIKELY = 0.005  # intents below this probability are named only to fill up to the fewest


@dataclass(frozen=True)
class PatternFinding:
    """A value that the table of patterns found.

    Attributes:
        entity: Its type.
        value: As the table writes it.
        start: Where it begins in the text.
        end: The place after its last character.
        sure: Whether its form leaves no doubt, so that it replaces other extractors' guesses.
        kept: Whether it is among the entities of the parse.
    """

    entity: str
    value: str
    start: int
    end: int
    sure: bool
    kept: bool


@dataclass(frozen=True)
class Explanation:
    """How one text is understood, and why.

    Attributes:
        parse: What the server says of it.
        ranking: Intents with their probabilities, falling; without the one that asks back.
        asked_back: Why the assistant asks back instead of taking the likeliest intent; None if it does not.
        novel: What the head alone says, where the text is so far from all training sentences that the parse
            trusts it less; None where it is not.
        intent: What drove the explained intent: the head's likeliest, or the one that was asked for.
        moods: Mood labels with their probabilities, falling; empty where the model reads none.
        mood: What drove the likeliest mood; None where the model reads none.
        emotion: What drove the emotion that the parse names; None where the model reads none.
        language: The language; None where it cannot be told.
        patterns: What the table of patterns found.
        neighbours: Training sentences that are most like it.
    """

    parse: Dict[str, Any]
    ranking: Tuple[Tuple[str, float], ...]
    asked_back: Optional[str]
    novel: Optional[str]
    intent: Attribution
    moods: Tuple[Tuple[str, float], ...]
    mood: Optional[Attribution]
    emotion: Optional[Attribution]
    language: Optional[str]
    patterns: Tuple[PatternFinding, ...]
    neighbours: Tuple[Neighbour, ...]

    @property
    def text(self) -> str:
        """The text as Rasa reads it, stripped."""
        return str(self.parse["text"])

    @property
    def shown_intents(self) -> List[Tuple[str, float]]:
        """The intents worth naming: a few likely ones, and the explained one wherever it stands."""
        likely = [pair for pair in self.ranking[:_MOST_INTENTS] if pair[1] >= _UNLIKELY]
        shown = likely if len(likely) >= _FEWEST_INTENTS else list(self.ranking[:_FEWEST_INTENTS])
        chosen = self.intent.target.label
        return shown if chosen in dict(shown) else [*shown, (chosen, self.intent.probability)]

    @property
    def is_trained_on(self) -> bool:
        """Whether the text itself is among the nearest training sentences."""
        return any(near.example.text == self.text for near in self.neighbours)

    @property
    def unread(self) -> str:
        """The end of a long text that the encoder cuts off; usually empty."""
        return self.text[len(self.intent.text) :].strip()


def explain(
    understanding: Understanding,
    text: str,
    neighbourhood: Optional[Neighbourhood] = None,
    *,
    intent: Optional[str] = None,
    nearest: int = NEAREST,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Explanation:
    """Explains how a text is understood.

    Args:
        understanding: The model.
        text: What a customer typed.
        neighbourhood: Where similar sentences are looked for; None: nowhere.
        intent: The intent to explain; None: the likeliest.
        nearest: How many similar sentences to name.
        samples: See `attribute`.
        seed: See `attribute`.

    Raises:
        NothingToExplain: for a text or an intent that cannot be explained; see `check_text`, `check_intent`.
    """
    text = check_text(text)
    label = check_intent(understanding, intent) if intent is not None else None
    parse = understanding.parse([text])[0]
    likeliest = _pairs(understanding, text, INTENT)[0]
    targets = [Target(INTENT, label or likeliest[0])]
    if "sentiment" in parse and understanding.parts.moods:
        sentiment = parse["sentiment"]
        targets += [Target(MOOD, sentiment["label"]), Target(EMOTION, sentiment["emotion"])]
    words = [(int(start), int(end)) for start, end in parse.get("text_tokens") or ()]
    found = {
        one.target.task: one
        for one in attribute(understanding, text, targets, words=words, samples=samples, seed=seed)
    }
    return Explanation(
        parse=parse,
        ranking=_ranking(parse),
        asked_back=_why_asked_back(understanding, parse, _ranking(parse)),
        novel=_why_doubted(parse, likeliest),
        intent=found[INTENT],
        moods=_pairs(understanding, text, MOOD) if MOOD in found else (),
        mood=found.get(MOOD),
        emotion=found.get(EMOTION),
        language=_language(understanding, parse["text"]),
        patterns=_patterns(understanding, parse),
        neighbours=tuple(neighbourhood.nearest(text, nearest)) if neighbourhood else (),
    )


def _ranking(parse: Dict[str, Any]) -> Tuple[Tuple[str, float], ...]:
    from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

    return tuple(
        (row["name"], float(row["confidence"]))
        for row in parse["intent_ranking"]
        if row["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME
    )


def _why_asked_back(
    understanding: Understanding, parse: Dict[str, Any], ranking: Sequence[Tuple[str, float]]
) -> Optional[str]:
    """The reason in words, by the rules of Rasa's FallbackClassifier."""
    fallback = understanding.parts.fallback
    if fallback is None or parse["intent"]["name"] == ranking[0][0]:
        return None
    threshold = fallback.component_config["threshold"]
    if ranking[0][1] < threshold:
        return f"the likeliest intent has {ranking[0][1]:.1%}, fewer than the threshold of {threshold:.1%}"
    return (
        f"the two likeliest intents lie {100 * (ranking[0][1] - ranking[1][1]):.1f} points apart, "
        f"fewer than the {100 * fallback.component_config['ambiguity_threshold']:.1f} of ambiguity_threshold"
    )


def _why_doubted(parse: Dict[str, Any], likeliest: Tuple[str, float]) -> Optional[str]:
    """What `BertIntentClassifier` did to a novel message, in words; models before it say nothing of novelty."""
    novelty = parse.get("novelty") or {}
    if not novelty.get("novel"):
        return None
    return (
        f"far from all training sentences (distance {novelty['score']:.2f}, known ones lie within "
        f"{novelty['threshold']:.2f}), so it is trusted less; the head alone says {likeliest[0]} {likeliest[1]:.1%}"
    )


def _pairs(understanding: Understanding, text: str, task: str) -> Tuple[Tuple[str, float], ...]:
    """The labels of a task with the head's probabilities, falling."""
    rows = understanding.probabilities(text, [task])[task]
    return tuple(sorted(zip(understanding.labels[task], map(float, rows)), key=lambda pair: -pair[1]))


def _language(understanding: Understanding, text: str) -> Optional[str]:
    """Asked of the component itself: without a conversation's slots it adds no entity to the parse."""
    languages = understanding.parts.languages
    return languages.identify(text) if languages else None


def _patterns(understanding: Understanding, parse: Dict[str, Any]) -> Tuple[PatternFinding, ...]:
    extractor = understanding.parts.patterns
    if extractor is None:
        return ()
    taken = {
        (e["entity"], e["start"], e["end"])
        for e in parse["entities"]
        if e.get("extractor") == type(extractor).__name__
    }
    return tuple(
        PatternFinding(e["entity"], e["value"], e["start"], e["end"], e["sure"], place in taken)
        for e in extractor.extract(parse["text"])
        for place in [(e["entity"], e["start"], e["end"])]
    )


def values_found(explanation: Explanation) -> List[Dict[str, Any]]:
    """The entities that say something of a part of the text; those of the whole message are mood and language."""
    whole = ("BertSentimentAnalyzer", "LanguageIdentifier")
    return [entity for entity in explanation.parse["entities"] if entity.get("extractor") not in whole]

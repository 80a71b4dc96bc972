"""What is written: signs that do not belong, lengths, languages, and tact."""

from __future__ import annotations

import re
from typing import Dict, Iterator, List, Tuple

from insight.lint.checks.responses import LANGUAGE, MOOD, UPSET
from insight.lint.finding import Finding, Place, error, warning
from insight.lint.nlu import has_chinese
from insight.lint.project import Project

# Control characters but the end of a line, halves of surrogate pairs, invisible signs (but not U+200D, which holds
# the parts of an emoji together), the private use area, two blanks.
_STRANGE = re.compile(
    "(?P<control>[\x00-\x09\x0b-\x1f\x7f-\x9f])|(?P<half>[\ud800-\udfff])|"
    "(?P<invisible>[\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffc])|"
    "(?P<blanks>  |\u3000\u3000)"
)
_FACT = re.compile(r"{\w+}")
# As many English words in a row are a sentence, not a name or a button of the app.
_ENGLISH_SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){2,}")
# Who is upset wants help, not an offer.
_SELLING = re.compile(
    r"(?:[为给向]您推荐|推荐您|新品|选购|抢购|热卖|热销|爆款|秒杀|限时|立减|立享|超值|划算|特价|打折|优惠活动|更优惠|"
    r"好物|凑单|加购|欢迎下单|欢迎购买|再来一单|"
    r"\b(?:special offers?|great deals?|best deals?|on sale|limited[- ]time|don['’]t miss|check out our|new arrivals?|"
    r"best[- ]?sellers?|you (?:might|may) (?:also )?like|shop now|we recommend|upgrade to|exclusive|bargains?)\b)",
    re.IGNORECASE,
)
# A phrase that customers themselves say when they ask for this answer is its topic, no advertisement.
_TOPIC = 3


def sentences(project: Project) -> Iterator[Finding]:
    """Invisible signs, double blanks and great length in training sentences."""
    for sentence in project.sentences:
        yield from signs(sentence.raw, sentence.place)
        length = len(sentence.marked.text)
        if length > project.options.longest:
            message = f"the sentence has {length} characters; customers write up to {project.options.longest}. Cut it."
            yield warning("sentence-too-long", sentence.place, message)


def responses(project: Project) -> Iterator[Finding]:
    """Invisible signs and double blanks in what is said."""
    for said in project.domain.responses.values():
        for one in said:
            yield from signs(one.text, one.place)


def signs(text: str, place: Place) -> Iterator[Finding]:
    """Control characters, halves of surrogate pairs, invisible signs and double blanks in a text."""
    for kind, found in dict.fromkeys((match.lastgroup, match.group()) for match in _STRANGE.finditer(text)):
        name = f"U+{ord(found[0]):04X}"
        if kind == "control":
            yield error("control-character", place, f"the text holds the control character {name}. Delete it.")
        elif kind == "half":
            message = f"the text holds half of a surrogate pair ({name}), a broken emoji. Type it anew."
            yield error("surrogate", place, message)
        elif kind == "invisible":
            yield warning("invisible-character", place, f"the text holds {name}, which shows no sign. Delete it.")
        else:
            yield warning("double-blank", place, "the text holds two blanks in a row. Keep one.")


def languages(project: Project) -> Iterator[Finding]:
    """Variations that are not in the language of their condition."""
    for name, one, language in _variations(project):
        bare = _FACT.sub("", one[0])
        if language == "zh":
            english = _ENGLISH_SENTENCE.search(bare)
            if english:
                message = f"a Chinese variation of {name} says '{english.group()[:60]}' in English. Translate it."
                yield error("wrong-language", one[1], message)
            if not has_chinese(bare) and any(map(str.isalpha, bare)):
                message = f"this variation of {name} is for Chinese customers, but holds no Chinese. Translate it."
                yield error("wrong-language", one[1], message)
        elif language == "en" and has_chinese(bare):
            message = f"this variation of {name} is for English customers, but holds Chinese. Translate it."
            yield error("wrong-language", one[1], message)


def selling(project: Project) -> Iterator[Finding]:
    """Variations for upset customers that advertise."""
    said_by_customers = _said_by_customers(project)
    for name, said in project.domain.responses.items():
        for one in said:
            phrases = dict.fromkeys(_SELLING.findall(one.text) if one.conditions.get(MOOD) == UPSET else [])
            for phrase in phrases:
                if sum(phrase.lower() in text for text in said_by_customers.get(name, [])) < _TOPIC:
                    message = f"{name} says '{phrase}' to an upset customer. Soothe and help; sell nothing."
                    yield warning("selling-to-the-upset", one.place, message)


def _said_by_customers(project: Project) -> Dict[str, List[str]]:
    """The sentences of the intent that each response `utter_<intent>` answers."""
    found: Dict[str, List[str]] = {}
    for sentence in project.sentences:
        found.setdefault(f"utter_{sentence.intent}", []).append(sentence.folded)
    return found


def _variations(project: Project) -> Iterator[Tuple[str, Tuple[str, Place], str]]:
    """Each variation with the language that it should be in; none in a domain without languages."""
    values = project.domain.values.get(LANGUAGE)
    if not values:
        return
    first = project.domain.initial.get(LANGUAGE, values[0])
    for name, said in project.domain.responses.items():
        for one in said:
            yield name, (one.text, one.place), one.conditions.get(LANGUAGE, first)


CHECKS = (sentences, responses, languages, selling)

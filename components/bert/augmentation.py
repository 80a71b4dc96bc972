"""Altered copies of training texts: other words, slips of the hand, slips of the input method, words left out.

Altered texts keep their label, so alterations are small: one to two places in a message.
"""
from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict, List, Sequence, Tuple

from components.bert.errors import TrainingDataError
from components.bert.tuning import Tuning
from components.bert.units import units

_SYNONYMS = Path(__file__).with_name("synonyms.txt")
# Share of a text's units that drop-out leaves out, at most (Wei and Zou 2019, arXiv:1901.11196, take 0.1).
_DROPPED = 0.15

Alter = Callable[[str, random.Random], str]


def augment(texts: Sequence[str], tuning: Tuning) -> List[Tuple[int, str]]:
    """Altered copies of texts, in all the ways that the settings name.

    Returns:
        For each copy the place of its text in ``texts`` and the copy; never one that equals a text.
    """
    if not tuning.augmentation or tuning.augmented_share == 0:
        return []
    makers: Dict[str, Callable[[], Alter]] = {
        "synonym": lambda: replace_synonym,
        "noise": lambda: slip,
        "pinyin": lambda: Homophones(texts).replace,
        "dropout": lambda: drop_units,
    }
    ways = [makers[name]() for name in tuning.augmentation]
    chooser = random.Random(tuning.seed)
    known, copies = set(texts), []
    for _ in range(round(tuning.augmented_share * len(texts))):
        place = chooser.randrange(len(texts))
        copy = chooser.choice(ways)(texts[place], chooser)
        if copy.strip() and copy not in known:
            known.add(copy)
            copies.append((place, copy))
    return copies


def replace_synonym(text: str, chooser: random.Random) -> str:
    """Puts another word of its group (synonyms.txt) in the place of one word; the text itself if it has none."""
    groups = _synonym_groups()
    places = [(text.lower().find(word), word) for word in groups if word in text.lower()]
    if not places:
        return text
    start, word = chooser.choice(places)
    other = chooser.choice([one for one in groups[word] if one != word])
    return text[:start] + other + text[start + len(word) :]


def slip(text: str, chooser: random.Random) -> str:
    """One slip of the hand: two neighbours swapped, a character twice, or a character missing."""
    if len(text) < 3:
        return text
    at = chooser.randrange(len(text) - 1)
    kind = chooser.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    return text[:at] + text[at + 1 :]


def drop_units(text: str, chooser: random.Random) -> str:
    """Leaves out up to a sixth of the characters or words, at least one if there are three."""
    parts = units(text)
    if len(parts) < 3:
        return text
    count = max(1, int(chooser.uniform(0, _DROPPED) * len(parts)))
    gone = sorted(chooser.sample(range(len(parts)), count), reverse=True)
    for place in gone:
        text = text[: parts[place].start] + text[parts[place].end :]
    return text


class Homophones:
    """Wrong picks of a pinyin input method: a character of the same sound, from those that customers use."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Groups the Chinese characters of ``texts`` by their sound without tone.

        Raises:
            TrainingDataError: if pypinyin is not installed.
        """
        try:
            from pypinyin import lazy_pinyin
        except ImportError as error:
            raise TrainingDataError(
                f"augmentation by pinyin needs the package pypinyin, which cannot be imported ({error}). "
                "Install it with `pip install pypinyin`, or take pinyin out of the list."
            ) from error
        characters = sorted({character for text in texts for character in text if "\u4e00" <= character <= "\u9fff"})
        by_sound: Dict[str, List[str]] = {}
        for character in characters:
            by_sound.setdefault(lazy_pinyin(character)[0], []).append(character)
        self._alike = {c: [o for o in group if o != c] for group in by_sound.values() for c in group if len(group) > 1}

    def replace(self, text: str, chooser: random.Random) -> str:
        """Puts a homophone in the place of one or two characters; the text itself if it has none."""
        places = [at for at, character in enumerate(text) if character in self._alike]
        for at in chooser.sample(places, min(len(places), chooser.choice((1, 1, 2)))):
            text = text[:at] + chooser.choice(self._alike[text[at]]) + text[at + 1 :]
        return text


@lru_cache(maxsize=1)
def _synonym_groups() -> Dict[str, List[str]]:
    """For each word the words of its group."""
    groups: Dict[str, List[str]] = {}
    for line in _SYNONYMS.read_text(encoding="utf-8").splitlines():
        words = [word.strip() for word in line.split("|")] if not line.startswith("#") else []
        for word in words:
            groups.setdefault(word, []).extend(words)
    return groups

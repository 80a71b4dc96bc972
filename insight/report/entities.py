"""Cross-validation of entities: each sentence is read by a tagger that has not learnt from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import Dict, List, Sequence, Tuple

import numpy as np

from components.bert.encoder import EncoderSpec
from components.bert.progress import Progress
from components.bert.splits import in_order_of_length
from components.bert.tags import Span
from components.bert.tuning import TRAINER_VERSION
from components.bert.weights import Arrays
from insight.report.folds import FOLDS_VERSION, fold_numbers
from insight.report.kept import kept_arrays
from insight.report.sentences import sentence_key
from insight.report.settings import HeadSettings
from insight.sources import Example

_STAGE = "entities"


@dataclass(frozen=True)
class Marked:
    """Texts with the entities that the tagger learns, each text once.

    Attributes:
        texts: The texts, sorted.
        spans: The marks of each, with role and group in their type (`components.entities.tag_of`).
    """

    texts: Tuple[str, ...]
    spans: Tuple[Tuple[Span, ...], ...]


def marked_sentences(examples: Sequence[Example], ignored: Sequence[str]) -> Marked:
    """The rows that BertEntityExtractor trains on."""
    from components.entities import tag_of

    rows: Dict[str, Tuple[Span, ...]] = {}
    for example in examples:
        learnt = [entity for entity in example.entities if entity["entity"] not in ignored]
        if example.text:
            rows[example.text] = tuple(Span(*one) for one in sorted((tag_of(e), e["start"], e["end"]) for e in learnt))
    ordered = sorted(rows.items())
    return Marked(tuple(text for text, _ in ordered), tuple(spans for _, spans in ordered))


def plain_types(spans: Sequence[Span]) -> List[Span]:
    """Spans without role and group, as a report counts them."""
    from components.entities import attributes_of

    return [Span(attributes_of(span.entity)["entity"], span.start, span.end) for span in spans]


def cross_validate_entities(
    marked: Marked, encoder: EncoderSpec, settings: HeadSettings, folds: int, seed: int
) -> List[List[Span]]:
    """What taggers of the other folds find in each text; finished folds are kept and not trained again."""
    kinds = ["+".join(sorted({span.entity for span in row})) for row in marked.spans]
    parts = fold_numbers(kinds, [sentence_key(text) for text in marked.texts], folds, seed)
    tags = sorted({span.entity for row in marked.spans for span in row})
    found: List[List[Span]] = [[] for _ in marked.texts]
    with Progress(f"{_STAGE}: folds", folds) as progress:
        for number in range(folds):
            content = [FOLDS_VERSION, TRAINER_VERSION, encoder.digest, settings.tuning.decisive(), settings.precision]
            rows = [[text, [[s.entity, s.start, s.end] for s in row]] for text, row in zip(marked.texts, marked.spans)]
            key = json.dumps(["entities", *content, rows, parts.tolist(), number], sort_keys=True, ensure_ascii=False)
            make = partial(_fold, marked, encoder, settings, parts, number, tags, folds)
            arrays = kept_arrays(hashlib.sha256(key.encode()).hexdigest()[:32], make)
            for row, tag, start, end in arrays["spans"].tolist():
                found[row].append(Span(tags[tag], start, end))
            progress.step()
    return found


def _fold(
    marked: Marked,
    encoder: EncoderSpec,
    settings: HeadSettings,
    parts: np.ndarray,
    number: int,
    tags: List[str],
    folds: int,
) -> Arrays:
    """The spans found in one fold, int32 (spans, 4): row, tag, start, end."""
    from components.bert.finetune_tokens import tune_token_head
    from components.bert.heads import TokenHead
    from components.bert.upper import encode_texts

    train, test = np.flatnonzero(parts != number).tolist(), np.flatnonzero(parts == number).tolist()
    stage = f"{_STAGE}, fold {number + 1} of {folds}"
    texts, spans = [marked.texts[row] for row in train], [marked.spans[row] for row in train]
    if not any(spans):  # the only marked sentences are in this fold
        return {"spans": np.zeros((0, 4), np.int32)}
    head = TokenHead(tune_token_head(encoder, texts, spans, settings.tuning, stage), settings.precision)
    asked = tuple(marked.texts[row] for row in test)
    encoded = encode_texts(encoder, asked, embedded=settings.tuning.method == "full")
    found = []
    for batch in in_order_of_length(range(len(asked)), [len(one.states) for one in encoded]):
        for place, row in zip(batch, head.spans([asked[b] for b in batch], [encoded[b] for b in batch])):
            found += [(test[place], tags.index(span.entity), span.start, span.end) for span in row]
    return {"spans": np.array(found, np.int32).reshape(len(found), 4)}

"""The fast tokenizer of XLM-R's family, built from a list of unigram pieces (Kudo 2018, arXiv:1804.10959)."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from components.bert.vocabulary import BOS, EOS, METASPACE, UNK

_DROPPED = "[\u0000-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
# SentencePiece's nmt_nfkc rules keep the full-width tilde (Chinese writers' ～), NFKC would not:
# a code point that Unicode reserves as no character stands in for it meanwhile.
_TILDE, _STAND_IN = "\uff5e", "\ufdd0"
# Cut after "<", so that a literal "<s>" in a text is never looked up as one piece.
_LITERAL_SPECIAL = "<(?=(?:/?s|pad|unk|mask)>)"


def build_tokenizer(pieces: Sequence[str], scores: np.ndarray) -> Tokenizer:
    """Builds the tokenizer; a piece's place in the list is its id, and `<unk>` must be among them.

    The special tokens are pieces, but not registered as added tokens: those are matched in the raw text.
    """
    vocabulary = list(zip(pieces, scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.index(UNK)))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="always", split=True),
            pre_tokenizers.Split(Regex(_LITERAL_SPECIAL), behavior="merged_with_previous"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}",
        pair=f"{BOS} $A {EOS} {EOS} $B {EOS}",
        special_tokens=[(BOS, pieces.index(BOS)), (EOS, pieces.index(EOS))],
    )
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    """SentencePiece's nmt_nfkc: NFKC, control characters dropped, odd and repeated spaces to one space."""
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_TILDE, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )

"""An index over passages, searched by words and by meaning; the two rankings are fused by reciprocal rank."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from anpei.retrieval import meaning
from anpei.retrieval.words import length, pieces

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every index it builds

FUSION = (
    8  # how slowly the weight of a rank falls; 60 is usual for long lists, ours are a few hundred passages
)
K1, B = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Passage:
    """``texts``: ways of saying what the passage says, each compared by meaning on its own. ``words``: further words
    it is found by, which are not its meaning (the name of a paper, how people ask for it)."""

    key: str
    texts: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """How near a passage is to a question.

    ``closeness``: cosine of the nearest text. ``coverage``: share of the question's weight in words that occurs; a long
    story speaks of more than its question, so ``length`` tells how long it is, in pieces of Chinese. ``agreed``: words
    and meaning both put this passage first.
    """

    key: str
    score: float
    closeness: float
    coverage: float
    length: int
    agreed: bool


class Index:
    """Made once for a set of passages and read by many threads; what is slow happens here."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._keys = [passage.key for passage in passages]
        tokens = [pieces(" ".join((*one.texts, one.words))) for one in passages]
        self._lexical = bm25s.BM25(k1=K1, b=B)
        self._lexical.index([one or ["–"] for one in tokens], show_progress=False)
        self._owned = [frozenset(one) for one in tokens]
        self._weight = _rarity(self._owned)
        self._rare = float(np.log1p(2 * len(passages)))
        texts = [text for one in passages for text in one.texts]
        self._owner = np.array([at for at, one in enumerate(passages) for _ in one.texts])
        self._vectors = meaning.vectors(texts)

    def search(self, question: str, most: int = 5, *, more_words: str = "") -> list[Hit]:
        """The best passages first. ``more_words``: what the question says in the contract's own words."""
        asked = pieces(question)
        if not asked:
            return []
        lexical = self._by_words([*asked, *pieces(more_words)])
        closeness = self._by_meaning(question)
        by_words, by_meaning = _ranks(lexical), _ranks(closeness)
        score = 1 / (FUSION + by_words) + 1 / (FUSION + by_meaning)
        best = np.argsort(-score, kind="stable")[:most]
        return [
            Hit(
                key=self._keys[at],
                score=float(score[at]),
                closeness=float(closeness[at]),
                coverage=self._coverage(asked, more_words, at),
                length=length(asked),
                agreed=bool(by_words[at] == by_meaning[at] == 1),
            )
            for at in best
        ]

    def _by_words(self, asked: list[str]) -> np.ndarray:
        known = [one for one in asked if one in self._lexical.vocab_dict]
        return self._lexical.get_scores(known) if known else np.zeros(len(self._keys), dtype=np.float32)

    def _by_meaning(self, question: str) -> np.ndarray:
        each = self._vectors @ meaning.vectors([question])[0]
        nearest = np.full(len(self._keys), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._owner, each)
        return nearest

    def _coverage(self, asked: list[str], more_words: str, at: int) -> float:
        """Share of the question's weight this passage speaks of; a word no passage knows weighs the most."""
        wanted = set(asked)
        owned = self._owned[at]
        total = sum(self._weight.get(one, self._rare) for one in wanted)
        met = sum(self._weight.get(one, self._rare) for one in wanted if one in owned)
        met += sum(self._weight.get(one, 0.0) for one in set(pieces(more_words)) - wanted if one in owned)
        return min(1.0, met / total)


def _rarity(owned: list[frozenset[str]]) -> dict[str, float]:
    seen: dict[str, int] = {}
    for one in owned:
        for piece in one:
            seen[piece] = seen.get(piece, 0) + 1
    return {piece: float(np.log1p(len(owned) / count)) for piece, count in seen.items()}


def _ranks(scores: np.ndarray) -> np.ndarray:
    """Place of each passage, 1 for the best; equals share the mean of their places, so none is preferred by accident."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    values, group = np.unique(scores, return_inverse=True)
    sums = np.bincount(group, weights=ranks, minlength=len(values))
    return sums[group] / np.bincount(group, minlength=len(values))[group]

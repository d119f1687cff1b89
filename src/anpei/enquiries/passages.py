"""What a question is searched in: the clauses of one product version beside the knowledge base. Indexes are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from anpei.enquiries.knowledge import Entry, shipped, topics
from anpei.retrieval.index import Index, Passage
from anpei.terms import Product, loader
from anpei.terms.product import Clause
from anpei.terms.shipped import files as shipped_products

CLAUSE = "clause:"
KEPT = 64  # indexes a process keeps: one a product version and knowledge base


@dataclass(frozen=True)
class Library:
    """One product version (or none) with the knowledge base, ready to be searched."""

    index: Index
    clauses: dict[str, Clause]
    entries: dict[str, Entry]


def library(*, terms: Product | None, entries: tuple[Entry, ...], digest: str) -> Library:
    """``digest`` names the state of the knowledge base; with the hash of the product file it is the key of the index."""
    key = (terms.sha256 if terms else "", digest)
    with _making:  # one at a time: two first questions do not both read every passage
        if key not in _kept:
            if len(_kept) >= KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = _made(terms, entries)
        return _kept[key]


_kept: dict[tuple[str, str], Library] = {}
_making = Lock()


def _made(terms: Product | None, entries: tuple[Entry, ...]) -> Library:
    clauses = terms.clauses if terms else ()
    concerning = [entry for entry in entries if entry.product in ("", terms.code if terms else "")]
    return Library(
        index=Index(passages_of(terms, concerning)),
        clauses={clause.number: clause for clause in clauses},
        entries={entry.id: entry for entry in concerning},
    )


def passages_of(terms: Product | None, entries: Iterable[Entry]) -> list[Passage]:
    clauses = terms.clauses if terms else ()
    return [
        *(_of_clause(clause, terms) for clause in clauses if terms),
        *(_of_entry(entry) for entry in entries),
    ]


def _of_clause(clause: Clause, terms: Product) -> Passage:
    """A clause is met by its wording, and by what the product file says of it elsewhere: meanings of words, the
    question asked about an exclusion, the name of a benefit."""
    beside = [
        *(one.term for one in terms.definitions if one.clause == clause.number),
        *(one.meaning for one in terms.definitions if one.clause == clause.number),
        *(one.question for one in terms.exclusions if one.clause == clause.number),
        *(one.name for one in terms.benefits if one.clause == clause.number),
    ]
    spoken = [one for one in topics() if one.concerns(clause.title)]
    asks = [ask for one in spoken for ask in one.asks]
    return Passage(
        key=CLAUSE + clause.number,
        texts=_once((clause.title, clause.plain.zh, clause.text, clause.plain.en, *_both(beside), *asks)),
        words=" ".join(one.words for one in spoken),
    )


def _of_entry(entry: Entry) -> Passage:
    plain = (entry.plain.zh, entry.plain.en) if entry.plain else ()
    return Passage(
        key=entry.id,
        texts=_once((entry.title.zh, entry.title.en, *plain, *entry.asks.zh, *entry.asks.en)),
        words=" ".join((entry.article, entry.text)),
    )


def _both(texts: Iterable[object]) -> list[str]:
    return [wording for text in texts for wording in (text.zh, text.en)]  # type: ignore[attr-defined]


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def shipped_texts() -> list[str]:
    """Every text of the shipped products and the shipped knowledge base that is compared by meaning."""
    given = [passages_of(loader.load(file), ()) for file in shipped_products()]
    return [text for found in (*given, passages_of(None, shipped())) for one in found for text in one.texts]

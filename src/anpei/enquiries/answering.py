"""A question answered from what can be shown: a clause, the law, the knowledge base, the case. No source, no answer.

The answer is composed here and nowhere else: plain wording first, then what the case says, each with its citation.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from anpei.enquiries import facts
from anpei.enquiries.facts import Case
from anpei.enquiries.knowledge import Entry, Kind, Why
from anpei.enquiries.passages import CLAUSE, Library
from anpei.retrieval.index import Hit
from anpei.retrieval.words import pieces
from anpei.terms import Product

# Chance that the best passage is the right one: from how much of the question it speaks of, for its length, and whether words
# and meaning agree on it. Fitted on own.yaml and apart.yaml of tests/enquiries/questions (`python -m bench enquiries` fits
# again and prints); blind.yaml took no part.
SPOKEN, AGREED, BASE = 6.32, 0.71, -2.51
USUAL_LENGTH = 16  # eight characters, each with its pair
SURE_BP = 5_600
LOOKED_AT = 3
LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Citation:
    """``kind``: clause | law | knowledge | case. ``ref`` is what a machine compares, ``label`` what the chip says."""

    kind: str
    ref: str
    label: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Line:
    text: str
    cites: tuple[int, ...]  # 1 for the first citation


@dataclass(frozen=True)
class Answer:
    lead: str
    lead_cites: tuple[int, ...]
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...]
    sure_bp: int
    why: str = ""  # why it goes to a person; empty: answered
    words: str = "own"  # own | model

    @property
    def answered(self) -> bool:
        return not self.why

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Answer:
        data = json.loads(text)
        return cls(
            **data
            | {
                "lead_cites": tuple(data["lead_cites"]),
                "lines": tuple(Line(one["text"], tuple(one["cites"])) for one in data["lines"]),
                "citations": tuple(Citation(**one) for one in data["citations"]),
            }
        )

    @property
    def text(self) -> str:
        """The words without their marks, for a channel that has no chips."""
        return "\n".join((self.lead, *(line.text for line in self.lines)))


Worder = Callable[[str, Answer, str], Answer]  # question, own answer, language


def answer(
    question: str,
    *,
    library: Library,
    terms: Product | None,
    case: Case | None = None,
    language: str = "zh-hans",
) -> Answer:
    """Answer, or say that a person answers. Deterministic: the same question and state give the same words."""
    with translation.override(language):
        urgent = speaks_of_dying(question, library.entries.values())
        if urgent is not None:
            return _urgent(urgent, language)
        if asks_for_a_person(question):
            return _handed_over(Why.HUMAN, (), 10_000)
        hits = library.index.search(question, LOOKED_AT)
        if not hits:
            return _handed_over(Why.UNSURE, (), 0)
        sure = sureness_bp(hits[0])
        found = [_found(hit, library, terms, case) for hit in hits]
        best = library.entries.get(hits[0].key)
        if best is not None and best.kind is Kind.BOUNDARY:
            near = sure >= SURE_BP and best.why is not None
            return _handed_over(best.why if near and best.why else Why.UNSURE, (), sure)
        if sure < SURE_BP or found[0] is None:
            return _handed_over(Why.UNSURE, _nearest(found), sure)
        if case is not None and _not_paid_for(hits[0], terms):
            return _handed_over(Why.DECISION, _nearest(found), sure)
        return _composed(found[0], _beside(hits, found, library), sure)


def sureness_bp(hit: Hit) -> int:
    chance = 1 / (1 + math.exp(-(SPOKEN * spoken(hit) + AGREED * hit.agreed + BASE)))
    return round(chance * 10_000)


def spoken(hit: Hit) -> float:
    """How much of the question the passage speaks of; of a long one less is enough."""
    return hit.coverage * math.sqrt(hit.length / USUAL_LENGTH)


def _nearest(found: Sequence[_Found | None]) -> tuple[Citation, ...]:
    """What may be read meanwhile, each with its own text."""
    return tuple(one.citation for one in found if one is not None)


def _not_paid_for(hit: Hit, terms: Product | None) -> bool:
    """Whether an exclusion applies to a case is decided by people who saw its papers; to read it out is not kind."""
    return terms is not None and _excluded(hit.key.removeprefix(CLAUSE), terms)


def speaks_of_dying(question: str, entries: Iterable[Entry]) -> Entry | None:
    """The entry for somebody who may harm themselves, met by its words and nothing cleverer: it goes before everything."""
    said = question.lower().replace(" ", "").replace("'", "")
    for entry in entries:
        if entry.why is Why.URGENT:
            words = (
                *entry.asks.zh,
                *(one.lower().replace(" ", "").replace("'", "") for one in entry.asks.en),
            )
            if any(one in said for one in words):
                return entry
    return None


def _urgent(entry: Entry, language: str) -> Answer:
    assert entry.plain is not None  # the loader asks for the words of an urgent entry
    first, *rest = entry.plain.in_(language).split("\n")
    return Answer(first, (), tuple(Line(line, ()) for line in rest), (), 10_000, why=Why.URGENT)


def asks_for_a_person(question: str) -> bool:
    """Plain words for a human being are never argued with."""
    said = question.lower()
    return any(word in said for word in _PERSON_WORDS) or bool(_PERSON & set(pieces(question)))


# What people say when they want a human being.
_PERSON_WORDS = (
    "人工",  # Chinese is meant: what is searched for
    "真人",  # Chinese is meant: what is searched for
    "活人",  # Chinese is meant: what is searched for
    "转客服",  # Chinese is meant: what is searched for
    "real person",
    "human being",
    "talk to a human",
    "speak to a person",
)
_PERSON = frozenset({"human"})


@dataclass(frozen=True)
class _Found:
    """A passage as it is told: what it says in one sentence, what the case adds, where it stands."""

    lead: str
    lines: tuple[str, ...]
    citation: Citation
    in_case: str = ""
    case_label: str = ""


def _found(hit: Hit, library: Library, terms: Product | None, case: Case | None) -> _Found | None:
    if hit.key.startswith(CLAUSE):
        return _clause(hit.key.removeprefix(CLAUSE), library, terms, case)
    return _entry(library.entries[hit.key], case)


def _clause(number: str, library: Library, terms: Product | None, case: Case | None) -> _Found:
    clause = library.clauses[number]
    assert terms is not None  # an index without a product has no clauses
    language = translation.get_language() or "zh-hans"
    source = _("%(product)s, version %(version)s") % {
        "product": terms.name.in_(language),
        "version": terms.version,
    }
    citation = Citation(
        kind="clause",
        ref=number,
        label=_("Clause %(number)s %(title)s") % {"number": number, "title": clause.title},
        text=clause.text,
        source=source,
    )
    lines = (
        _("This is one of the cases this insurance does not pay for.") if _excluded(number, terms) else "",
    )
    return _Found(
        lead=clause.plain.in_(language),
        lines=tuple(line for line in lines if line),
        citation=citation,
        in_case=facts.clause_in_case(case, number) if case else "",
        case_label=_("Your case %(number)s") % {"number": case.claim.number} if case else "",
    )


def _excluded(number: str, terms: Product) -> bool:
    return any(one.clause == number for one in terms.exclusions)


def _entry(entry: Entry, case: Case | None) -> _Found | None:
    if entry.plain is None:
        return None
    language = translation.get_language() or "zh-hans"
    if entry.fact and case is not None:
        fact = facts.of(case, entry.fact)
        if fact is None:
            return None
        text = "\n".join((fact.lead, *fact.lines))
        return _Found(fact.lead, fact.lines, Citation("case", entry.id, fact.label, text, case.claim.number))
    kind = "law" if entry.kind is Kind.LAW else "knowledge"
    source = _("Our own wording, checked on %(day)s.") % {"day": entry.checked_on.isoformat()}
    if kind == "law":
        source += " " + _("The text of the law decides.")
    plain = entry.plain.in_(language)
    return _Found(plain, (), Citation(kind, entry.id, entry.label.in_(language), entry.text or plain, source))


def _beside(hits: list[Hit], found: list[_Found | None], library: Library) -> _Found | None:
    """A second source of another kind that is as sure: the law beside the clause, the clause beside the process."""
    first = hits[0].key.startswith(CLAUSE)
    for hit, one in zip(hits[1:], found[1:], strict=True):
        entry = library.entries.get(hit.key)
        usable = one is not None and (entry is None or entry.kind in (Kind.LAW, Kind.PROCESS, Kind.PAPER))
        if usable and hit.key.startswith(CLAUSE) != first and sureness_bp(hit) >= SURE_BP:
            return one
    return None


def _composed(best: _Found, beside: _Found | None, sure: int) -> Answer:
    citations = [best.citation]
    lines = [Line(text, (1,)) for text in best.lines]
    if best.in_case:
        citations.append(Citation("case", "amount", best.case_label, best.in_case))
        lines.append(Line(best.in_case, (len(citations),)))
    if beside is not None:
        citations.append(beside.citation)
        lines.append(Line(beside.lead, (len(citations),)))
    return Answer(best.lead, (1,), tuple(lines), tuple(citations), sure)


def _handed_over(why: Why, nearest: tuple[Citation, ...], sure: int) -> Answer:
    """Said kindly, with what little was found; who answers and by when is the handing over's to say."""
    lead, line = {
        Why.UNSURE: (
            _("This I do not know."),
            _("I looked and was not certain, so I would rather not guess. A person answers you."),
        ),
        Why.HUMAN: (_("A person answers you."), _("You need not say it again; your question goes with it.")),
        Why.DECISION: (
            _("That I cannot decide or promise."),
            _("Whether and how much we pay is decided by people, signed by name. A person answers you."),
        ),
        Why.OTHER_PERSON: (
            _("About somebody else I may say nothing."),
            _("What is in another person's case belongs to them. If you act for them, a person helps you."),
        ),
        Why.MEDICAL: (
            _("What is right for your health only your doctor can say."),
            _("What your insurance covers I can look up. A person answers whatever else you wish to know."),
        ),
        Why.LEGAL: (
            _("This I do not know."),
            _("About a dispute I would rather not guess. A person answers you, and says what you can do."),
        ),
        Why.ADVICE: (
            _("I sell nothing and recommend nothing."),
            _("What you have I can look up. A person answers you if you wish."),
        ),
        Why.OUTSIDE: (
            _("This I do not know."),
            _("I only look things up about your insurance. A person answers you if you wish."),
        ),
    }[why]
    return Answer(lead, (), (Line(line, ()),), nearest, sure, why=why)


def worded(own: Answer, lead: str, lines: tuple[Line, ...]) -> Answer:
    """The same answer in other words, after these have been checked."""
    return replace(own, lead=lead, lines=lines, words="model")

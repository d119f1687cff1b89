"""From facts to suggestions: the conditions, the suitability check, and why something is held back.

Nothing here writes. What comes out is the same for the customer's page and for staff, who also read the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from anpei.advice import facts as collected
from anpei.advice.catalogue import Suggestion, advice
from anpei.advice.facts import Facts
from anpei.advice.models import Idea, IdeaState, Means, MeansAnswer
from anpei.claims.models import Claim
from anpei.parties.models import ConsentPurpose, Party
from anpei.parties.queries import ADULT_AT, has_consent
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.protection.queries import Protected, of_person
from anpei.terms import Product as Terms
from anpei.terms.benefits import MedicalBenefit
from anpei.values.dates import local_date


@dataclass(frozen=True)
class Held:
    """Why a suggestion is not shown. ``until`` where it has an end."""

    code: str
    until: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Suggested:
    """One rule looked at for one person. Shown when its condition is met and nothing holds it back."""

    suggestion: Suggestion
    met: bool
    figures: dict[str, Any] = field(default_factory=dict)
    claim: Claim | None = None
    product: ProductVersion | None = None
    held: tuple[Held, ...] = ()

    @property
    def shown(self) -> bool:
        return self.met and not self.held

    @property
    def asks_means(self) -> bool:
        """All that is missing is the answer to the question about means."""
        return self.met and [one.code for one in self.held] == ["means_not_asked"]


@dataclass(frozen=True)
class Advised:
    """Everything looked at for one person on one day."""

    looked_at: list[Suggested]
    protected: list[Protected]
    marketing: bool
    health: bool

    @property
    def shown(self) -> list[Suggested]:
        return [one for one in self.looked_at if one.shown][: advice().most_shown]

    @property
    def asks_means(self) -> bool:
        return any(one.asks_means for one in self.looked_at)


def advise(party: Party, *, on: date) -> Advised:
    """Every rule of the set for this person: met or not, what is named, and what holds it back."""
    marketing = has_consent(party, ConsentPurpose.MARKETING)
    health = has_consent(party, ConsentPurpose.HEALTH_ADVICE)
    protected = of_person(party, on=on)
    known = collected.of(party, on=on, health=health)
    answered = list(
        Idea.objects.filter(party=party, state__in=(IdeaState.DISMISSED, IdeaState.NOT_INTERESTED))
    )
    means = Means.objects.filter(party=party).first()
    sold = list(_sold(on))
    shared = tuple(_shared(known, protected))
    looked_at = []
    for one in advice().suggestions:
        held = [*shared, *_consents(one, marketing=marketing, health=health)]
        if one.reads == "health" and not health:
            looked_at.append(Suggested(one, met=False, held=tuple(held)))  # not even looked at
            continue
        evidence = _evidence(one, known, on)
        if evidence is None:
            looked_at.append(Suggested(one, met=False, held=tuple(held)))
            continue
        figures, claim = evidence
        held += _answered(one, answered, on)
        product = None
        if one.kind == "cover":
            product, unsuited = _suited(one, known, sold, figures)
            held += unsuited
            held += _means(means, on) if product is not None else []
        looked_at.append(Suggested(one, True, figures, claim, product, tuple(held)))
    return Advised(looked_at, protected, marketing, health)


# ---- conditions -----------------------------------------------------------------------------------------------------------

Evidence = tuple[dict[str, Any], Claim | None]
"""Figures for the sentences, and the case they stand in."""


def _evidence(one: Suggestion, known: Facts, on: date) -> Evidence | None:
    """The figures of every condition together; None as soon as one does not hold."""
    figures: dict[str, Any] = {}
    claim = None
    for name in one.when.given:
        found = CONDITIONS[name](getattr(one.when, name), known, on)
        if found is None:
            return None
        figures |= found[0]
        claim = claim or found[1]
    return figures, claim


def _borne(wanted: Any, known: Facts, on: date) -> Evidence | None:
    fitting = [
        one
        for one in known.borne
        if one.part in wanted.parts
        and one.amount_fen >= wanted.at_least_fen
        and wanted.settings in (None, one.claim.care)
    ]
    if not fitting:
        return None
    most = max(fitting, key=lambda one: (one.amount_fen, -one.claim.pk))
    return {
        "month": collected.month_of(most.claim).isoformat(),
        "claimed": most.claimed_fen,
        "amount": most.amount_fen,
        "because": {"zh": most.because.zh, "en": most.because.en},
        "clause": most.clause,
        "steps": list(most.steps),
    }, most.claim


def _used_up(wanted: Any, known: Facts, on: date) -> Evidence | None:
    if not known.used_up:
        return None
    last = known.used_up[0]
    month = collected.month_of(last.claim).isoformat()
    return {"month": month, "limit": {"zh": last.limit.zh, "en": last.limit.en}}, last.claim


def _natures(wanted: Any, known: Facts, on: date) -> Evidence | None:
    found = [one for one in known.happened if one.nature in wanted.any]
    if len(found) < wanted.times:
        return None
    return {"month": found[0].on.replace(day=1).isoformat(), "times": len(found)}, found[0].claim


def _expires(wanted: int, known: Facts, on: date) -> Evidence | None:
    near = [one for one in known.ending if on <= one.on <= on + timedelta(days=wanted)]
    if not near:
        return None
    first = near[0]
    return {
        "policy": {"zh": first.product.zh, "en": first.product.en},
        "day": first.on.isoformat(),
        "number": first.policy.number,
    }, None


def _family(wanted: Any, known: Facts, on: date) -> Evidence | None:
    ages = [age for age in known.ages if wanted.from_age <= age <= wanted.to_age]
    return ({"age": ages[0]}, None) if ages else None


def _area(wanted: str, known: Facts, on: date) -> Evidence | None:
    lies = known.region_code and known.region_code.startswith(advice().flood_areas)
    return ({}, None) if lies else None


def _lines(wanted: Any, known: Facts, on: date) -> Evidence | None:
    return ({}, None) if known.lines & set(wanted) else None


def _age(wanted: Any, known: Facts, on: date) -> Evidence | None:
    return ({}, None) if known.age is not None and wanted.from_age <= known.age <= wanted.to_age else None


CONDITIONS: dict[str, Callable[[Any, Facts, date], Evidence | None]] = {
    "borne": _borne,
    "used_up": _used_up,
    "natures": _natures,
    "expires_within_days": _expires,
    "family": _family,
    "area": _area,
    "lines": _lines,
    "age": _age,
}


# ---- what holds it back -------------------------------------------------------------------------------------------------------


def _shared(known: Facts, protected: list[Protected]) -> Iterator[Held]:
    """What holds back everything: a hard time, or somebody who is not of age and is not advised themself."""
    for period in protected:
        yield Held(f"protected_{period.code}", period.until, str(period.name))
    if known.age is not None and known.age < ADULT_AT:
        yield Held("minor")


def _consents(one: Suggestion, *, marketing: bool, health: bool) -> Iterator[Held]:
    if one.kind == "cover" and not marketing:
        yield Held("no_marketing_consent")
    if (one.kind == "cover" or one.reads == "health") and not health:
        yield Held("no_health_consent")


def _answered(one: Suggestion, answered: list[Idea], on: date) -> Iterator[Held]:
    """A no to a rule holds for that rule, whatever the figures have become meanwhile."""
    days = {
        IdeaState.NOT_INTERESTED: advice().not_interested_days,
        IdeaState.DISMISSED: advice().dismissed_days,
    }
    for row in answered:
        if row.code != one.code or row.answered_at is None:
            continue
        until = local_date(row.answered_at) + timedelta(days=days[IdeaState(row.state)])
        if on <= until:
            yield Held(row.state, until)


def _sold(on: date) -> Iterator[ProductVersion]:
    """The version of each product that is sold on a day."""
    rows = (
        ProductVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
        .select_related("product")
        .order_by("product__code", "-valid_from", "-pk")
    )
    seen: set[int] = set()
    for version in rows:
        if version.product_id not in seen:
            seen.add(version.product_id)
            yield version


def _suited(
    one: Suggestion, known: Facts, sold: list[ProductVersion], figures: dict[str, Any]
) -> tuple[ProductVersion | None, list[Held]]:
    """The product that closes the gap: sold today, of an age it takes on, and nothing the person has already."""
    able = [version for version in sold if _closes(one, products.terms(version), figures)]
    if not able:
        return None, [Held("nothing_sold")]
    if "medical_expense" in one.offers:  # a second one is no gap only where the same product is held already
        able = [version for version in able if version.product.code not in known.products]
    elif known.kinds & set(one.offers):
        able = []
    if not able:
        return None, [Held("covered_already")]
    if known.age is None:
        return None, [Held("age_unknown")]
    takes = [
        version for version in able if (entry := products.terms(version).entry) and entry.takes(known.age)
    ]
    if not takes:
        return None, [Held("age_limits")]
    return takes[0], []


def _closes(one: Suggestion, terms: Terms, figures: dict[str, Any]) -> bool:
    """Of the line and with a benefit of the kind; where a deductible was the gap, with a lower one."""
    if terms.line != one.line or terms.entry is None:
        return False
    fitting = [benefit for benefit in terms.benefits if benefit.kind in one.offers]
    if one.when.borne is None or one.when.borne.parts != ("deductible",):
        return bool(fitting)
    return any(
        isinstance(benefit, MedicalBenefit)
        and (benefit.terms.deductible is None or benefit.terms.deductible.amount_fen < figures["amount"])
        for benefit in fitting
    )


def _means(answer: Means | None, on: date) -> list[Held]:
    """Whether another premium fits is the customer's to say. No answer, or an old one: it is asked."""
    if answer is None:
        return [Held("means_not_asked")]
    until = local_date(answer.answered_at) + timedelta(days=advice().means_days)
    if on > until:
        return [Held("means_not_asked")]
    return [] if answer.answer == MeansAnswer.YES else [Held("means_no", until)]

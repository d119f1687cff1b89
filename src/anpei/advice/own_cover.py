"""Further cover of the contract a case is under, which the event makes possible and nobody has claimed.

One calculation reaches every benefit the reported facts concern (``settlement``). What it does not reach by itself are
benefits that need a fact nobody told, as a lasting harm that has to be appraised. They are found by looking at the same
contract once more with that fact supposed, and said as a possibility, never as a promise: the insurer reminds a claimant
of an appraisal when the need arises (Basic Service Rules for Personal Insurance).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anpei.advice.fitting import concerned, failed_in
from anpei.advice.reasons import Reason, reason
from anpei.claims import cover
from anpei.claims.models import Care, Claim, Nature
from anpei.engine import coverage
from anpei.products import queries as products
from anpei.terms.base import Text
from anpei.terms.benefits import Benefit
from anpei.terms.papers import PaperKind

BESIDES = {
    "disability": (
        PaperKind.DISABILITY_APPRAISAL,
        _(
            "%(benefit)s: after an accident with a stay in hospital something may remain. Have it appraised when treatment ends"
        ),
    ),
}
"""By kind of benefit: the paper claiming it begins with, and why it may come."""


@dataclass(frozen=True)
class OwnCover:
    """One benefit of the same contract. ``paper`` is what claiming it begins with; ``asked`` when it is on the list already."""

    benefit: str
    name: Text
    why: Reason
    paper: PaperKind
    asked: bool


def own_cover(claim: Claim) -> list[OwnCover]:
    """In the order of the terms. Nothing after a death, nothing without a stay in hospital, nothing that was not bought."""
    if (
        claim.member_id is None
        or claim.product_version is None
        or claim.event_on is None
        or claim.care != Care.INPATIENT
        or claim.nature != Nature.INJURY
        or cover.died(claim)
    ):
        return []
    terms = products.terms(claim.product_version)
    wanted = {one.code: BESIDES[one.kind] for one in terms.benefits if one.kind in BESIDES}
    if not wanted or (member := claim.member) is None:
        return []
    facts = cover.facts_under(claim, member, terms, {})
    reached = {node.name for node in coverage.check(terms, facts).children}
    supposed = replace(facts, disabled=True)
    tree = coverage.check(terms, supposed)
    if failed_in(tree, "in_force", "insured"):
        return []
    listed = set(claim.checklist.values_list("kind", flat=True))
    return [
        _found(benefit, *wanted[benefit.code], listed)
        for benefit, against in concerned(claim, member, terms, supposed, tree)
        if benefit.code in wanted and f"benefit.{benefit.code}" not in reached and not against
    ]


def _found(benefit: Benefit, paper: PaperKind, words: str | Promise, listed: set[str]) -> OwnCover:
    return OwnCover(
        benefit=benefit.code,
        name=benefit.name,
        why=reason(words, benefit.clause, benefit=benefit.name),
        paper=paper,
        asked=paper in listed,
    )

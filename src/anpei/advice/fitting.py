"""Which other contracts of a person one event may come under, and why the others do not.

The coverage check of the engine looks at each contract as it would at a case of its own; this module only reads its tree. What
the check leaves open (an exclusion nobody has answered) is no reason against: the customer is told "may", and a person finds
out once it is claimed. A contract's own further benefits are found by ``own_cover``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from anpei.advice import catalogue
from anpei.advice.reasons import Reason, failed, reason
from anpei.claims import cover
from anpei.claims.clocks import limitation_ends_on
from anpei.claims.models import Claim, CloseReason, Nature
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.engine import coverage
from anpei.engine.coverage import ConditionTree, CoverageFacts
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember
from anpei.products import queries as products
from anpei.settlement import contracts
from anpei.terms.base import Setting
from anpei.terms.benefits import Benefit, accumulators_used
from anpei.terms.product import Product

MOST = 20
DEATH_ONLY = ("accident_death", "term_life")


@dataclass(frozen=True)
class Fit:
    """One contract looked at. ``benefits`` empty: it does not fit; ``claimed_as``: a case of this event it has already."""

    member: InsuredMember
    benefits: tuple[str, ...]
    why: tuple[Reason, ...]
    claim_by_on: date
    claimed_as: Claim | None = None


def other_contracts(claim: Claim) -> list[Fit]:
    """Every other contract in force on the day of the event, the person's own and group ones, newest first."""
    if (
        claim.insured is None
        or claim.event_on is None
        or claim.policy_id is None
        or claim.nature == Nature.UNKNOWN
    ):
        return []  # looked at again as soon as that is known
    members = list(
        policies.members_in_force(claim.insured, claim.event_on)
        .exclude(policy=claim.policy_id)
        .select_related("vehicle")[:MOST]
    )
    cases = _cases_of_event(claim, members)
    return [_looked_at(claim, member, cases.get(member.policy_id)) for member in members]


def _cases_of_event(claim: Claim, members: list[InsuredMember]) -> dict[int, Claim]:
    """Policy id to the case of the same event there is under it. One closed as a duplicate or misdirected is none."""
    rows = (
        Claim.objects.filter(
            insured=claim.insured_id, event_on=claim.event_on, policy__in=[one.policy_id for one in members]
        )
        .exclude(state=ClaimState.CLOSED, close_reason__in=(CloseReason.DUPLICATE, CloseReason.MISDIRECTED))
        .order_by("-id")
    )
    return {row.policy_id: row for row in rows if row.policy_id is not None}


def _looked_at(claim: Claim, member: InsuredMember, known: Claim | None) -> Fit:
    terms = products.terms(member.policy.product_version)
    until = limitation_ends_on(claim, terms)
    assert until is not None
    if known is not None:
        told = reason(_("Claimed already: %(number)s"), number=known.number)
        return Fit(member, (), (told,), until, claimed_as=known)
    facts = cover.facts_under(claim, member, terms, {})
    tree = coverage.check(terms, facts)
    against = [*_against(claim, member, until), *failed_in(tree, "in_force", "insured")]
    found = list(concerned(claim, member, terms, facts, tree))
    fits = [benefit for benefit, reasons in found if not reasons]
    if against or not fits:
        why = against + [one for _benefit, reasons in found for one in reasons]
        return Fit(member, (), tuple(why or failed_in(tree, "benefit")), until)
    return Fit(member, tuple(one.code for one in fits), tuple(_for(one, facts) for one in fits), until)


def _against(claim: Claim, member: InsuredMember, until: date) -> Iterator[Reason]:
    """What speaks against it before the terms are read."""
    own = policies.vehicle_of(claim.member) if claim.member else None
    other = getattr(member, "vehicle", None)
    plate = policies.plate_hash(claim.plate_given) if claim.plate_given.strip() else own and own.plate_hash
    if other is not None and plate and other.plate_hash != plate:
        yield reason(_("It insures another vehicle"))
    if until < clock.today():
        yield reason(
            _(
                "The limitation counted from the event ended on %(day)s (Insurance Law art. 26); find out when the "
                "customer came to know"
            ),
            day=until.isoformat(),
        )


def concerned(
    claim: Claim, member: InsuredMember, terms: Product, facts: CoverageFacts, tree: ConditionTree
) -> Iterator[tuple[Benefit, list[Reason]]]:
    """Every benefit the check takes for concerned, with what speaks against it; nothing where it may pay."""
    nodes = {node.name: node for node in tree.children}
    sums = policies.sums_insured_on(member, claim.event_on) if claim.event_on else {}
    bought = contracts.bought(terms, sums)
    for benefit in terms.benefits:
        node = nodes.get(f"benefit.{benefit.code}")
        if node is None:
            continue
        against = list(_false_hopes(claim, benefit, facts))
        if bought is not None and benefit.code not in bought:
            against.append(reason(_("%(benefit)s: was not bought"), benefit.clause, benefit=benefit.name))
        against += [failed(leaf) for leaf in _leaves(node) if leaf.outcome == "fail"]
        yield benefit, against + _used_up(benefit, tree)


def _false_hopes(claim: Claim, benefit: Benefit, facts: CoverageFacts) -> Iterator[Reason]:
    """Benefits the check keeps open while facts are missing, and nobody is told of before they are there."""
    name, clause = benefit.name, benefit.clause
    if not facts.natures and benefit.kind not in DEATH_ONLY:
        yield reason(_("%(benefit)s: the cause of death is not known yet"), clause, benefit=name)
    if benefit.kind in DEATH_ONLY and not cover.died(claim):
        yield reason(_("%(benefit)s: nobody died"), clause, benefit=name)
    if benefit.kind == "critical_illness" and not (facts.listed_illness or _sounds_serious(claim.diagnosis)):
        yield reason(_("%(benefit)s: the diagnosis names no illness of the list"), clause, benefit=name)
    if benefit.kind == "hospital_cash" and Setting.INPATIENT not in facts.settings:
        yield reason(_("%(benefit)s: no stay in hospital is known of"), clause, benefit=name)


def _sounds_serious(diagnosis: str) -> bool:
    text = diagnosis.lower()
    return any(word in text for word in catalogue.advice().serious_illness_words)


def _used_up(benefit: Benefit, tree: ConditionTree) -> list[Reason]:
    """Limits of this benefit that nothing is left of."""
    codes = {f"limit.{code}" for code, _unit, _path in accumulators_used(benefit)}
    limits = next((node for node in tree.children if node.name == "limits"), None)
    known = limits.children if limits else ()
    return [failed(leaf) for leaf in known if leaf.name in codes and leaf.outcome == "fail"]


def failed_in(tree: ConditionTree, *names: str) -> list[Reason]:
    chosen = [node for node in tree.children if node.name in names]
    return [failed(leaf) for node in chosen for leaf in _leaves(node) if leaf.outcome == "fail"]


def _for(benefit: Benefit, facts: CoverageFacts) -> Reason:
    """Why a benefit may pay: what it covers and what happened."""
    return reason(
        _("%(benefit)s: covers this kind of event (%(event)s)"),
        benefit.clause,
        benefit=benefit.name,
        event=[coverage.LOSS_WORDS[one] for one in (*facts.natures, *facts.settings)],
    )


def _leaves(node: ConditionTree) -> Iterator[ConditionTree]:
    return (one for one in node.walk() if not one.children)

"""Who may sign what: authority by kind, line, amount, unit and date, and nobody on his own work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden
from anpei.settlement.ladder import Step, step_for
from anpei.settlement.models import AuthorityGrant, Decision, DecisionState, ExpenseLine, Outcome
from anpei.surveys.models import Survey
from anpei.values.money import Fen

KIND_OF = {
    Outcome.PAY: "pay",
    Outcome.PAY_REDUCED: "pay",
    Outcome.PAY_AGREED: "agree",
    Outcome.REFUSE: "refuse",
}
NAMES_SHOWN = 3


def amount_at_stake(decision: Decision) -> Fen:
    """What the approver's limit is compared with, in fen.

    A payment counts together with what other cases of the same person and event were granted, so that splitting an
    event into cases does not go around a limit. A refusal counts what was claimed.
    """
    claim = decision.claim
    if decision.outcome == Outcome.REFUSE:
        return max(claim.claimed_fen or 0, decision.run.claimed_fen if decision.run else 0)
    return decision.amount_fen + _granted_for_same_event(claim)


def step_needed(decision: Decision) -> Step:
    return step_for(KIND_OF[Outcome(decision.outcome)], amount_at_stake(decision), clock.today())


def require_may_sign(person: Staff, decision: Decision) -> Step:
    """The step the person signs on. Raises Forbidden in words that name who may instead."""
    require(person, Permission.CLAIM_APPROVE)
    step = step_needed(decision)
    if reason := own_work(person, decision):
        raise Forbidden("settlement.own_work", reason)
    if not _has_authority(person, decision.claim, step, amount_at_stake(decision)):
        raise Forbidden(
            "settlement.authority",
            _("This decision needs level %(level)d authority for the amount and the unit. %(who)s")
            % {"level": step.level, "who": who_instead(decision)},
        )
    return step


def who_instead(decision: Decision) -> str:
    names = [person.display_name for person in who_may_sign(decision)][:NAMES_SHOWN]
    if not names:
        return _("Nobody holds it at the moment. Please ask your manager to grant it.")
    return _("These colleagues may: %(names)s.") % {"names": _(", ").join(names)}


def who_may_sign(decision: Decision) -> list[Staff]:
    """Everybody with the authority who has not worked on the case, by level and name."""
    step, stake, claim = step_needed(decision), amount_at_stake(decision), decision.claim
    grants = (
        _grants(claim, step, stake)
        .select_related("staff__unit")
        .order_by("level", "limit_fen", "staff__username")
    )
    people = {grant.staff_id: grant.staff for grant in grants if _covers(grant, claim)}
    return [
        person
        for person in people.values()
        if Permission.CLAIM_APPROVE in person.permissions and not own_work(person, decision)
    ]


def own_work(person: Staff, decision: Decision) -> str:
    """Why the person may not check this decision, in plain words; empty when they may.

    Regulations §10: adjudicator, surveyor and reviewer of a case never approve it.
    """
    claim = decision.claim
    if person.pk == decision.made_by_id:
        return _("You prepared this decision. Somebody else signs it.")
    if person.pk == claim.handler_id:
        return _("You look after this case. Somebody else signs the decision.")
    if person.pk in set(_people_who_worked_on(claim, decision)):
        return _("You worked on this case. Somebody who did not signs the decision.")
    return ""


def may_sign_advance(person: Staff, claim: Claim, made_by_id: int, amount_fen: Fen) -> Step:
    """Advance payments are always two persons; the second holds authority for advances."""
    require(person, Permission.CLAIM_APPROVE)
    if person.pk in {made_by_id, claim.handler_id}:
        raise Forbidden(
            "settlement.own_work", _("You prepared this or look after the case. Somebody else signs it.")
        )
    step = step_for("advance", amount_fen, clock.today())
    if not _has_authority(person, claim, step, amount_fen):
        raise Forbidden(
            "settlement.authority",
            _("An advance of this amount needs level %(level)d authority.") % {"level": step.level},
        )
    return step


def did_not_decide(person: Staff, decision: Decision) -> bool:
    """Whether the person may look at an objection: neither made nor signed the decision, nor looked after the case."""
    deciders = {decision.made_by_id, decision.approved_by_id, decision.claim.handler_id}
    deciders |= set(decision.signatures.values_list("by_id", flat=True))
    return person.pk not in deciders


def _people_who_worked_on(claim: Claim, decision: Decision) -> Iterable[int | None]:
    if decision.run:
        yield decision.run.made_by_id
    yield from claim.coverage_reviews.values_list("confirmed_by", flat=True)
    yield from claim.checklist.values_list("checked_by", flat=True)
    yield from Survey.objects.filter(claim=claim).values_list("assignee", flat=True)
    yield from ExpenseLine.objects.filter(receipt__claim=claim).values_list("excluded_by", flat=True)
    yield from claim.injuries.values_list("rated_by", flat=True)
    yield from claim.loss_items.values_list("entered_by", flat=True)
    yield from claim.fact_sheets.values_list("assessed_by", flat=True)


def _has_authority(person: Staff, claim: Claim, step: Step, stake: Fen) -> bool:
    return any(
        _covers(grant, claim)
        for grant in _grants(claim, step, stake).filter(staff=person).select_related("unit", "staff__unit")
    )


def _grants(claim: Claim, step: Step, stake: Fen) -> QuerySet[AuthorityGrant]:
    line = claim.product_version.product.line if claim.product_version else ""
    today: date = clock.today()
    return AuthorityGrant.objects.filter(
        Q(line="") | Q(line=line),
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        kind=step.kind,
        level__gte=step.level,
        limit_fen__gte=stake,
        valid_from__lte=today,
        staff__is_active=True,
    )


def _covers(grant: AuthorityGrant, claim: Claim) -> bool:
    return (grant.unit or grant.staff.unit).contains(claim.unit)


def _granted_for_same_event(claim: Claim) -> Fen:
    if claim.insured_id is None or claim.event_on is None:
        return 0
    granted = Decision.objects.filter(
        claim__insured=claim.insured_id, claim__event_on=claim.event_on, state=DecisionState.APPROVED
    ).exclude(claim=claim.pk)
    return granted.aggregate(total=Sum("amount_fen"))["total"] or 0

"""Other contracts one event may come under: found, told once, claimed with one tap, or not wanted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.advice import events, fitting, notices
from anpei.advice.fitting import Fit
from anpei.advice.models import Entitlement, EntitlementState
from anpei.advice.reasons import reason
from anpei.advice.states import ENTITLEMENT_MOVES, FOUND_ANEW
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.clocks import LIMITATION, limitation_rule
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.deadlines import actions as deadlines
from anpei.documents import actions as documents
from anpei.documents.models import Paper
from anpei.products import queries as products
from anpei.values.dates import day_start

SUBJECT = "entitlement"


def look_for(claim: Claim, *, by: Actor, tell: bool = True) -> list[Entitlement]:
    """Look at every other contract for this event and keep what was found; the customer is told of each once.

    Again at every new fact: what a person said (claimed, not wanted) stays, the rest is found anew. Rows of contracts that no
    longer come into question say so. Runs from events, so it does nothing where nothing changed.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        fits = fitting.other_contracts(claim)
        known = {row.member_id: row for row in claim.entitlements.select_for_update(of=("self",))}
        rows = [_kept(claim, fit, known.get(fit.member.pk), by=by) for fit in fits]
        looked = {fit.member.pk for fit in fits}
        for member_id, row in known.items():
            if member_id not in looked and row.state == EntitlementState.MAY:
                _no_longer(row)
        new = [row for row in rows if row.state == EntitlementState.MAY and row.told_at is None]
        if tell and new and notices.entitlements(claim, new):
            now = clock.now()
            Entitlement.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
            for row in new:
                row.told_at = now
            told = events.EntitlementsTold(policies=[row.member.policy.number for row in new])
            record(subject="claim", subject_id=claim.pk, event=told, by=by)
            Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)  # an open case page shows it
    return rows


@dataclass(frozen=True)
class ClaimedToo:
    """The new case, and the papers that were carried over by reference."""

    claim: Claim
    papers: list[Paper]


def claim_too(row: Entitlement, *, by: Actor, channel: str, key: str) -> ClaimedToo:
    """Report the same event under the other contract: what was told and handed in before is carried over.

    The same tap again gives the same case. Refused where the contract does not fit or is claimed already.
    """
    with transaction.atomic():
        row = _fresh(row)
        if row.claimed_as is not None:
            return ClaimedToo(row.claimed_as, [])
        if row.state == EntitlementState.NOT:
            raise Refused(
                "advice.does_not_fit",
                _(
                    "This policy does not fit the event any more. Please call us; a person looks at it with you."
                ),
            )
        source = row.claim
        form = claims.same_event(source, policy_number=row.member.policy.number)
        claim = claims.report(form=form, channel=channel, by=by, key=f"claim-too:{row.pk}:{key}")
        if claim.member_id != row.member_id:
            claim = claims.identify(claim, member=row.member, by=by)
        papers = documents.reuse(claim, source=source, by=by)
        row = _move(row, to=EntitlementState.CLAIMED, claimed_as=claim, answered_at=clock.now())
        _stop_clock(row, outcome="met")
        done = events.ClaimedToo(number=claim.number, policy=row.member.policy.number, papers=len(papers))
        record(subject="claim", subject_id=source.pk, event=done, by=by)
    return ClaimedToo(claim, papers)


def not_wanted(row: Entitlement, *, by: Actor) -> Entitlement:
    """The customer does not want to claim it. It can be claimed later all the same, as long as the date lasts."""
    with transaction.atomic():
        row = _fresh(row)
        if row.state == EntitlementState.NOT_WANTED:
            return row
        row = _move(row, to=EntitlementState.NOT_WANTED, answered_at=clock.now())
        said = events.EntitlementNotWanted(policy=row.member.policy.number)
        record(subject="claim", subject_id=row.claim_id, event=said, by=by)
    return row


def _kept(claim: Claim, fit: Fit, row: Entitlement | None, *, by: Actor) -> Entitlement:
    """The row of one contract as it stands now."""
    state = EntitlementState.MAY if fit.benefits else EntitlementState.NOT
    if fit.claimed_as is not None:
        state = EntitlementState.CLAIMED
    found = {
        "benefits": list(fit.benefits),
        "why": [reason.to_json() for reason in fit.why],
        "claim_by_on": fit.claim_by_on,
        "claimed_as": fit.claimed_as,
    }
    if row is None:
        row = Entitlement.objects.create(
            claim=claim, member=fit.member, state=state, found_at=clock.now(), **found
        )
        if state != EntitlementState.NOT:
            event = events.EntitlementFound(
                policy=fit.member.policy.number, claimed=state == EntitlementState.CLAIMED
            )
            record(subject="claim", subject_id=claim.pk, event=event, by=by)
    elif row.state in FOUND_ANEW or (row.state == EntitlementState.NOT_WANTED and fit.claimed_as is not None):
        row = _move(row, to=state, **found)
    row.member = fit.member
    if row.state == EntitlementState.MAY:
        deadlines.start(
            rule=limitation_rule(products.terms(fit.member.policy.product_version)),
            subject=SUBJECT,
            subject_id=row.pk,
            at=day_start(claim.died_on or claim.event_on or fit.claim_by_on),
            owner=claim.handler_id,
            unit_path=claim.unit.path,
        )
    else:
        _stop_clock(row, outcome="met" if row.state == EntitlementState.CLAIMED else "cancelled")
    return row


def _no_longer(row: Entitlement) -> None:
    """Another day or another policy of the case: this contract is out of question."""
    why = [reason(_("No longer concerned since the day or the policy changed")).to_json()]
    _move(row, to=EntitlementState.NOT, benefits=[], why=why)
    _stop_clock(row, outcome="cancelled")


def _stop_clock(row: Entitlement, *, outcome: str) -> None:
    for rule in LIMITATION:
        deadlines.stop(rule=rule, subject=SUBJECT, subject_id=row.pk, outcome=outcome)


def _fresh(row: Entitlement) -> Entitlement:
    return (
        Entitlement.objects.select_for_update(of=("self",))
        .select_related(
            "claim__insured",
            "claim__reporter",
            "member__policy__product_version",
            "member__policy__unit",
            "member__party",
            "claimed_as",
        )
        .get(pk=row.pk)
    )


def _move(row: Entitlement, *, to: EntitlementState, **changes: object) -> Entitlement:
    if to not in ENTITLEMENT_MOVES[EntitlementState(row.state)]:
        raise Refused("advice.entitlement_moved", _("This has been answered already."))
    changed = Entitlement.objects.filter(pk=row.pk, state=row.state).update(state=to, **changes)
    if changed != 1:
        raise Refused("advice.entitlement_moved", _("This has been answered already."))
    row.state = to
    for name, value in changes.items():
        setattr(row, name, value)
    return row

"""Reporting, reading and moving cases."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from typing import Annotated

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import staff_by_username
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show
from anpei.api.schemas.base import MOST_ROWS, GivenMoment, Number, page_of, read_cursor
from anpei.api.schemas.claims import (
    AssignIn,
    ClaimOut,
    ClaimPageOut,
    ClockOut,
    CloseIn,
    DelayIn,
    IdentifyIn,
    ReasonIn,
    ReportChangesIn,
    ReportIn,
    WithdrawIn,
)
from anpei.audit.models import Event
from anpei.claims import actions
from anpei.claims.actions import ReportForm
from anpei.claims.models import Channel, Claim
from anpei.claims.states import ClaimState
from anpei.core.errors import Forbidden, Invalid
from anpei.deadlines import presenters as clocks
from anpei.parties import queries as parties
from anpei.policies import queries as policies

HEALTH = frozenset({"diagnosis", "died_on", "cause_of_death"})

claims = Operations("claims")


@claims.post("/claims", S.CLAIMS_REPORT, answer=ClaimOut, status=201, permission=P.CLAIM_REPORT, signed=False)
def report_claim(call: Call, data: ReportIn) -> ClaimOut:
    """Report a claim.

    A thin report is accepted: only a phone number is needed. The answer names the case number, the papers needed and
    why, the next steps with dates, and the person who looks after the case. When policy and person are found the case
    moves to the unit of the policy.
    """
    signer = call.signer
    agent = signer if signer is not None and signer.role_class.external else None
    claim = actions.report(
        form=report_form(call, data),
        channel=Channel.AGENT if agent else Channel.API,
        by=call.by,
        key=own_key(call),
        unit=call.client.unit,
        agent=agent,
    )
    return show.case(call, claim)


@claims.read("/claims", S.CLAIMS_READ, answer=ClaimPageOut, permission=P.CLAIM_VIEW)
def list_claims(
    call: Call,
    state: Annotated[list[ClaimState] | None, Query(None, description="Any of these states.")],
    handler: Annotated[
        str, Query("", max_length=60, description="User name of the person who looks after the case.")
    ],
    updated_since: Annotated[
        GivenMoment | None, Query(None, description="Something happened to the case at or after this moment.")
    ],
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> ClaimPageOut:
    """List claims, newest first."""
    rows = _filtered(call, state or [], handler, updated_since)
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows.order_by("-pk")[: size + 1]), size)
    return ClaimPageOut(claims=[show.row(call, claim) for claim in shown], next=following)


@claims.read("/claims/{number}", S.CLAIMS_READ, answer=ClaimOut, permission=P.CLAIM_VIEW)
def get_claim(call: Call, number: Number) -> ClaimOut:
    """Read one claim: facts, clocks, list of papers, next steps, timeline."""
    return show.case(call, call.claim(number))


@claims.change(
    "PATCH",
    "/claims/{number}",
    S.CLAIMS_REPORT,
    S.CLAIMS_HANDLE,
    answer=ClaimOut,
    permission=P.CLAIM_REPORT,
    signed=False,
)
def complete_report(call: Call, number: Number, data: ReportChangesIn) -> ClaimOut:
    """Complete or correct a report. Only the fields sent are changed."""
    changes = {name: getattr(data, name) for name in data.model_fields_set}
    _refuse_unseen_health(call, HEALTH & changes.keys())
    claim = actions.complete_report(call.claim(number), by=call.by, **changes)
    return show.case(call, claim)


@claims.post("/claims/{number}/identify", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_HANDLE)
def identify_claim(call: Call, number: Number, data: IdentifyIn) -> ClaimOut:
    """Say which policy and person the case is about. The list of papers follows the product from then on."""
    claim = call.claim(number)
    policy = policies.by_number(data.policy_number)
    if policy is None or policy.unit_id not in call.units:
        raise Invalid(fields={"policy_number": _("There is no policy with this number.")})
    person = parties.by_id_number(data.id_number) if data.id_number else claim.insured
    member = policies.member_of_policy(policy, person, claim.event_on) if person else None
    if member is None:
        raise Invalid(fields={"id_number": _("This policy does not insure a person with this ID number.")})
    actions.identify(claim, member=member, by=call.by)
    return show.case(call, call.claim(number))


@claims.read("/claims/{number}/deadlines", S.CLAIMS_READ, answer=list[ClockOut], permission=P.CLAIM_VIEW)
def list_deadlines(call: Call, number: Number) -> list[ClockOut]:
    """List the running clocks of a claim, nearest first."""
    running = (clocks.for_staff if call.is_staff else clocks.for_customer)("claim", call.claim(number).pk)
    return [show.clock(call, one) for one in running]


@claims.post("/claims/{number}/assign", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_ASSIGN)
def assign_claim(call: Call, number: Number, data: AssignIn) -> ClaimOut:
    """Give the claim to another person."""
    person = _colleague(data.handler)
    actions.assign(call.claim(number), handler=person, reason=data.reason, by=call.by)
    return show.case(call, call.claim(number))


@claims.post("/claims/{number}/complex", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_COMPLEX)
def declare_complex(call: Call, number: Number, data: ReasonIn) -> ClaimOut:
    """Declare the claim complex, before the simple period ends; the customer reads the reason."""
    actions.declare_complex(call.claim(number), reason=data.reason, by=call.by)
    return show.case(call, call.claim(number))


@claims.post("/claims/{number}/delay", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_HANDLE)
def announce_delay(call: Call, number: Number, data: DelayIn) -> ClaimOut:
    """Tell the customer a later date with the reason, before the promised one passes."""
    actions.announce_delay(call.claim(number), new_date=data.new_date, reason=data.reason, by=call.by)
    return show.case(call, call.claim(number))


@claims.post("/claims/{number}/withdraw", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_CLOSE)
def withdraw_claim(call: Call, number: Number, data: WithdrawIn) -> ClaimOut:
    """Record that the customer takes the report back; it can be taken up again."""
    actions.withdraw(call.claim(number), note=data.note, by=call.by)
    return show.case(call, call.claim(number))


@claims.post("/claims/{number}/close", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_CLOSE)
def close_claim(call: Call, number: Number, data: CloseIn) -> ClaimOut:
    """Close a duplicate or misdirected claim with its reason. Anything else that ends unpaid is a refusal."""
    goes_on = call.claims().filter(number=data.merged_into).first() if data.merged_into else None
    if data.merged_into and goes_on is None:
        raise Invalid(fields={"merged_into": _("There is no such case, or it belongs to another unit.")})
    actions.close(call.claim(number), reason=data.reason, note=data.note, merged_into=goes_on, by=call.by)
    return show.case(call, call.claim(number))


@claims.post("/claims/{number}/reopen", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_REOPEN)
def reopen_claim(call: Call, number: Number, data: ReasonIn) -> ClaimOut:
    """Take a closed, refused, paid or archived claim up again."""
    actions.reopen(call.claim(number), reason=data.reason, by=call.by)
    return show.case(call, call.claim(number))


def _filtered(call: Call, states: list[ClaimState], handler: str, updated_since: object) -> QuerySet[Claim]:
    rows = call.claims()
    if states:
        rows = rows.filter(state__in=states)
    if handler:
        rows = rows.filter(handler__username=handler)
    if updated_since is not None:
        rows = rows.filter(
            Exists(Event.objects.filter(subject="claim", subject_id=OuterRef("pk"), at__gte=updated_since))
        )
    return rows


def report_form(call: Call, data: ReportIn) -> ReportForm:
    """What was told, where the caller may tell it."""
    _refuse_unseen_health(call, {name for name in HEALTH if getattr(data, name)})
    return ReportForm(**data.model_dump())


def own_key(call: Call) -> str:
    """A key is the client's own: two clients that sign for one person must not meet in the action's own memory."""
    return hashlib.sha256(f"{call.client.key_id}:{call.key}".encode()).hexdigest()


def _refuse_unseen_health(call: Call, told: Set[str]) -> None:
    """Whoever may not see a diagnosis does not overwrite one; a partner without a role only adds what it was told."""
    if told and call.signer is not None and not call.masked.health and not call.signer.role_class.external:
        raise Forbidden("api.health", _("The role you sign for does not work with health data."))


def _colleague(username: str) -> Staff:
    person = staff_by_username(username)
    if person is None or not person.is_active or P.CLAIM_HANDLE not in person.permissions:
        raise Invalid(fields={"handler": _("There is nobody of this name who handles claims.")})
    return person

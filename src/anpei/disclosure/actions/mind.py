"""A holder changes their mind inside the cooling-off period: asked, seen to by a named person, ended or kept, paid back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import roster
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as clocks
from anpei.deadlines.models import Clock
from anpei.disclosure import catalogue, events, queries, rules
from anpei.disclosure.actions.contract import VISIT
from anpei.disclosure.models import ChangeOfMind, MindState, ReturnVisit, VisitState
from anpei.disclosure.notices import spoken, tell
from anpei.policies import actions as policies
from anpei.policies.models import Policy
from anpei.values.dates import local_date
from anpei.values.money import format_yuan

ANSWER, REFUND = queries.CHANGE_OF_MIND, queries.REFUND
LONGEST = 500
MOVES = {
    MindState.ENDED: (MindState.ASKED,),
    MindState.KEPT: (MindState.ASKED,),
    MindState.WITHDRAWN: (MindState.ASKED,),
    MindState.PAID: (MindState.ENDED,),
}


def change_mind(policy: Policy, *, by: Actor, words: str = "") -> ChangeOfMind:
    """The holder wants to leave. No reason is needed; a named person sees to it by a date, and the holder hears both.

    Said a second time while it is open gives the open one. Refused, with what can still be done, once the days are over.
    """
    rules.refuse_other_than_holder(policy, by)
    _refuse_long(words=words)
    with transaction.atomic():
        policy = _locked(policy.pk)
        waiting = policy.changes_of_mind.filter(state=MindState.ASKED).first()
        if waiting is not None:
            return waiting
        rules.refuse_to_leave(policy)
        now, person = clock.now(), roster.next_carer(policy.unit)
        answer = _start(ANSWER, policy, now, person)
        _start(REFUND, policy, now, person)
        row = ChangeOfMind.objects.create(
            policy=policy, asked_at=now, person=person, due_at=answer.due_at, words=words.strip()
        )
        _note(row, events.MindChanged(row.pk, person.display_name if person else "", answer.due_on), by)
        tell(
            policy,
            "policy.mind_changed",
            key=f"policy.mind:{row.pk}:asked",
            number=policy.number,
            contact=person.display_name if person else settings.INSURER_HOTLINE,
            by_day=spoken(policy, answer.due_on),
        )
    return row


def keep_after_all(row: ChangeOfMind, *, by: Actor) -> ChangeOfMind:
    """The holder thought better of it before anything was ended: the contract goes on as if nothing had been said."""
    rules.refuse_other_than_holder(row.policy, by)
    with transaction.atomic():
        row = _move(row, to=MindState.WITHDRAWN, closed_at=clock.now())
        _stop(row, ANSWER, REFUND, outcome="cancelled")
        _note(row, events.MindWithdrawn(row.pk), by)
        _told_kept(row)
    return row


def keep(row: ChangeOfMind, *, note: str, by: Actor) -> ChangeOfMind:
    """In the talk the holder said that they keep the contract; ``note`` is what they said. They read that it was kept."""
    person = _signer(row, by)
    if not note.strip():
        raise Invalid(fields={"note": _("What did the holder say? One sentence, in their words.")})
    _refuse_long(note=note)
    with transaction.atomic():
        row = _move(row, to=MindState.KEPT, closed_at=clock.now(), closed_by=person)
        row.note = note.strip()
        row.save(update_fields=["note"])
        _stop(row, ANSWER, outcome="met")
        _stop(row, REFUND, outcome="cancelled")
        _note(row, events.MindKept(row.pk, person.display_name), by)
        _told_kept(row)
    return row


def finish(row: ChangeOfMind, *, cost_fen: int, by: Actor) -> ChangeOfMind:
    """End the contract as the holder wants: covered to the end of today, the premium back less ``cost_fen``.

    The cost is 0 or more and at most what the rules allow (``library/contracts``), in fen. Refused once a case rests on
    the contract: until it has ended it covers. The call to the new holder is not made any more.
    """
    person = _signer(row, by)
    premium_fen = row.policy.premium_fen
    if premium_fen <= 0:
        raise Refused(
            "mind.no_premium", _("The premium of this contract is not known here. Please enter it first.")
        )
    most_fen = min(catalogue.cooling_off().cost_at_most_fen, premium_fen)
    if not 0 <= cost_fen <= most_fen:
        most = {"most": format_yuan(most_fen)}
        raise Invalid(fields={"cost_fen": _("Between 0 and %(most)s yuan: the rules allow no more.") % most})
    with transaction.atomic():
        policy = _locked(row.policy_id)
        if resting := rules.claim_resting_on(policy):
            raise Refused(
                "mind.claim",
                _(
                    "Case %(claim)s is about this contract. Talk it over with the holder before anything is ended."
                )
                % {"claim": resting},
            )
        policy = policies.surrender(policy, on=clock.today() + timedelta(days=1), by=by)
        row = _move(
            row,
            to=MindState.ENDED,
            closed_at=clock.now(),
            closed_by=person,
            ended_on=policy.terminated_on,
            cost_fen=cost_fen,
            refund_fen=premium_fen - cost_fen,
            refund_by=clocks.forecast(rule=REFUND, at=row.asked_at).due_on,
        )
        assert row.ended_on and row.refund_by and row.refund_fen is not None  # set just now
        _stop(row, ANSWER, outcome="met")
        _cancel_what_waits(policy)
        ended = events.MindEnded(row.pk, row.ended_on, row.refund_fen, cost_fen, row.refund_by)
        _note(row, ended, by)
        tell(
            row.policy,
            "policy.mind_ended",
            key=f"policy.mind:{row.pk}:ended",
            legal=True,
            number=policy.number,
            day=spoken(row.policy, row.ended_on),
            refund=format_yuan(row.refund_fen),
            cost=format_yuan(cost_fen),
            by_day=spoken(row.policy, row.refund_by),
        )
    return row


def paid_back(row: ChangeOfMind, *, paid_on: date, by: Actor) -> ChangeOfMind:
    """The money left the house on a day."""
    person = _signer(row, by)
    if paid_on > clock.today():
        raise Invalid(fields={"paid_on": _("This day has not come yet.")})
    if row.ended_on is not None and paid_on < local_date(row.asked_at):
        raise Invalid(fields={"paid_on": _("This lies before the holder said that they want to leave.")})
    with transaction.atomic():
        row = _move(row, to=MindState.PAID, paid_on=paid_on)
        _stop(row, REFUND, outcome="met")
        assert row.refund_fen is not None  # ended before
        _note(row, events.MindPaid(row.pk, row.refund_fen, paid_on, person.display_name), by)
        tell(
            row.policy,
            "policy.mind_paid",
            key=f"policy.mind:{row.pk}:paid",
            number=row.policy.number,
            refund=format_yuan(row.refund_fen),
            day=spoken(row.policy, paid_on),
        )
    return row


def _told_kept(row: ChangeOfMind) -> None:
    tell(
        row.policy,
        "policy.mind_kept",
        key=f"policy.mind:{row.pk}:kept",
        number=row.policy.number,
        hotline=settings.INSURER_HOTLINE,
    )


def _signer(row: ChangeOfMind, by: Actor) -> Staff:
    require(by, Permission.CARE_DO)
    person = signing(by)
    if rules.seller(row.policy) == person:
        raise Forbidden(
            "visit.seller", _("Whoever sold the contract does not handle that somebody leaves it.")
        )
    return person


def _start(rule: str, policy: Policy, at: datetime, person: Staff | None) -> Clock:
    return deadlines.start(
        rule=rule,
        subject="policy",
        subject_id=policy.pk,
        at=at,
        owner=person.pk if person else None,
        unit_path=policy.unit.path,
    )


def _stop(row: ChangeOfMind, *rules_: str, outcome: str) -> None:
    for rule in rules_:
        deadlines.stop(rule=rule, subject="policy", subject_id=row.policy_id, at=clock.now(), outcome=outcome)


def _cancel_what_waits(policy: Policy) -> None:
    """Nobody is called about, or sent, a contract that has ended."""
    ReturnVisit.objects.filter(policy=policy, state=VisitState.DUE).update(state=VisitState.NO_NEED)
    for rule in (VISIT, queries.DELIVERY):
        deadlines.stop(rule=rule, subject="policy", subject_id=policy.pk, at=clock.now(), outcome="cancelled")


def _locked(policy_id: int) -> Policy:
    return (
        Policy.objects.select_for_update(of=("self",))
        .select_related("unit", "policyholder", "product_version__product")
        .get(pk=policy_id)
    )


def _move(row: ChangeOfMind, *, to: MindState, **changes: object) -> ChangeOfMind:
    if ChangeOfMind.objects.filter(pk=row.pk, state__in=MOVES[to]).update(state=to, **changes) != 1:
        raise Refused("mind.state", _("This stands somewhere else by now. Please look at it again."))
    return queries.mind(row.pk)


def _note(row: ChangeOfMind, event: object, by: Actor) -> None:
    record(subject="policy", subject_id=row.policy_id, event=event, by=by)


def _refuse_long(**texts: str) -> None:
    errors = {
        name: _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": LONGEST}
        for name, text in texts.items()
        if len(text.strip()) > LONGEST
    }
    if errors:
        raise Invalid(fields=errors)

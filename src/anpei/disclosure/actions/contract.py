"""The contract in force: handed over, the new holder called inside the cooling-off period, told before cover ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
from anpei.disclosure.models import WAYS, Delivery, PolicyNotice, ReturnVisit, VisitState
from anpei.disclosure.notices import spoken, tell
from anpei.policies.models import Policy, PolicyState
from anpei.values.dates import day_start

VISIT, PROBLEM = "policy.return_visit", "returnvisit.problem"
REINSTATEMENT = "policy.reinstatement"


@dataclass(frozen=True)
class Notice:
    """What is told of an end of cover, and the clock that runs until it is."""

    template: str
    rule: str


NOTICES = {
    "renewal": Notice("policy.renewal", "policy.renewal_notice"),
    "lapse": Notice("policy.lapse", "policy.lapse_notice"),
}


def watch_delivery(policy: Policy) -> None:
    """A contract was issued: it has to reach its holder in time."""
    _watch(policy, queries.DELIVERY, policy.issued_on)


def receive(policy: Policy, *, by: Actor) -> Delivery:
    """The holder says in the app that the contract is there: the moment is kept as the proof of it.

    Only while it is on its way: for a contract of years ago the days to change one's mind do not start again.
    """
    rules.refuse_other_than_holder(policy, by)
    if not rules.is_on_its_way(policy) and not Delivery.objects.filter(policy=policy).exists():
        raise Refused(
            "policy.not_on_its_way",
            _("This contract has been with you for a long time, so there is nothing to confirm."),
        )
    said_at = None if by.kind == "staff" else clock.now()
    return deliver(policy, way="app", received_on=clock.today(), by=by, confirmed_at=said_at)


def deliver(
    policy: Policy, *, way: str, received_on: date, by: Actor, confirmed_at: datetime | None = None
) -> Delivery:
    """The holder has the contract. Where there is a cooling-off period it starts now, and with it the return visit.

    ``confirmed_at``: when the holder said so themself.
    """
    if way not in dict(WAYS):
        raise Invalid(fields={"way": _("Please choose one of the answers shown.")})
    if received_on > clock.today():
        raise Invalid(fields={"received_on": _("This day has not come yet.")})
    if received_on < policy.issued_on:
        raise Invalid(fields={"received_on": _("This lies before the contract was issued.")})
    with transaction.atomic():
        policy = Policy.objects.select_for_update().select_related("unit", "policyholder").get(pk=policy.pk)
        if Delivery.objects.filter(policy=policy).exists():
            raise Refused("policy.delivered", _("The receipt of this contract is recorded already."))
        if policy.state == PolicyState.SURRENDERED:
            raise Refused(
                "policy.not_in_force", _("This contract has been given back; nobody receives it any more.")
            )
        long = rules.has_cooling_off(policy)
        delivery = Delivery.objects.create(
            policy=policy,
            way=way,
            received_on=received_on,
            confirmed_at=confirmed_at,
            cooling_off_until=rules.cooling_off_until(received_on) if long else None,
            recorded_by=by.name[:80],
        )
        deadlines.stop(
            rule=queries.DELIVERY, subject="policy", subject_id=policy.pk, at=clock.now(), outcome="met"
        )
        record(subject="policy", subject_id=policy.pk, event=events.PolicyDelivered(way, received_on), by=by)
        if long:
            _plan_visit(policy, received_on)
        tell(
            policy,
            "policy.delivered" if long else "policy.received",
            key=f"policy.delivered:{policy.pk}",
            number=policy.number,
            until=spoken(policy, delivery.cooling_off_until or policy.ends_on),
        )
    return delivery


def return_visit(visit: ReturnVisit, *, answers: Mapping[str, str], problem: str, by: Actor) -> ReturnVisit:
    """The call took place: every question of the script with yes or no. A no, or a problem told, is followed up."""
    require(by, Permission.CARE_DO)
    person = signing(by)
    hint = _("Please ask this, and note yes or no.")
    codes = catalogue.script().codes
    missing = {code: hint for code in codes if answers.get(code) not in ("yes", "no")}
    if missing:
        raise Invalid(fields=missing)
    nays = [code for code in codes if answers[code] == "no"]
    if nays and not problem.strip():
        raise Invalid(fields={"problem": _("One answer is no: what is the matter, in a sentence?")})
    with transaction.atomic():
        visit = _locked(visit)
        if visit.state != VisitState.DUE:
            raise Refused("visit.made", _("This call has been made already."))
        if rules.seller(visit.policy) == person:
            raise Forbidden("visit.seller", _("Whoever sold the contract does not make this call."))
        now = clock.now()
        visit.state = VisitState.PROBLEM if problem.strip() else VisitState.DONE
        visit.answers = {code: answers[code] for code in codes}
        visit.problem, visit.person, visit.made_at = problem.strip(), person, now
        deadlines.stop(rule=VISIT, subject="policy", subject_id=visit.policy_id, at=now, outcome="met")
        if problem.strip():
            running = deadlines.start(
                rule=PROBLEM,
                subject="policy",
                subject_id=visit.policy_id,
                at=now,
                unit_path=visit.policy.unit.path,
            )
            visit.problem_due_at = running.due_at
        visit.save()
        made = events.ReturnVisitMade(person.display_name, bool(problem.strip()))
        record(subject="policy", subject_id=visit.policy_id, event=made, by=by)
    return visit


def not_reached(visit: ReturnVisit, *, by: Actor) -> ReturnVisit:
    """Nobody answered; counted, and the date stays."""
    require(by, Permission.CARE_DO)
    with transaction.atomic():
        visit = _locked(visit)
        if visit.state != VisitState.DUE:
            raise Refused("visit.made", _("This call has been made already."))
        visit.attempts += 1
        visit.save(update_fields=["attempts"])
        tried = events.ReturnVisitTried(visit.attempts)
        record(subject="policy", subject_id=visit.policy_id, event=tried, by=by)
    return visit


def solve(visit: ReturnVisit, *, solution: str, by: Actor) -> ReturnVisit:
    """What was done about the problem, by somebody other than the seller."""
    require(by, Permission.CARE_DO)
    person = signing(by)
    if not solution.strip():
        raise Invalid(fields={"solution": _("What was done about it?")})
    with transaction.atomic():
        visit = _locked(visit)
        if visit.state != VisitState.PROBLEM:
            raise Refused("visit.no_problem", _("There is no open problem here."))
        if rules.seller(visit.policy) == person:
            raise Forbidden(
                "visit.seller", _("Whoever sold the contract does not solve what went wrong with it.")
            )
        visit.state, visit.solved_at, visit.solved_by = VisitState.SOLVED, clock.now(), person
        visit.solution = solution.strip()
        visit.save()
        deadlines.stop(
            rule=PROBLEM, subject="policy", subject_id=visit.policy_id, at=clock.now(), outcome="met"
        )
        done = events.ReturnVisitSolved(person.display_name)
        record(subject="policy", subject_id=visit.policy_id, event=done, by=by)
    return visit


def watch_end(policy: Policy) -> None:
    """Cover ends soon: its holder is told in time."""
    told_from = max(policy.ends_on - queries.RENEWAL_TOLD_BEFORE, policy.starts_on)
    _watch(policy, NOTICES["renewal"].rule, told_from)


def watch_lapse(policy: Policy) -> None:
    """Cover was suspended: its holder is told within the period that runs from that day."""
    assert policy.terminated_on is not None  # a lapse has a day
    _watch(policy, NOTICES["lapse"].rule, policy.terminated_on)


def notice(policy: Policy, *, kind: str, by: Actor) -> bool:
    """Tell the holder that cover ends soon, or is suspended. Once for each end; says whether anything was sent."""
    told = NOTICES[kind]
    about_on = policy.terminated_on if kind == "lapse" else policy.ends_on
    assert about_on is not None  # a lapse has a day
    with transaction.atomic():
        _row, new = PolicyNotice.objects.get_or_create(policy=policy, kind=kind, about_on=about_on)
        if not new:
            return False
        tell(
            policy,
            told.template,
            key=f"{told.template}:{policy.pk}:{about_on.isoformat()}",
            legal=kind == "lapse",
            number=policy.number,
            day=spoken(policy, about_on),
            **(_taken_up_again(policy, about_on) if kind == "lapse" else {}),
        )
        deadlines.stop(rule=told.rule, subject="policy", subject_id=policy.pk, at=clock.now(), outcome="met")
        record(subject="policy", subject_id=policy.pk, event=events.PolicyNoticeSent(kind, about_on), by=by)
    return True


def _taken_up_again(policy: Policy, since: date) -> dict[str, str]:
    """Until when, and where, cover that is suspended since a day can be asked for again."""
    until = clocks.forecast(rule=REINSTATEMENT, at=day_start(since)).due_on
    with translation.override(policy.policyholder.language):
        return {"until": date_format(until, "DATE_FORMAT"), "hotline": settings.INSURER_HOTLINE}


def _watch(policy: Policy, rule: str, since: date) -> Clock:
    """Somebody is named for every period, so that none runs out unseen."""
    carer = roster.next_carer(policy.unit)
    return deadlines.start(
        rule=rule,
        subject="policy",
        subject_id=policy.pk,
        at=day_start(since),
        owner=carer.pk if carer else None,
        unit_path=policy.unit.path,
    )


def _plan_visit(policy: Policy, received_on: date) -> None:
    running = _watch(policy, VISIT, received_on)
    ReturnVisit.objects.create(policy=policy, due_at=running.due_at)


def _locked(visit: ReturnVisit) -> ReturnVisit:
    return ReturnVisit.objects.select_for_update(of=("self",)).select_related("policy__unit").get(pk=visit.pk)

"""After the answer: accepted, reviewed by the unit above, mediated, reported to the regulator, closed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.rules import require
from anpei.complaints import events, notices, queries, rules
from anpei.complaints.actions.guards import choice_of, holder, move, must_be, note, stop, stop_all, text_of
from anpei.complaints.actions.parts import seat
from anpei.complaints.models import Complaint, Decision, DecisionState, Mediation, Role
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.states import OPEN, ComplaintState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks
from anpei.messages import actions as messages

CLOSES = Actor.system("complaints")


def accept_answer(complaint: Complaint, *, by: Actor) -> Complaint:
    """The complainant says that this settles it. What was promised is followed all the same."""
    if by.kind != "customer":
        raise Forbidden("complaint.customer_only", _("Only the complainant can say so."))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        must_be(complaint, ComplaintState.ANSWERED)
        now = clock.now()
        stop(complaint, complaint.rules.review.request, at=now, outcome="cancelled")
        move(complaint, to=ComplaintState.CLOSED, accepted_at=now, closed_at=now)
        note(complaint, events.Accepted(), by)
    return complaint


def ask_review(complaint: Complaint, *, text: str, by: Actor) -> Complaint:
    """The unit above looks at it again; a sentence is enough, and nothing has to be said twice. Once, and in time."""
    text = text_of(text, "text", _("What should be looked at again?"))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        if by.kind != "customer":
            holder(complaint, by)
        must_be(complaint, ComplaintState.ANSWERED)
        now = clock.now()
        window = queries.review_clock(complaint)
        if window is None or window.due_at < now:
            raise Refused(
                "complaint.review_over",
                _(
                    "The time to ask for a review has gone by. Mediation, a court and the line 12378 stay open."
                ),
            )
        stop(complaint, complaint.rules.review.request, at=now)
        row = deadlines.start(
            rule=complaint.rules.review.decision, subject=SUBJECT, subject_id=complaint.pk, at=now,
            unit_path=complaint.unit.path,
        )  # fmt: skip
        move(complaint, to=ComplaintState.REVIEW)
        people = rules.free_reviewers(complaint)
        if people:
            seat(complaint, people[0], Role.REVIEWER)
            deadlines.hand_over(subject=SUBJECT, subject_id=complaint.pk, owner=people[0].pk)
        messages.receive(
            text=text, sender=notices.recipient(complaint), subject=SUBJECT, subject_id=complaint.pk, by=by
        )
        name, due = people[0].display_name if people else "", running_clocks.promised_on(row)
        note(complaint, events.ReviewAsked(reviewer=name, due=due.isoformat()), by)
        notices.review_started(complaint, reviewer=name, due=due)
    return complaint


def take_review(complaint: Complaint, *, by: Actor) -> Complaint:
    """Take up a review nobody has, or one of somebody who became part of the matter."""
    require(by, complaint.rules.review.permission)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        must_be(complaint, ComplaintState.REVIEW)
        if queries.reviewer(complaint) is not None:
            raise Refused("complaint.reviewed", _("Somebody reviews it already."))
        able = {one.pk: one for one in rules.free_reviewers(complaint)}
        person = able.get(int(by.id)) if by.id.isdigit() else None
        if person is None:
            raise Forbidden(
                "complaint.reviewer",
                _("It is reviewed in a unit above, by somebody who had nothing to do with it."),
            )
        seat(complaint, person, Role.REVIEWER)
        deadlines.hand_over(subject=SUBJECT, subject_id=complaint.pk, owner=person.pk)
        row = queries.answer_clock(complaint)
        due = running_clocks.promised_on(row) if row else clock.today()
        note(complaint, events.ReviewAsked(reviewer=person.display_name, due=due.isoformat()), by)
    return complaint


def decide_review(complaint: Complaint, *, outcome: str, facts: str, basis: str, by: Actor) -> Decision:
    """The decision of the unit above, signed by the reviewer; it ends the matter inside the company."""
    outcome = choice_of(outcome, "outcome", (one.code for one in complaint.rules.outcomes))
    facts = text_of(facts, "facts", _("What was found? The complainant reads this."))
    basis = text_of(basis, "basis", _("Which clauses and rules does it rest on?"), longest=1000)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by, (Role.REVIEWER,))
        must_be(complaint, ComplaintState.REVIEW)
        now = clock.now()
        decision = Decision.objects.create(
            complaint=complaint, review=True, outcome=outcome, facts=facts, basis=basis, state=DecisionState.SENT,
            made_by=person, made_at=now,
        )  # fmt: skip
        stop(complaint, complaint.rules.review.decision, at=now)
        move(complaint, to=ComplaintState.CLOSED, closed_at=now)
        answered = events.Answered(decision=decision.pk, outcome=outcome, rule_set=complaint.rule_set)
        note(complaint, answered, by)
        decision.complaint = complaint
        notices.answered(decision, review_by=None)
    return decision


def note_mediation(
    complaint: Complaint, *, organisation: str, held_on: date, outcome: str, by: Actor, text: str = ""
) -> Mediation:
    """A mediation arranged, or its result: the same organisation and day again takes the result."""
    organisation = text_of(organisation, "organisation", _("Which organisation mediates?"), longest=120)
    outcome = choice_of(outcome, "outcome", ("planned", "agreed", "failed"))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by, (Role.HANDLER, Role.LEAD, Role.REVIEWER))
        must_be(complaint, *OPEN)
        if outcome != "planned" and held_on > clock.today():
            raise Invalid(fields={"held_on": _("A result is noted when it is there.")})
        row = complaint.mediations.filter(organisation=organisation, held_on=held_on).first()
        row = row or Mediation(complaint=complaint, organisation=organisation, held_on=held_on)
        row.outcome, row.note = outcome, text.strip()
        row.save()
        said = events.MediationNoted(organisation=organisation, outcome=str(row.get_outcome_display()))
        note(complaint, said, by)
    return row


def report_to_regulator(complaint: Complaint, *, by: Actor) -> Complaint:
    """What was done was reported back to whoever passed it on; it takes an answer first."""
    with transaction.atomic():
        complaint = locked(complaint.pk)
        holder(complaint, by)
        if not complaint.regulator_case_no:
            raise Refused("complaint.no_regulator", _("The regulator did not pass this on."))
        if complaint.answered_at is None and complaint.state not in (
            ComplaintState.WITHDRAWN,
            ComplaintState.DECLINED,
        ):
            raise Refused("complaint.not_answered", _("Please answer the complainant first."))
        reported = Complaint.objects.filter(pk=complaint.pk, regulator_reported_at__isnull=True)
        if reported.update(regulator_reported_at=clock.now()) != 1:
            raise Refused("complaint.regulator_reported", _("It has been reported back already."))
        complaint.refresh_from_db()
        stop(complaint, complaint.rules.regulator.clock, at=clock.now())
        note(complaint, events.RegulatorTold(case_no=complaint.regulator_case_no), by)
    return complaint


def close(complaint: Complaint, *, by: Actor = CLOSES) -> Complaint:
    """The time to ask for a review has gone by. An open cause stays in its own list."""
    with transaction.atomic():
        complaint = locked(complaint.pk)
        if not queries.closable(complaint):
            raise Refused("complaint.not_closable", _("It is not finished yet."))
        window = queries.review_clock(complaint)
        if window is not None and window.due_at >= clock.now():
            raise Refused("complaint.window_open", _("The complainant can still ask for a review."))
        move(complaint, to=ComplaintState.CLOSED, closed_at=clock.now())
        stop_all(complaint, at=clock.now())
        note(complaint, events.Closed(), by)
    return complaint

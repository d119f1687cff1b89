"""Reads of complaints, always through who is asking. Whoever a complaint is about does not see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, visible_units
from anpei.audit.models import Event
from anpei.care.models import Followup
from anpei.claims.models import Claim
from anpei.complaints.models import (
    Cause,
    Complaint,
    Decision,
    DecisionState,
    Extension,
    ExtensionState,
    Part,
    PointsAt,
    Role,
)
from anpei.complaints.ruleset import in_force
from anpei.complaints.states import AT_WORK, ComplaintState
from anpei.core import clock as time
from anpei.core.errors import NotFound
from anpei.deadlines import queries as running_clocks
from anpei.deadlines.models import Clock

PAGE = 50
SUBJECT = "complaint"
CAUSE = "complaint.cause"


def locked(complaint_id: int) -> Complaint:
    """The complaint, held until the transaction ends."""
    return Complaint.objects.select_for_update().get(pk=complaint_id)


def for_staff(staff: Staff) -> QuerySet[Complaint]:
    """Complaints of the units this person may see or has a part in, without those they have to stand aside from."""
    if not permits(staff, P.COMPLAINT_VIEW):
        return Complaint.objects.none()
    own = Part.objects.filter(complaint=OuterRef("pk"), staff=staff)
    seen = Q(unit__in=visible_units(staff)) | Exists(own.exclude(role=Role.RECUSED))
    return Complaint.objects.filter(seen, ~Exists(own.filter(role=Role.RECUSED))).select_related(
        "claim__insured", "unit", "complainant"
    )


def get_for_staff(staff: Staff, number: str) -> Complaint:
    found = (
        for_staff(staff)
        .select_related("claim__product_version__product", "policy", "merged_into")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise _unknown()
    return found


def for_visitor(phone_hash: str) -> QuerySet[Complaint]:
    """Complaints made by whoever proved this phone number."""
    if not phone_hash:
        return Complaint.objects.none()
    return Complaint.objects.filter(phone_hash=phone_hash).order_by("-received_at", "-id")


def get_for_visitor(phone_hash: str, number: str) -> Complaint:
    found = for_visitor(phone_hash).select_related("claim").filter(number=number).first()
    if found is None:
        raise _unknown()
    return found


def received_as(number: str) -> Complaint | None:
    """A complaint by its number alone, for the desk or the system that has just taken it: show the receipt only."""
    return Complaint.objects.filter(number=number).first()


def of_followup(followup: Followup) -> Complaint | None:
    """The complaint registered from what a follow-up answered; its record says so. Ask who may see it separately."""
    of_case = Complaint.objects.filter(claim=followup.claim_id)
    said = _received().filter(subject_id__in=of_case.order_by().values("pk"), data__followup=followup.pk)
    return of_case.filter(pk__in=said.order_by().values("subject_id")).first()


def followup_of(complaint: Complaint) -> Followup | None:
    """The follow-up whose answer it was said in."""
    received = _received().filter(subject_id=complaint.pk).first()
    wanted = received.data.get("followup", 0) if received else 0
    return Followup.objects.filter(pk=wanted).first() if wanted else None


def _received() -> QuerySet[Event]:
    return Event.objects.filter(subject=SUBJECT, type="complaint.received")


def queue(
    staff: Staff, where: Q | None = None, *, after: tuple[datetime, int] | None = None, size: int = PAGE
) -> list[Complaint]:
    """One page of the open complaints this person sees, by the nearest clock, and one more where there are more."""
    rows = for_staff(staff).filter(where or Q(), is_open=True)
    if after:
        due, last = after
        rows = rows.filter(Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=last), next_due_at__gte=due)
    held = Prefetch(
        "parts", Part.objects.filter(role=Role.HANDLER).select_related("staff"), to_attr="held_by"
    )
    return list(rows.prefetch_related(held).order_by("next_due_at", "id")[: size + 1])


def mine(staff: Staff) -> Q:
    """As a filter of the queue: what this person handles, leads or reviews."""
    own = Part.objects.filter(staff=staff, role__in=(Role.HANDLER, Role.LEAD, Role.REVIEWER))
    return Q(pk__in=own.order_by().values("complaint"))


def unheld() -> Q:
    """As a filter of the queue: nobody free of conflict was found."""
    held = Part.objects.filter(role=Role.HANDLER).order_by().values("complaint")
    return Q(state__in=AT_WORK) & ~Q(pk__in=held)


def waiting_for_signature() -> Q:
    """As a filter of the queue: an answer or an extension waits for a second signature."""
    answers = Decision.objects.filter(state=DecisionState.PROPOSED).order_by().values("complaint")
    longer = Extension.objects.filter(state=ExtensionState.ASKED).order_by().values("complaint")
    return Q(pk__in=answers) | Q(pk__in=longer)


def desk_counts(staff: Staff) -> dict[str, int]:
    """For my day: complaints in my hands, those to sign, questions put to me, and corrective actions of mine."""
    visible = for_staff(staff).filter(is_open=True)
    signs = permits(staff, P.COMPLAINT_APPROVE)
    return {
        "mine": visible.filter(mine(staff)).count() if permits(staff, P.COMPLAINT_VIEW) else 0,
        "sign": visible.filter(waiting_for_signature()).count() if signs else 0,
        "asked": asked_of(staff).count(),
        "fixes": Cause.objects.filter(owner=staff, done_at__isnull=True).count(),
    }


def handler(complaint: Complaint) -> Staff | None:
    return _holder(complaint, Role.HANDLER)


def lead(complaint: Complaint) -> Staff | None:
    return _holder(complaint, Role.LEAD)


def reviewer(complaint: Complaint) -> Staff | None:
    return _holder(complaint, Role.REVIEWER)


def _holder(complaint: Complaint, role: Role) -> Staff | None:
    part = complaint.parts.filter(role=role).select_related("staff__unit").last()
    return part.staff if part else None


def answer_clock(complaint: Complaint) -> Clock | None:
    """The clock the answer is promised by: the one that ends first."""
    return running_clocks.promised(subject=SUBJECT, subject_id=complaint.pk)


@dataclass(frozen=True)
class Timetable:
    """What somebody who complains now is promised."""

    call_by: date
    answer_by: date


def timetable(claim: Claim | None = None) -> Timetable:
    """The dates of a complaint made now about this case, before it is made: the same rules, the shortest counts."""
    now = time.now()
    rules = in_force(time.today())
    version = claim.product_version if claim else None
    clocks = (rules.steps[0].clock, *rules.reply_clocks(version.product.line if version else ""))
    return Timetable(
        call_by=running_clocks.forecast(rule=rules.first_call.clock, at=now).due_on,
        answer_by=min(running_clocks.forecast(rule=rule, at=now).internal_due_on for rule in clocks),
    )


def review_clock(complaint: Complaint) -> Clock | None:
    """Until when a review may be asked for."""
    return running_clocks.find(rule=complaint.rules.review.request, subject=SUBJECT, subject_id=complaint.pk)


def answer(complaint: Complaint) -> Decision | None:
    """The latest answer that was sent."""
    return complaint.decisions.filter(state=DecisionState.SENT).last()


def proposal(complaint: Complaint) -> Decision | None:
    return complaint.decisions.filter(state=DecisionState.PROPOSED).first()


def related(complaint: Complaint) -> QuerySet[Complaint]:
    """Other complaints about the same case or by the same person."""
    same = Q()
    if complaint.claim_id:
        same |= Q(claim=complaint.claim_id)
    if complaint.phone_hash:
        same |= Q(phone_hash=complaint.phone_hash)
    if not same:
        return Complaint.objects.none()
    return Complaint.objects.filter(same).exclude(pk=complaint.pk).order_by("-received_at")


def open_about(claim_id: int, phone_hash: str) -> Complaint | None:
    """What this person already complains about on this case: more words belong there."""
    return for_visitor(phone_hash).filter(claim=claim_id, state__in=AT_WORK).first() if phone_hash else None


def asked_of(staff: Staff) -> QuerySet[Part]:
    """Questions put to somebody a complaint is about. They see the question, not the complaint."""
    return (
        Part.objects.filter(staff=staff, asked_at__isnull=False, stated_at__isnull=True)
        .select_related("complaint__claim")
        .order_by("asked_at")
    )


def open_causes(staff: Staff) -> QuerySet[Cause]:
    """Causes that are not changed and verified yet, whether or not their complaint is closed."""
    rows = Cause.objects.filter(verified_at__isnull=True).select_related("complaint", "owner", "person")
    if not permits(staff, P.COMPLAINT_VIEW):
        return rows.filter(owner=staff).order_by("id")
    return rows.filter(Q(owner=staff) | Q(complaint__in=for_staff(staff).order_by().values("pk"))).order_by(
        "id"
    )


def open_causes_of(staff: Staff, points_at: str, key: str) -> QuerySet[Cause]:
    """Open causes, as this person may see them, that point at one thing; a product has those of its clauses as well."""
    same = Q(points_at=points_at, reference=key)
    if points_at == PointsAt.PRODUCT:
        same |= Q(points_at=PointsAt.CLAUSE, reference__startswith=f"{key}/")
    return open_causes(staff).filter(same)


def open_causes_by_key(staff: Staff, points_at: str) -> dict[str, int]:
    """How many open causes, as this person may see them, point at each thing of a kind."""
    rows = open_causes(staff).filter(points_at=points_at).order_by().values_list("reference")
    return dict(rows.annotate(n=Count("id")))


def get_cause(staff: Staff, cause_id: int) -> Cause:
    found = open_causes(staff).filter(pk=cause_id).first()
    if found is None:
        raise NotFound("cause.unknown", _("This cause is not open, or it belongs to another unit."))
    return found


def closable(complaint: Complaint) -> bool:
    """Answered, and the time to ask for a review has gone by without one and without a mediation under way."""
    return (
        complaint.state == ComplaintState.ANSWERED
        and not complaint.mediations.filter(outcome="planned").exists()
    )


def _unknown() -> NotFound:
    return NotFound("complaint.unknown", _("There is no such complaint, or it is not for you to see."))

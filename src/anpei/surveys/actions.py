"""Every write about surveys: order, go, record, report. A survey decides nothing and stops no statutory clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.documents import vault
from anpei.surveys import events
from anpei.surveys.models import Statement, Survey, SurveyKind, SurveyPhoto, SurveyState
from anpei.surveys.states import ALLOWED, OPEN
from anpei.values.dates import local_date

POSSIBLE_IN = (ClaimState.REPORTED, ClaimState.SUPPLEMENT, ClaimState.ACCEPTED, ClaimState.ASSESSING)
CONCLUSIONS = ("confirmed", "differs", "unclear")
MILLION = 1_000_000


def order(
    claim: Claim,
    *,
    kind: str = SurveyKind.SURVEY,
    reason: str,
    assignee: Staff,
    by: Actor,
    questions: str = "",
    due_at: datetime | None = None,
) -> Survey:
    """Send somebody to look: large, complex or doubtful cases, with the reason.

    An investigation pauses internal targets only; the statutory determination clock runs on (regulations §1.3).
    """
    require(by, Permission.SURVEY_DISPATCH)
    person = signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("What makes a look on the spot necessary?")})
    if due_at is not None and due_at <= clock.now():
        raise Invalid(fields={"due_at": _("This moment has passed.")})
    if Permission.SURVEY_DO not in assignee.permissions or not sees_unit(assignee, claim.unit):
        raise Invalid(
            fields={
                "assignee": _("%(name)s does not carry out surveys in this unit.")
                % {"name": assignee.display_name}
            }
        )
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.state not in POSSIBLE_IN:
            raise Refused("survey.not_open", _("A survey is ordered before the decision is proposed."))
        now = clock.now()
        due = due_at or deadlines.due_for(rule="internal.survey", at=now)
        survey = Survey.objects.create(
            claim=claim,
            kind=kind,
            reason=reason.strip()[:300],
            questions=questions.strip(),
            assignee=assignee,
            ordered_by=person,
            due_at=due,
        )
        if kind == SurveyKind.INVESTIGATION:
            deadlines.pause_all(
                subject="claim", subject_id=claim.pk, kind="investigation", at=now, reason=survey.reason
            )
        # After the pause: the survey's own target runs, it is what is being waited for.
        deadlines.start(
            rule="internal.survey",
            subject="claim",
            subject_id=claim.pk,
            at=now,
            owner=assignee.pk,
            unit_path=claim.unit.path,
        )
        _note(claim, _ordered(survey, due), by)
        restart_queue_clock(claim)
    return survey


def start(survey: Survey, *, by: Actor) -> Survey:
    with transaction.atomic():
        claim, survey = _mine(survey, by)
        survey = _move(survey, to=SurveyState.UNDER_WAY, started_at=clock.now())
        _note(claim, events.SurveyStarted(survey=survey.pk), by)
    return survey


def add_photo(
    survey: Survey,
    *,
    content: bytes,
    by: Actor,
    taken_at: datetime | None = None,
    place: str = "",
    latitude: str = "",
    longitude: str = "",
    caption: str = "",
) -> SurveyPhoto:
    """A photo with time and place. ``latitude`` and ``longitude`` are decimal degrees as the phone wrote them."""
    position = _position(latitude, longitude)
    now = clock.now()
    _refuse_future(taken_at, now)
    file = vault.receive(content)
    with transaction.atomic():
        claim, survey = _mine(survey, by)
        photo = SurveyPhoto.objects.create(
            survey=survey,
            file=file,
            taken_at=taken_at or now,
            place=place.strip(),
            latitude_e6=position[0],
            longitude_e6=position[1],
            caption=caption.strip()[:200],
        )
        _note(claim, events.PhotoAdded(survey=survey.pk, sha256=file.sha256), by)
    return photo


def note_photo_viewed(photo: SurveyPhoto, *, by: Actor) -> None:
    """Somebody opened a photo: who, when, which."""
    viewed = events.PhotoViewed(survey=photo.survey_id, photo=photo.pk)
    with transaction.atomic():
        record(subject="claim", subject_id=photo.survey.claim_id, event=viewed, by=by)


def add_statement(
    survey: Survey, *, person: str, role: str, text: str, by: Actor, taken_at: datetime | None = None
) -> Statement:
    """What somebody said: who, in which role (witness, doctor, colleague), in their words."""
    errors = {}
    if not person.strip():
        errors["person"] = _("Who said it?")
    if not role.strip():
        errors["role"] = _("A witness, the doctor, a colleague?")
    if not text.strip():
        errors["text"] = _("Please write what was said, as closely as you can.")
    if errors:
        raise Invalid(fields=errors)
    _refuse_future(taken_at, clock.now())
    with transaction.atomic():
        claim, survey = _mine(survey, by)
        statement = Statement.objects.create(
            survey=survey,
            person=person.strip(),
            role=role.strip()[:60],
            text=text.strip(),
            taken_at=taken_at or clock.now(),
        )
        _note(claim, events.StatementTaken(survey=survey.pk, role=statement.role), by)
    return statement


def submit_report(survey: Survey, *, findings: str, conclusion: str, by: Actor) -> Survey:
    """Hand in what was found; with the last open investigation the internal targets run again."""
    errors = {}
    if not findings.strip():
        errors["findings"] = _("What did you find?")
    if conclusion not in CONCLUSIONS:
        errors["conclusion"] = _("As reported, different, or still unclear?")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim, survey = _mine(survey, by)
        now = clock.now()
        survey = _move(
            survey,
            to=SurveyState.REPORTED,
            reported_at=now,
            conclusion=conclusion,
            started_at=survey.started_at or now,
        )
        survey.findings = findings.strip()
        survey.save(update_fields=["findings"])
        _note(claim, events.SurveyReported(survey=survey.pk, conclusion=conclusion), by)
        _release_clocks(claim, outcome="met")
    return survey


def cancel(survey: Survey, *, reason: str, by: Actor) -> Survey:
    require(by, Permission.SURVEY_DISPATCH)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why is it not needed any more?")})
    with transaction.atomic():
        claim = locked(survey.claim_id)
        survey = _move(survey, to=SurveyState.CANCELLED, cancel_reason=reason.strip()[:300])
        _note(claim, events.SurveyCancelled(survey=survey.pk, reason=survey.cancel_reason), by)
        _release_clocks(claim, outcome="cancelled")
    return survey


def _ordered(survey: Survey, due: datetime) -> object:
    name, day = survey.assignee.display_name, local_date(due).isoformat()
    if survey.kind == SurveyKind.INVESTIGATION:
        return events.InvestigationOrdered(survey=survey.pk, assignee=name, due=day, reason=survey.reason)
    return events.SurveyOrdered(survey=survey.pk, kind=survey.kind, assignee=name, due=day)


def _mine(survey: Survey, by: Actor) -> tuple[Claim, Survey]:
    """The open survey of the person who asks; nobody writes another person's report."""
    require(by, Permission.SURVEY_DO)
    person = signing(by)
    claim = locked(survey.claim_id)
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.assignee_id != person.pk:
        raise Forbidden(
            "survey.not_mine", _("This survey belongs to %(name)s.") % {"name": survey.assignee.display_name}
        )
    if survey.state not in OPEN:
        raise Refused("survey.state", _("This survey is finished. A new one can be ordered."))
    return claim, survey


def _move(survey: Survey, *, to: SurveyState, **changes: object) -> Survey:
    origins = [origin for origin, targets in ALLOWED.items() if to in targets]
    if Survey.objects.filter(pk=survey.pk, state__in=origins).update(state=to, **changes) != 1:
        raise Refused("survey.state", _("This survey stands somewhere else by now. Please look at it again."))
    survey.refresh_from_db()
    return survey


def _note(claim: Claim, happened: object, by: Actor) -> None:
    record(subject="claim", subject_id=claim.pk, event=happened, by=by)
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


def _release_clocks(claim: Claim, *, outcome: str) -> None:
    now, still_open = clock.now(), claim.surveys.filter(state__in=OPEN)
    if not still_open.filter(kind=SurveyKind.INVESTIGATION).exists():
        deadlines.resume_all(subject="claim", subject_id=claim.pk, kind="investigation", at=now)
    if not still_open.exists():
        deadlines.stop(rule="internal.survey", subject="claim", subject_id=claim.pk, at=now, outcome=outcome)
    restart_queue_clock(claim)


def _refuse_future(taken_at: datetime | None, now: datetime) -> None:
    if taken_at is not None and taken_at > now:
        raise Invalid(fields={"taken_at": _("This moment lies in the future.")})


def _position(latitude: str, longitude: str) -> tuple[int | None, int | None]:
    """Degrees times one million, or nothing; half a position is a mistake."""
    if not latitude.strip() and not longitude.strip():
        return None, None
    try:
        position = round(float(latitude) * MILLION), round(float(longitude) * MILLION)
    except (ValueError, OverflowError):  # not a number; infinite
        raise Invalid(
            fields={"place": _("The position could not be read. Please describe the place in words.")}
        ) from None
    if abs(position[0]) > 90 * MILLION or abs(position[1]) > 180 * MILLION:
        raise Invalid(
            fields={"place": _("The position could not be read. Please describe the place in words.")}
        )
    return position

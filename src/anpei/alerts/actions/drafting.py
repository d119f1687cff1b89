"""An alert before it goes out: written, changed, counted, approved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.alerts import catalogue, events, rules, targeting, wording
from anpei.alerts.actions.moving import fresh, move
from anpei.alerts.models import Alert, AlertState, Level, Source
from anpei.alerts.states import EDITABLE
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.actions import enqueue
from anpei.organisation.models import Unit
from anpei.products.models import Product
from anpei.values.dates import day_end, day_start

AREA = re.compile(r"[1-9]\d(\d\d){0,2}", re.ASCII)
MOST_AREAS = 60


@dataclass(frozen=True)
class AlertForm:
    """What somebody writes. ``words`` as ``Alert.words``; ``areas`` none means everywhere."""

    peril: str
    level: str
    starts_at: datetime | None
    ends_at: datetime | None
    lines: Sequence[str]
    words: Mapping[str, Any]
    areas: Sequence[str] = ()
    products: Sequence[str] = ()
    who: str = "anyone"


def draft(form: AlertForm, *, unit: Unit, by: Actor, source: str = Source.MANUAL, issuer: str = "") -> Alert:
    """Keep a draft for the customers of a unit and those below. Invalid names every field that cannot be."""
    require(by, Permission.ALERT_WRITE)
    person = _person(by, unit)
    checked(form)
    with transaction.atomic():
        return _created(form, unit=unit, by=by, source=source, issuer=issuer, drafted_by=person)


def draft_unclear(form: AlertForm, *, unit: Unit, by: Actor, issuer: str) -> Alert:
    """Keep what a warning service tells of a danger we do not know. It goes on once somebody has said which one it is."""
    require(by, Permission.ALERT_WRITE)
    person = _person(by, unit)
    wrong = _wrong_place_or_time(form)
    if form.level not in Level.values:
        wrong["level"] = _("Please choose one of the answers shown.")
    if wrong:
        raise Invalid(fields=wrong)
    with transaction.atomic():
        return _created(form, unit=unit, by=by, source=Source.CAP, issuer=issuer, drafted_by=person)


def draft_season(schedule: catalogue.Schedule, *, starts_on: date, unit: Unit, by: Actor) -> Alert | None:
    """The draft of a season that comes round; None when this year's is there already."""
    peril = catalogue.peril(schedule.peril)
    assert peril is not None  # the library was read strictly
    ends_on = date.fromisoformat(f"{starts_on.year}-{schedule.ends}")
    if schedule.ends < schedule.starts:
        ends_on = date.fromisoformat(f"{starts_on.year + 1}-{schedule.ends}")
    form = AlertForm(
        peril=schedule.peril,
        level=schedule.level,
        areas=schedule.areas,
        starts_at=day_start(starts_on),
        ends_at=day_end(ends_on),
        lines=schedule.lines,
        who=schedule.who,
        words=wording.from_library(peril, schedule.level),
    )
    key = f"{schedule.code}:{starts_on.year}:{unit.pk}"
    if Alert.objects.filter(season_key=key).exists():
        return None
    try:
        with transaction.atomic():
            return _created(form, unit=unit, by=by, source=Source.SCHEDULE, season_key=key)
    except IntegrityError:  # another worker made it a moment ago
        return None


def change(alert: Alert, form: AlertForm, *, by: Actor) -> Alert:
    """Change a draft. Whoever changes it has drafted it from now on; its count and approval start again."""
    require(by, Permission.ALERT_WRITE)
    person = _person(by, alert.unit)
    checked(form)
    if alert.state not in EDITABLE:
        raise Refused("alerts.gone_out", _("This alert has gone out or is withdrawn; write another one."))
    kept = _columns(form)
    changed = sorted(name for name, value in kept.items() if getattr(alert, name) != value)
    with transaction.atomic():
        alert = move(
            alert,
            to=AlertState.DRAFT,
            **kept,
            drafted_by=person,
            approved_by=None,
            approved_at=None,
            counted=None,
            counted_at=None,
            counting=False,
        )
        record(subject="alert", subject_id=alert.pk, event=events.AlertChanged(fields=changed), by=by)
    return alert


def ask_to_count(alert: Alert, *, by: Actor) -> Alert:
    """The preview: counted in the background, since it looks at everybody concerned."""
    rules.require_hand(by)
    if alert.state not in (AlertState.DRAFT, AlertState.PREVIEWED):
        raise Refused("alerts.state", _("This alert stands somewhere else by now. Please look at it again."))
    _refuse_unclear(alert)
    with transaction.atomic():
        alert = move(alert, to=AlertState.DRAFT, counting=True)
        enqueue(task="alerts.count", args={"alert_id": alert.pk, "version": alert.version})
    return alert


def count(alert: Alert, *, by: Actor) -> Alert:
    """How many would be told, how many left out and why. A change in the meantime makes the count void."""
    _refuse_unclear(alert)
    found = targeting.count(alert)
    with transaction.atomic():
        kept = Alert.objects.filter(pk=alert.pk, version=alert.version, state=AlertState.DRAFT).update(
            state=AlertState.PREVIEWED,
            counted=found,
            counted_at=clock.now(),
            counting=False,
            version=alert.version + 1,
        )
        if kept:
            counted = events.AlertCounted(found["reached"], sum(found["left_out"].values()))
            record(subject="alert", subject_id=alert.pk, event=counted, by=by)
    return fresh(alert)


def approve(alert: Alert, *, by: Actor) -> Alert:
    """Say yes to what was counted; for a serious level somebody other than who wrote it."""
    if rules.needs_second_person(alert.level):
        require(by, Permission.ALERT_APPROVE)
    else:
        rules.require_hand(by)
    person = signing(by)
    if not sees_unit(person, alert.unit):
        raise Forbidden("alerts.unit", _("This alert belongs to another unit."))
    if rules.needs_second_person(alert.level) and alert.drafted_by_id == person.pk:
        raise Refused(
            "alerts.second_person",
            _("At this level a second person approves; you wrote it. Please ask a colleague."),
        )
    _refuse_over(alert)
    if not (alert.counted or {}).get("reached"):
        raise Refused("alerts.nobody", _("Nobody would be told. Please count it, or choose another area."))
    with transaction.atomic():
        alert = move(alert, to=AlertState.APPROVED, approved_by=person, approved_at=clock.now())
        record(subject="alert", subject_id=alert.pk, event=events.AlertApproved(person.display_name), by=by)
    return alert


def checked(form: AlertForm) -> None:
    """Raise Invalid beside every field that cannot be."""
    wrong: dict[str, str] = {}
    peril = catalogue.peril(form.peril)
    choose = _("Please choose one of the answers shown.")
    if peril is None:
        wrong["peril"] = choose
    if form.level not in Level.values:
        wrong["level"] = choose
    if catalogue.people(form.who) is None:
        wrong["who"] = choose
    wrong |= _wrong_place_or_time(form)
    if not form.lines or (peril is not None and set(form.lines) - set(peril.lines)):
        wrong["lines"] = choose
    elif form.products:
        known = Product.objects.filter(code__in=form.products, line__in=form.lines).count()
        if known != len(set(form.products)):
            wrong["products"] = _("Only products of the lines chosen.")
    wrong |= wording.problems(wording.tidied(form.words))
    if wrong:
        raise Invalid(fields=wrong)


def _wrong_place_or_time(form: AlertForm) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if len(form.areas) > MOST_AREAS or any(not AREA.fullmatch(area) for area in form.areas):
        wrong["areas"] = _("Codes of 2, 4 or 6 digits, like 51, 5101 or 510104; at most %(most)d.") % {
            "most": MOST_AREAS
        }
    if form.starts_at is None:
        wrong["starts_at"] = _("From when?")
    if form.ends_at is None:
        wrong["ends_at"] = _("Until when?")
    elif form.ends_at <= clock.now():
        wrong["ends_at"] = _("This moment has passed.")
    elif form.starts_at is not None and form.ends_at <= form.starts_at:
        wrong["ends_at"] = _("The end lies before the beginning.")
    return wrong


def _created(
    form: AlertForm,
    *,
    unit: Unit,
    by: Actor,
    source: str,
    issuer: str = "",
    drafted_by: Staff | None = None,
    season_key: str | None = None,
) -> Alert:
    alert = Alert.objects.create(
        unit=unit,
        source=source,
        issuer=issuer[:120],
        drafted_by=drafted_by,
        season_key=season_key,
        **_columns(form),
    )
    drafted = events.AlertDrafted(peril=form.peril, level=form.level, source=source)
    record(subject="alert", subject_id=alert.pk, event=drafted, by=by, new_chain=True)
    return alert


def _columns(form: AlertForm) -> dict[str, Any]:
    return {
        **asdict(form),
        "areas": list(dict.fromkeys(form.areas)),
        "lines": list(dict.fromkeys(form.lines)),
        "products": list(dict.fromkeys(form.products)),
        "words": wording.tidied(form.words),
    }


def _person(by: Actor, unit: Unit) -> Staff | None:
    """Who signs for it; a named system job drafts without a person."""
    if by.kind == "system":
        return None
    person = signing(by)
    if not sees_unit(person, unit):
        raise Forbidden("alerts.unit", _("This alert belongs to another unit."))
    return person


def _refuse_unclear(alert: Alert) -> None:
    if not alert.peril:
        raise Refused(
            "alerts.peril",
            _("Which danger is it? The warning calls it what we do not know; please say it first."),
        )


def _refuse_over(alert: Alert) -> None:
    if alert.ends_at <= clock.now():
        raise Refused("alerts.over", _("Its time is over. Please change the period first."))

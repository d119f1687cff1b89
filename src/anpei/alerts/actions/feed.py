"""Messages of a warning service: a new one becomes a draft, an update takes its place, a cancellation withdraws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.alerts import cap, catalogue, wording
from anpei.alerts.actions.drafting import AlertForm, draft, draft_unclear
from anpei.alerts.actions.sending import withdraw
from anpei.alerts.models import Alert, AlertState, CapMessage, Source
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.organisation.models import Unit


@dataclass(frozen=True)
class Taken:
    """``new`` is False when the message was here before. The alert is the draft it made, or the one it withdrew."""

    message: CapMessage
    alert: Alert
    new: bool


def take_in(content: bytes, *, unit: Unit, by: Actor) -> Taken:
    """One CAP 1.2 message. Nothing goes out by itself: people count, approve and send the draft."""
    require(by, Permission.ALERT_WRITE)
    notice = cap.read(content)
    known = _known(notice)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _taken(notice, unit=unit, by=by)
    except IntegrityError:  # the same message came twice at once
        known = _known(notice)
        if known is None:
            raise
        return known


def _known(notice: cap.Notice) -> Taken | None:
    before = (
        CapMessage.objects.filter(sender=notice.sender, identifier=notice.identifier)
        .select_related("alert__unit")
        .first()
    )
    if before is None:
        return None
    if before.sha256 != notice.sha256:
        raise Refused(
            "cap.identifier",
            _("The identifier %(identifier)s came before with other content. Each message needs its own.")
            % {"identifier": notice.identifier},
        )
    return Taken(before, before.alert, new=False)


def _taken(notice: cap.Notice, *, unit: Unit, by: Actor) -> Taken:
    about = _about(notice)
    if notice.kind == "Cancel":
        if not about:
            raise Refused(
                "cap.unknown_reference",
                _("We do not have the warning this one cancels. Please send that one first."),
            )
        alert = about[0]
    else:
        alert = _drafted(notice, unit=unit, by=by)
    message = CapMessage.objects.create(
        sender=notice.sender,
        identifier=notice.identifier,
        kind=notice.kind,
        event=notice.event,
        event_codes=list(notice.event_codes),
        sent_at=notice.sent_at,
        sha256=notice.sha256,
        alert=alert,
    )
    for old in about:
        if old.state != AlertState.WITHDRAWN:
            _overtaken(old, notice, by=by, newer=alert)
    if notice.kind == "Cancel":
        alert.refresh_from_db()
    return Taken(message, alert, new=True)


def _overtaken(old: Alert, notice: cap.Notice, *, by: Actor, newer: Alert) -> None:
    if notice.kind == "Cancel":
        withdraw(old, because=_("Cancelled by %(sender)s") % {"sender": notice.sender}, by=by)
    else:
        withdraw(old, because=_("Replaced by a newer warning"), by=by, replaced_by=newer)


def _about(notice: cap.Notice) -> list[Alert]:
    """The alerts a message updates or cancels, each once."""
    found: dict[int, Alert] = {}
    for sender, identifier in notice.references:
        message = (
            CapMessage.objects.filter(sender=sender, identifier=identifier)
            .select_related("alert__unit")
            .first()
        )
        if message is not None:
            found[message.alert_id] = message.alert
    return list(found.values())


def _drafted(notice: cap.Notice, *, unit: Unit, by: Actor) -> Alert:
    """The warning's own words where it has them, the library's advice around them; none where the danger is not known."""
    peril = catalogue.peril(notice.peril)
    if peril is None:
        form = _form(notice, wording.of_warning(notice.words, notice.event), lines=())
        return draft_unclear(form, unit=unit, by=by, issuer=notice.issuer)
    words = wording.with_warning(wording.from_library(peril, notice.level), notice.words)
    form = _form(notice, words, lines=peril.lines)
    return draft(form, unit=unit, by=by, source=Source.CAP, issuer=notice.issuer)


def _form(notice: cap.Notice, words: dict[str, wording.Said], *, lines: Sequence[str]) -> AlertForm:
    return AlertForm(
        peril=notice.peril,
        level=notice.level,
        areas=notice.areas,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        lines=lines,
        words=words,
    )

"""What people do with an alert: look at it, tick what they have done, ask for help, choose what they want to hear."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.alerts import events
from anpei.alerts.models import Alert, AlertChoice, Reach
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.parties.models import Party


def saw(reaches: Collection[Reach]) -> None:
    """The page was opened; the first time counts."""
    unseen = [one.pk for one in reaches if one.seen_at is None]
    if unseen:
        Reach.objects.filter(pk__in=unseen, seen_at__isnull=True).update(seen_at=clock.now())


def did(reaches: Collection[Reach], *, steps: Collection[int]) -> None:
    """What they have done of the steps before it comes, by number; ticked again as often as they like."""
    for reach in reaches:
        known = range(len(reach.alert.words["zh"]["before"]))
        if any(step not in known for step in steps):
            raise Invalid(fields={"steps": _("Please choose one of the answers shown.")})
    now = clock.now()
    Reach.objects.filter(pk__in=[one.pk for one in reaches]).update(
        done=sorted(set(steps)), done_at=now if steps else None
    )
    saw(reaches)


def needs_help(reach: Reach, *, phone: str, by: Actor) -> Reach:
    """A person calls back; the promise is the same clock as for every call (rule any.callback). Asking twice is once."""
    alert = reach.alert
    with transaction.atomic():
        reach = (
            Reach.objects.select_for_update(of=("self",))
            .select_related("alert__unit", "call")
            .get(pk=reach.pk)
        )
        if reach.call is not None and reach.call.done_at is None:
            return reach
        if reach.left_out:
            raise Refused(
                "alerts.not_told", _("This alert was not sent to you. Please call us all the same.")
            )
        reach.call = claims.ask_to_call(
            by=by,
            phone=phone,
            name=by.name[:80],
            topic=_help_topic(alert),
            unit=alert.unit,
        )
        reach.help_at = clock.now()
        reach.save(update_fields=["call", "help_at"])
        saw([reach])
        asked = events.AlertHelpAsked(alert=alert.pk)
        record(subject="party", subject_id=reach.addressee_id, event=asked, by=by)
    return reach


def choose(party: Party, *, serious_only: bool, by: Actor) -> None:
    """Hear of every danger, or of the serious ones only; the levels that always go out are a rule of the library."""
    with transaction.atomic():
        kept = AlertChoice.objects.filter(party=party).first()
        if (kept is not None and kept.serious_only) == serious_only:
            return
        AlertChoice.objects.update_or_create(
            party=party, defaults={"serious_only": serious_only, "changed_at": clock.now()}
        )
        record(subject="party", subject_id=party.pk, event=events.AlertsChosen(serious_only), by=by)


def _help_topic(alert: Alert) -> str:
    return _("Needs help: %(title)s") % {"title": alert.words["zh"]["title"]}

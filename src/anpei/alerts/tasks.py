"""Background work of alerts: count, send, tell that it is over; the seasons; the comparison once claims could come in."""

from __future__ import annotations

from datetime import date, timedelta

from anpei.alerts import actions, catalogue, effect, queries
from anpei.alerts.models import Alert
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.jobs import periodic, task
from anpei.organisation.queries import head_office

SENDER = Actor.system("alerts")
A_DAY = timedelta(days=1)
COMPARED_A_DAY = 50


@task("alerts.count")
def count(*, alert_id: int, version: int) -> None:
    alert = Alert.objects.select_related("unit").get(pk=alert_id)
    if alert.version == version:
        actions.count(alert, by=SENDER)


@task("alerts.send", lease=timedelta(minutes=1))  # what a killed worker may delay an alert at most
def send(*, alert_id: int, after: int) -> None:
    actions.send_batch(alert_id=alert_id, after=after, by=SENDER)


@task("alerts.tell_over")
def tell_over(*, alert_id: int, after: int) -> None:
    actions.tell_over_batch(alert_id=alert_id, after=after)


@task("alerts.compare_one", lease=timedelta(minutes=15))
def compare_one(*, alert_id: int) -> None:
    effect.keep(Alert.objects.select_related("unit").get(pk=alert_id))


@periodic("alerts.seasons", every=A_DAY)
def seasons() -> None:
    """The drafts of the seasons that begin soon, for the whole house."""
    today = clock.today()
    head = head_office()
    if head is None:
        return
    for schedule in catalogue.library().schedules:
        for year in (today.year, today.year + 1):
            starts_on = date.fromisoformat(f"{year}-{schedule.starts}")
            if starts_on - timedelta(days=schedule.lead_days) <= today < starts_on:
                actions.draft_season(schedule, starts_on=starts_on, unit=head, by=SENDER)


@periodic("alerts.compare", every=A_DAY, lease=timedelta(minutes=15))
def compare() -> None:
    """Alerts whose claims have had their time, once each."""
    for alert in queries.to_compare(clock.now())[:COMPARED_A_DAY]:
        effect.keep(alert)

"""Risk alerts: written or taken in from a warning service, counted, approved, sent; what came of them."""

from __future__ import annotations

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.alerts import actions, catalogue, queries, wording
from anpei.alerts.actions import AlertForm
from anpei.alerts.models import Alert
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import alerts as show
from anpei.api.schemas.alerts import (
    AlertIn,
    AlertOut,
    AlertPage,
    AlertWithdrawIn,
    EffectOut,
    PlacesOut,
    TakenOut,
)
from anpei.api.schemas.base import RowId, Word, page_of, read_cursor
from anpei.organisation import divisions

alerts = Operations("alerts")
XML = {
    "requestBody": {
        "required": True,
        "content": {"application/cap+xml": {"schema": {"type": "string"}}},
    }
}


@alerts.read("/alerts", S.ALERTS_READ, answer=AlertPage, permission=P.ALERT_VIEW)
def list_alerts(call: Call, cursor: str = "") -> AlertPage:
    """List alerts of the client's units, the newest first."""
    rows = queries.of_units(call.units)
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, after = page_of(list(rows[: queries.PAGE + 1]), queries.PAGE)
    return AlertPage(items=show.alerts(shown), next=after)


@alerts.read("/divisions", S.ALERTS_READ, answer=PlacesOut, permission=P.ALERT_VIEW)
def find_divisions(call: Call, q: Word) -> PlacesOut:
    """Find administrative divisions of the imported table by name or by the first digits of their code; at most 12."""
    return PlacesOut(items=[show.place(one) for one in divisions.search(q)])


@alerts.post("/alerts", S.ALERTS_WRITE, answer=AlertOut, status=201, permission=P.ALERT_WRITE)
def draft_alert(call: Call, data: AlertIn) -> AlertOut:
    """Write a draft. Without words it takes the library's advice for the peril and level."""
    peril = catalogue.peril(data.peril)
    of_library = wording.from_library(peril, data.level) if peril else {}
    words = data.words.model_dump() if data.words else of_library
    form = AlertForm(**{**data.model_dump(exclude={"unit", "words"}), "words": words})
    return show.alert(actions.draft(form, unit=call.unit(data.unit), by=call.by))


@alerts.post(
    "/alerts/cap",
    S.ALERTS_WRITE,
    answer=TakenOut,
    status=201,
    permission=P.ALERT_WRITE,
    extra=XML,
)
def take_in_cap_message(call: Call) -> TakenOut:
    """Take in one CAP 1.2 message, as XML. It becomes a draft, replaces one or withdraws one; nothing goes out by itself.

    What is wrong is named in `fields` by the element of the message. The same message again changes nothing.
    """
    taken = actions.take_in(call.request.body, unit=call.client.unit, by=call.by)
    return TakenOut(new=taken.new, alert=show.alert(_again(taken.alert)))


@alerts.read("/alerts/{alert_id}", S.ALERTS_READ, answer=AlertOut, permission=P.ALERT_VIEW)
def read_alert(call: Call, alert_id: RowId) -> AlertOut:
    """Read an alert with its words, and the count where there is one."""
    return show.alert(_found(call, alert_id))


@alerts.post("/alerts/{alert_id}/count", S.ALERTS_WRITE, answer=AlertOut)
def count_alert(call: Call, alert_id: RowId) -> AlertOut:
    """Ask for the preview: how many would be told, how many left out and why. It is counted in the background."""
    return show.alert(actions.ask_to_count(_found(call, alert_id), by=call.by))


@alerts.post("/alerts/{alert_id}/approve", S.ALERTS_WRITE, answer=AlertOut)
def approve_alert(call: Call, alert_id: RowId) -> AlertOut:
    """Approve what was counted; at the serious levels somebody other than who wrote it."""
    return show.alert(actions.approve(_found(call, alert_id), by=call.by))


@alerts.post("/alerts/{alert_id}/send", S.ALERTS_WRITE, answer=AlertOut)
def send_alert(call: Call, alert_id: RowId) -> AlertOut:
    """Have an approved alert go out."""
    return show.alert(actions.send(_found(call, alert_id), by=call.by))


@alerts.post("/alerts/{alert_id}/withdraw", S.ALERTS_WRITE, answer=AlertOut, permission=P.ALERT_WRITE)
def withdraw_alert(call: Call, alert_id: RowId, data: AlertWithdrawIn) -> AlertOut:
    """Take an alert back. Whoever was told hears that it is over."""
    return show.alert(_again(actions.withdraw(_found(call, alert_id), because=data.because, by=call.by)))


@alerts.read("/alerts/{alert_id}/effect", S.ALERTS_READ, answer=EffectOut, permission=P.ALERT_VIEW)
def read_alert_effect(call: Call, alert_id: RowId) -> EffectOut:
    """Read what people did, and their later claims beside those of comparable people who were not told."""
    return show.outcome(_found(call, alert_id))


def _found(call: Call, alert_id: int) -> Alert:
    return queries.found(queries.of_units(call.units).filter(pk=alert_id).first())


def _again(alert: Alert) -> Alert:
    return queries.of_units([alert.unit_id]).get(pk=alert.pk)

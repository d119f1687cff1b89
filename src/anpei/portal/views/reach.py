"""How we reach a person: which way, which language, which hours; and who they are on WeChat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anpei.alerts import actions as alerts
from anpei.alerts import queries as alert_queries
from anpei.core.errors import NotFound, Refused
from anpei.messages import quiet
from anpei.messages.channels import WAYS_OUT
from anpei.messages.models import Channel
from anpei.parties import actions as parties
from anpei.parties import reaching
from anpei.parties.models import Party
from anpei.portal.pages import customer_page, page
from anpei.portal.presenters import alerts as presented
from anpei.portal.views.wechat import OPENID
from anpei.portal.visitor import Visitor

TYPED = ("channel", "email", "language", "hours", "quiet_from", "quiet_until")


@require_http_methods(["GET", "POST"])
@customer_page
def reach_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    person = person_of(visitor)
    if request.method == "GET":
        return page(request, "portal/reach.html", _context(request, person, _kept(person)))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    given = _given(typed)
    notices = request.POST.get("notices", "")
    try:
        if given["channel"] == Channel.WECHAT and request.session.get(OPENID):
            person = parties.know_on_wechat(person, openid=request.session[OPENID], by=person.actor)
        with transaction.atomic():
            parties.choose_way(person, by=person.actor, **given)
            if notices in ("all", "serious"):
                alerts.choose(person, serious_only=notices == "serious", by=person.actor)
    except Refused as refused:
        fields = {
            "channel" if name == "preferred_channel" else name: words
            for name, words in refused.fields.items()
        }
        typed = {**_kept(person), **typed} | ({"notices": notices} if notices else {})
        context = {**_context(request, person, typed), "errors": fields}
        return page(request, "portal/reach.html", context, status=refused.status)
    notes.success(request, _("Kept. From now on we reach you this way."))
    return redirect("portal:reach")


def person_of(visitor: Visitor) -> Party:
    if visitor.person is None:
        raise NotFound(
            "party.several",
            _("Several people share this number, or we do not know you yet. Please call us to set this."),
        )
    return visitor.person


def _given(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, as the action takes it."""
    hours = reaching.hours_given(typed["hours"], typed["quiet_from"], typed["quiet_until"])
    return {name: typed[name] for name in ("channel", "email", "language")} | hours


def _kept(person: Party) -> dict[str, Any]:
    own, house = person.quiet_hours, quiet.house_hours()
    return {
        "channel": person.preferred_channel,
        "email": person.email,
        "language": person.language,
        "hours": reaching.hours_of(person),
        "quiet_from": f"{(own or house).begins:%H:%M}",
        "quiet_until": f"{(own or house).until:%H:%M}",
        "notices": "serious" if alert_queries.serious_only(person) else "all",
    }


def _context(request: HttpRequest, person: Party, values: dict[str, Any]) -> dict[str, Any]:
    on_wechat = bool(person.wechat_openid or request.session.get(OPENID))
    return {
        "person": person,
        "values": values,
        "notice_rules": presented.rules(),
        "house_hours": quiet.house_hours(),
        "ways": [(way, way.label) for way in WAYS_OUT if way != Channel.WECHAT or on_wechat],
        "languages": [
            ("zh-hans", "中文"),
            ("en", "English"),
        ],  # Chinese is meant: each language by its own name
    }

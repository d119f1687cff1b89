"""Everything said with a person, by every way, in one place; and a line to write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anpei.core.errors import Invalid, Refused
from anpei.hotline import actions
from anpei.messages import conversation
from anpei.messages.conversation import Mark, Whose
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import talk
from anpei.portal.visitor import Visitor


@require_http_methods(["GET", "POST"])
@customer_page
def talk_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    if request.method == "GET":
        return page(request, "portal/messages.html", _context(request, visitor))
    text = request.POST.get("text", "")
    try:
        person = _writer(visitor, request.POST.get("who", ""))
        actions.write(person, text=text, by=person.actor)
    except Refused as refused:
        context = {
            **_context(request, visitor),
            "values": {"text": text, "who": request.POST.get("who", "")},
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/messages.html", context, status=refused.status)
    typed_text_arrived(request, "messages")
    notes.success(request, _("Your message has arrived. You find the answer here, and by text message."))
    return redirect("portal:messages")


def _context(request: HttpRequest, visitor: Visitor) -> dict[str, Any]:
    """Own words and those of one's wards; of a phone a family shares, all of it, as everywhere."""
    wards = parties.wards_of(visitor.phone_hash)
    people = tuple(one.pk for one in [*visitor.people, *wards])
    before = Mark.from_text(request.GET.get("before", ""))
    entries, older = conversation.page(Whose(people, phone_hash=visitor.phone_hash), before=before)
    return {
        "entries": [bubble for one in reversed(entries) for bubble in talk.bubbles(one)],
        "older": older.to_text() if older else "",
        "newest": before is None,
        "writers": [(str(one.pk), one.name) for one in visitor.people],
        "values": {"text": "", "who": ""},
    }


def _writer(visitor: Visitor, chosen: str) -> Party:
    """Who writes: the one person with this phone, or the one they say they are."""
    if visitor.person is not None:
        return visitor.person
    found = next((one for one in visitor.people if str(one.pk) == chosen), None)
    if found is None:
        raise Invalid(fields={"who": _("Please tell us which of you is writing.")})
    return found

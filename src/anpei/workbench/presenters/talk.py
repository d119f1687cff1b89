"""How one entry of a customer's conversation reads for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.enquiries.models import Channel as AskedBy
from anpei.enquiries.models import EnquiryState
from anpei.hotline.models import CallState
from anpei.messages.conversation import Said
from anpei.messages.models import Channel

KINDS = {
    "call": gettext_lazy("Call"),
    "callback": gettext_lazy("Call wanted"),
    "enquiry": gettext_lazy("Question"),
    "reply": gettext_lazy("Answer to a question"),
    "reporter": gettext_lazy("As the reporter"),
}
TALKED = {"call": gettext_lazy("Call"), "visit": gettext_lazy("Visit"), "counter": gettext_lazy("Counter")}
ICONS = {
    "call": "phone",
    "callback": "phone-outgoing",
    "contact": "phone-check",
    "enquiry": "message-circle-question",
    "reply": "message-circle",
}


def entry(said: Said, numbers: Mapping[int, str], reported: Mapping[int, str]) -> dict[str, Any]:
    """``numbers``: case numbers by id, for the cases of this page; ``reported``: those reported in a message, by its id."""
    return {
        "said": said,
        "icon": ICONS.get(said.kind, "message"),
        "what": " · ".join(word for word in (_what(said), _state(said)) if word),
        "who": said.who or (_("Customer") if said.mine else _("System")),
        "number": numbers.get(said.claim_id or 0, ""),
        "reported": reported.get(said.id, "") if said.kind == "message" else "",
    }


def _what(said: Said) -> str:
    if said.kind == "contact":
        return str(TALKED.get(said.channel, ""))
    if said.kind in ("message", "reporter"):
        way = Channel(said.channel).label
        return f"{KINDS['reporter']} · {way}" if said.kind == "reporter" else str(way)
    if said.kind == "enquiry":
        return f"{KINDS['enquiry']} · {AskedBy(said.channel).label}"
    return str(KINDS[said.kind])


def _state(said: Said) -> str:
    if said.kind == "call":
        return str(CallState(said.state).label)
    if said.kind == "enquiry":
        return str(EnquiryState(said.state).label)
    if said.kind == "callback":
        return _("called back") if said.state == "done" else _("waiting")
    return ""

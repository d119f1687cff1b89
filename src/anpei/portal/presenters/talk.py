"""How one entry of the conversation reads for the customer. What staff noted of a call is theirs: only that it took place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.hotline.models import CallState
from anpei.messages.conversation import Said
from anpei.messages.models import Channel


@dataclass(frozen=True)
class Bubble:
    mine: bool
    who: str
    at: datetime
    way: str
    text: str
    icon: str


def bubbles(said: Said) -> list[Bubble]:
    """One, or two where the answer came at once."""
    you = pgettext("portal", "You")
    who = you if said.mine else (said.who or settings.INSURER_NAME)
    first = Bubble(said.mine, who, said.at, _way(said), _text(said), ICONS.get(said.kind, "chat"))
    if said.kind == "enquiry" and said.answer:
        machine = _("Answered automatically")
        return [first, Bubble(False, settings.INSURER_NAME, said.at, machine, said.answer, "help")]
    return [first]


ICONS = {"call": "phone", "callback": "callback", "contact": "phone", "enquiry": "help", "reply": "chat"}


def _way(said: Said) -> str:
    if said.kind in ("message", "reporter"):
        return "" if said.channel == Channel.IN_APP else str(Channel(said.channel).label)
    return ""


def _text(said: Said) -> str:
    if said.kind == "call":
        return _call(said)
    if said.kind == "callback":
        standing = _("called back") if said.state == "done" else _("we call you")
        wanted = _("You asked for a call") if said.mine else _("We want to speak with you")
        return " · ".join(one for one in (wanted, said.text, standing) if one)
    if said.kind == "contact":
        met = {"visit": _("We visited you"), "counter": _("You came to our counter")}
        return met.get(said.channel, _("We spoke on the phone"))
    return said.text


def _call(said: Said) -> str:
    if not said.mine:
        return _("We called you")
    if said.state in (CallState.ANSWERED, CallState.TALKING):
        return _("You called; %(name)s answered") % {"name": said.who} if said.who else _("You called us")
    return _("You called and nobody answered in time. We are sorry")

"""Everything a customer can go to that is not a case under way, in a few groups: the page behind the first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Way:
    page: str  # name of the address, and of the row in tests
    icon: str
    title: str
    note: str
    tone: str = "sunk"

    @property
    def url(self) -> str:
        return reverse(f"portal:{self.page}")


@dataclass(frozen=True)
class Group:
    code: str
    title: str
    ways: list[Way]


def groups(*, known: bool) -> list[Group]:
    """``known``: logged in. Strangers see what belongs to nobody."""
    return [_insurance(known), *([_beyond_the_money()] if known else []), _talking(known)] + (
        [_data()] if known else []
    )


def _insurance(known: bool) -> Group:
    own = [
        Way("policies", "shield", _("My policies"), _("What is in force, and what has ended")),
        Way("alerts", "sun", _("Staying safe"), _("What helps at this time of the year, and our notices")),
    ]
    ours = Way("products", "doc", _("Our insurances"), _("What each covers and what not"))
    return Group("insurance", _("Insurance"), [*(own if known else []), ours])


def _beyond_the_money() -> Group:
    return Group(
        "beyond",
        _("Beyond the money"),
        [
            Way("for_you", "heart", _("Visits, gatherings, services"), _("All free, and no is always fine"), "leaf"),
            Way("ideas", "list", _("Ideas for you"), _("From your own policies and claims, with the reason")),
        ],
    )  # fmt: skip


def _talking(known: bool) -> Group:
    complaint = Way(
        "complain", "heart", _("Not happy? Say so"), _("A line is enough. It does not touch your money."), "clay"
    )  # fmt: skip
    call = Way("call", "callback", _("Let us call you"), _("A person calls, at no cost to you"))
    own = [
        Way("messages", "chat", _("Everything we said"), _("Messages, calls and questions in one place")),
        Way("mandates", "family", _("Acting for somebody"), _("Who may act for me, and what they did")),
    ]
    return Group("talking", _("Between us"), [complaint, *(own if known else [call])])


def _data() -> Group:
    return Group(
        "data",
        _("About me"),
        [
            Way("reach", "bell", _("How we reach you"), _("Text message, e-mail or WeChat, language, quiet at night")),
            Way("privacy", "lock", _("Data and privacy"), _("See, copy, correct; take an agreement back")),
        ],
    )  # fmt: skip

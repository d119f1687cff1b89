"""Rows and headers of cases: who, what product, where it stands, what is next, what deserves attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.states import ClaimState as S
from anpei.core import clock
from anpei.deadlines.presenters import ClockView
from anpei.parties.models import Party
from anpei.values.dates import age_on
from anpei.workbench.presenters.clocks import badges_of

CHILD_BELOW = 18
ELDERLY_FROM = 70

# Class of the dot beside the state word.
DOTS = {
    S.REPORTED: "run",
    S.SUPPLEMENT: "wait",
    S.ACCEPTED: "run",
    S.ASSESSING: "run",
    S.APPROVAL: "warn",
    S.AGREEMENT: "wait",
    S.PAYING: "done",
    S.PAYMENT_RETURNED: "bad",
    S.PAID: "done",
    S.REFUSED: "",
    S.CLOSED: "",
    S.ARCHIVED: "done",
}

NEXT = {
    S.REPORTED: gettext_lazy("Check the papers that came"),
    S.SUPPLEMENT: gettext_lazy("Wait for the papers asked for"),
    S.ACCEPTED: gettext_lazy("Register with an opening reserve"),
    S.ASSESSING: gettext_lazy("Check coverage, calculate, propose"),
    S.APPROVAL: gettext_lazy("Somebody else checks the decision"),
    S.AGREEMENT: gettext_lazy("Wait for the customer's answer"),
    S.PAYING: gettext_lazy("The bank is paying"),
    S.PAYMENT_RETURNED: gettext_lazy("Correct the account and pay again"),
    S.PAID: gettext_lazy("Archive"),
    S.REFUSED: gettext_lazy("Archive"),
    S.CLOSED: gettext_lazy("Nothing to do"),
    S.ARCHIVED: gettext_lazy("Nothing to do"),
}

# The stages of the flow in the header and the states each one covers.
STAGES = (
    (gettext_lazy("Reported"), (S.REPORTED, S.SUPPLEMENT)),
    (gettext_lazy("Accepted"), (S.ACCEPTED,)),
    (gettext_lazy("Review and calculation"), (S.ASSESSING,)),
    (gettext_lazy("Approval"), (S.APPROVAL,)),
    (gettext_lazy("Agreement"), (S.AGREEMENT,)),
    (gettext_lazy("Payment"), (S.PAYING, S.PAYMENT_RETURNED)),
    (gettext_lazy("Result"), (S.PAID, S.REFUSED, S.CLOSED)),
    (gettext_lazy("Archive"), (S.ARCHIVED,)),
)


@dataclass(frozen=True)
class Tag:
    text: str
    style: str = ""


@dataclass(frozen=True)
class Row:
    """One case in a list."""

    claim: Claim
    name: str
    age: str
    product: str
    clock: ClockView | None
    clocks: list[ClockView]
    state: str
    dot: str
    next_step: str
    missing: int
    tags: list[Tag] = field(default_factory=list)

    @property
    def initial(self) -> str:
        return self.name[:1]


@dataclass(frozen=True)
class Stage:
    label: str
    style: str  # "" to come, "ok" behind, "on" here


def rows_of(claims: Sequence[Claim], staff: Staff) -> list[Row]:
    """Rows for a page of cases. Four queries whatever the number of rows."""
    ids = [claim.pk for claim in claims]
    badges = badges_of(ids)
    missing = dict(
        ChecklistItem.objects.filter(claim_id__in=ids, state__in=[ItemState.WANTED, ItemState.NEEDS_FIX])
        .values_list("claim_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    seen = view(staff, Purpose.LIST)
    return [row_of(claim, seen, badges.get(claim.pk, []), missing.get(claim.pk, 0)) for claim in claims]


def row_of(claim: Claim, seen: View, clocks: list[ClockView], missing: int) -> Row:
    return Row(
        claim=claim,
        name=person_name(claim, seen),
        age=age_words(claim.insured),
        product=product_name(claim),
        clock=clocks[0] if clocks else None,
        clocks=clocks,
        state=str(S(claim.state).label),
        dot=DOTS[S(claim.state)],
        next_step=str(NEXT[S(claim.state)]),
        missing=missing,
        tags=tags_of(claim),
    )


def person_name(claim: Claim, seen: View) -> str:
    """The insured person, else the name as given, else that we do not know yet."""
    given = claim.insured.name if claim.insured else claim.insured_name_given
    return seen.name(given) if given else _("Person not known yet")


def age_words(party: Party | None, on: date | None = None) -> str:
    if party is None or party.birth_on is None:
        return ""
    years = age_on(party.birth_on, on or clock.today())
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


def product_name(claim: Claim) -> str:
    if claim.product_version_id is None or claim.product_version is None:
        return _("Policy not known yet")
    return claim.product_version.product.label


def tags_of(claim: Claim) -> list[Tag]:
    """Only what changes how one works on the case."""
    tags: list[Tag] = []
    person = claim.insured
    if person is not None:
        if person.care_note:
            tags.append(Tag(_("Care"), "danger"))
        if person.birth_on is not None:
            years = age_on(person.birth_on, clock.today())
            if years < CHILD_BELOW:
                tags.append(Tag(_("Child"), "acc"))
            elif years >= ELDERLY_FROM:
                tags.append(Tag(_("Elderly"), "danger"))
    if claim.complex_at:
        tags.append(Tag(_("Complex"), "line"))
    if claim.state == S.PAYMENT_RETURNED:
        tags.append(Tag(_("Payment came back"), "warn"))
    return tags


def stages_of(claim: Claim) -> list[Stage]:
    """The flow with what lies behind and where the case stands."""
    here = next(index for index, (_label, states) in enumerate(STAGES) if claim.state in states)
    done = claim.state == S.ARCHIVED
    return [
        Stage(str(label), "ok" if index < here or done else "on" if index == here else "")
        for index, (label, _states) in enumerate(STAGES)
    ]


def waited(since: datetime) -> str:
    days = (clock.now() - since).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

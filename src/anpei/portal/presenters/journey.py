"""Where a case stands in a customer's words: five steps, the next one with its date, and whether there is anything to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anpei.claims.models import Care, Claim, CloseReason, ItemState, Nature
from anpei.claims.states import ClaimState
from anpei.deadlines import presenters as clocks
from anpei.deadlines.presenters import ClockView
from anpei.portal.presenters import wording
from anpei.values.dates import local_datetime

S = ClaimState
DETERMINATION = ("life.determination.simple", "any.determination.complex")
STAGE_OF = {
    S.REPORTED: 2, S.SUPPLEMENT: 2, S.ACCEPTED: 3, S.ASSESSING: 3, S.APPROVAL: 3, S.AGREEMENT: 4,
    S.PAYING: 5, S.PAYMENT_RETURNED: 5, S.PAID: 6,
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    label: str
    state: str  # done | now | todo | end
    segment: str  # class of the bar on the home card


@dataclass(frozen=True)
class Tag:
    kind: str
    icon: str
    text: str


@dataclass(frozen=True)
class Action:
    text: str
    hint: str
    url: str


@dataclass(frozen=True)
class NextStep:
    kicker: str
    what: str
    calm: str
    on: date | None = None
    when_label: str = ""
    when_text: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Journey:
    number: str
    name: str
    title: str
    stage: int  # from 1 to as many as there are
    stages: list[Stage]
    next: NextStep
    tag: Tag
    contact: str
    url: str
    action: Action | None = None
    clocks: list[ClockView] = field(default_factory=list)
    ended: bool = False  # refused or closed

    @property
    def money_may_come(self) -> bool:
        """Whether a payment may still lie ahead that has no day of its own yet."""
        return self.stage < 5 and not self.ended

    @property
    def waits_for_customer(self) -> bool:
        return self.next.waits

    @property
    def stage_words(self) -> str:
        label = self.stages[self.stage - 1].label
        if self.ended:
            return label
        return _("Step %(now)d of 5: %(label)s") % {"now": self.stage, "label": label}


def case_name(claim: Claim) -> str:
    """What happened in two or three words."""
    if claim.nature == Nature.DEATH:
        return _("After a death")
    if claim.non_life:
        return str(Nature(claim.nature).label)
    by_both = {
        (Nature.INJURY, Care.INPATIENT): _("Accident, hospital stay"),
        (Nature.ILLNESS, Care.INPATIENT): _("Illness, hospital stay"),
        (Nature.INJURY, Care.OUTPATIENT): _("Accident, doctor's visit"),
        (Nature.ILLNESS, Care.OUTPATIENT): _("Illness, doctor's visit"),
    }
    by_nature = {Nature.INJURY: pgettext("portal", "Accident"), Nature.ILLNESS: pgettext("portal", "Illness")}
    return (
        by_both.get((Nature(claim.nature), Care(claim.care)))
        or by_nature.get(Nature(claim.nature))
        or _("Your report")
    )


def journeys(claims: list[Claim]) -> list[Journey]:
    """Several cases for the first page: the clocks of all are read together."""
    running = clocks.for_customer_many("claim", [claim.pk for claim in claims])
    return [_journey(claim, running[claim.pk]) for claim in claims]


def journey(claim: Claim) -> Journey:
    """Reads checklist, clocks with pauses, and the calendar once. Five statements at most."""
    return _journey(claim, clocks.for_customer("claim", claim.pk))


def _journey(claim: Claim, running: list[ClockView]) -> Journey:
    state = _effective(claim)
    missing = [
        item for item in claim.checklist.all() if item.state in (ItemState.WANTED, ItemState.NEEDS_FIX)
    ]
    title, tag, step, action = _words(claim, state, running, len(missing))
    ended = state in (S.REFUSED, S.CLOSED)
    stages = _ended(claim, state) if ended else _stages(STAGE_OF[state], waits=step.waits)
    return Journey(
        number=claim.number,
        name=case_name(claim),
        title=title,
        stage=len(stages) if ended else min(STAGE_OF[state], len(stages)),
        stages=stages,
        next=step,
        tag=tag,
        contact=claim.handler.display_name if claim.handler else "",
        url=reverse("portal:progress", args=[claim.number]),
        action=action,
        clocks=running,
        ended=ended,
    )


def _effective(claim: Claim) -> ClaimState:
    """An archived case reads as what it ended with."""
    if claim.state != S.ARCHIVED:
        return ClaimState(claim.state)
    if claim.close_reason:
        return S.CLOSED
    return S.PAID if claim.paid_at else S.REFUSED


def _labels() -> list[str]:
    return [
        pgettext("portal", "Report"),
        pgettext("portal", "Papers"),
        pgettext("portal", "Review"),
        pgettext("portal", "Result"),
        pgettext("portal", "Money"),
    ]


def _ended(claim: Claim, state: ClaimState) -> list[Stage]:
    """A case that ends without money ends with its own word, and promises no step that does not come."""
    if state == S.REFUSED:
        way, end = _labels()[:3], pgettext("portal", "Not paid")
    elif claim.close_reason == CloseReason.WITHDRAWN:
        way, end = _labels()[:1], pgettext("portal", "Withdrawn")
    else:
        way, end = _labels()[:1], pgettext("portal", "Closed")
    return [*(Stage(label, "done", "on") for label in way), Stage(end, "end", "on")]


def _stages(now: int, *, waits: bool) -> list[Stage]:
    made = []
    for number, label in enumerate(_labels(), start=1):
        state = "done" if number < now else "now" if number == now else "todo"
        segment = {"done": "on", "now": "you" if waits else "on", "todo": ""}[state]
        made.append(Stage(label, state, "ok" if now > 5 else segment))
    return made


def _words(
    claim: Claim, state: ClaimState, running: list[ClockView], missing: int
) -> tuple[str, Tag, NextStep, Action | None]:
    ours, yours = Tag("us", "help", _("With us")), Tag("you", "you", _("Your turn"))
    calm = _("Nothing for you to do now")
    next_word = pgettext("portal", "Next")
    determination = next((row for row in running if row.rule_id in DETERMINATION), None)
    papers = Action(_("Hand in papers"), _("In parts is fine"), reverse("portal:papers", args=[claim.number]))

    if state == S.REPORTED and claim.first_material_at is None:
        call = next((row for row in running if row.rule_id == "report.response"), None)
        if call is not None and call.state != "over":
            label, when = _("By phone, before"), f"{local_datetime(call.due_at):%H:%M}"
        else:
            label, when = "", _("When it suits you")
        step = NextStep(
            next_word,
            _("We call you; you photograph the papers"),
            _("Your turn, with no hurry: hand in papers"),
            waits=True,
            when_label=label,
            when_text=when,
        )
        return _("We have your report"), yours, step, papers
    if state == S.REPORTED and missing:
        words = ngettext(
            "%(count)d paper is still missing", "%(count)d papers are still missing", missing
        ) % {"count": missing}
        step = NextStep(
            next_word,
            words,
            _("Send what you have; the rest can follow"),
            when_text=_("When it suits you"),
            waits=True,
        )
        return _("Your papers are coming in"), yours, step, papers
    if state == S.SUPPLEMENT and missing:
        words = ngettext(
            "%(count)d paper to add, all listed once", "%(count)d papers to add, all listed once", missing
        ) % {"count": missing}
        step = NextStep(
            _("One thing for you"),
            words,
            _("The days stand still until your papers are here"),
            when_text=_("When it suits you"),
            waits=True,
        )
        action = Action(
            _("Add the papers"),
            _("About 5 minutes, you can stop at any time"),
            reverse("portal:supplement", args=[claim.number]),
        )
        return _("Some papers are missing"), yours, step, action
    if state in (S.REPORTED, S.SUPPLEMENT):
        return (
            _("We are looking at your papers"),
            ours,
            _dated(next_word, _("We tell you whether everything is readable"), determination, calm),
            None,
        )
    if state in (S.ACCEPTED, S.ASSESSING):
        return (
            _("We are checking your papers"),
            ours,
            _dated(next_word, _("We tell you how much we pay"), determination, calm),
            None,
        )
    if state == S.APPROVAL:
        return (
            _("A second colleague is checking the result"),
            ours,
            _dated(next_word, _("We tell you how much we pay"), determination, calm),
            None,
        )
    result = reverse("portal:result", args=[claim.number])
    if state == S.AGREEMENT:
        step = NextStep(
            _("One thing for you"),
            _("Look at the result and tell us what you think"),
            _("No hurry. We call before anything happens"),
            when_text=_("When it suits you"),
            waits=True,
        )
        return (
            _("The result is here"),
            yours,
            step,
            Action(_("See the result"), _("Yes or no, both are fine"), result),
        )
    if state == S.PAYING:
        payment = next((row for row in running if row.rule_id == "any.payment"), None)
        account = Action(
            _("Where should the money go?"),
            _("About one minute"),
            reverse("portal:account", args=[claim.number]),
        )
        if not any(payee.active for payee in claim.payees.all()):
            step = NextStep(
                _("One thing for you"),
                _("Tell us which card the money goes to"),
                _("The money is kept for you, however long it takes"),
                when_text=_("When it suits you"),
                waits=True,
            )
            return _("The result is here"), yours, step, account
        step = _dated(next_word, _("The money goes to the account on record"), payment, calm)
        return (
            _("The money is on its way"),
            ours,
            step,
            Action(_("See the result"), _("And every line of it"), result),
        )
    if state == S.PAYMENT_RETURNED:
        step = NextStep(
            _("One thing for you"),
            _("Choose a card and confirm it"),
            _("After that it takes one working day"),
            when_text=_("When it suits you"),
            waits=True,
        )
        return (
            _("The bank sent the money back"),
            yours,
            step,
            Action(
                _("Choose a card"), _("It is not your fault"), reverse("portal:account", args=[claim.number])
            ),
        )
    if state == S.PAID:
        step = NextStep(
            pgettext("portal", "Done"),
            _("The money has arrived at your bank"),
            calm,
            on=wording.local(claim.paid_at) if claim.paid_at else None,
        )
        return (
            _("The money is paid"),
            Tag("ok", "check", pgettext("portal", "Paid")),
            step,
            Action(_("See the result"), _("And every line of it"), result),
        )
    if state == S.REFUSED:
        step = NextStep(
            next_word,
            _("We call you and listen"),
            _("You can object at any time; it costs you nothing"),
            when_text=_("When it suits you"),
        )
        return (
            _("We cannot pay this time"),
            Tag("us", "doc", pgettext("portal", "Decided")),
            step,
            Action(_("See why, and what you can do"), "", result),
        )
    step = NextStep(next_word, _("This case can be taken up again at any time"), calm)
    return _("This case is closed"), Tag("us", "folder", pgettext("portal", "Closed")), step, None


def _dated(kicker: str, what: str, clock: ClockView | None, calm: str) -> NextStep:
    """Never "soon": with a clock its promised date, without one the person to ask."""
    if clock is None:
        return NextStep(kicker, what, calm)
    on = max(clock.promised, clock.due) if clock.state == "over" else clock.promised
    return NextStep(kicker, what, calm, on=on, when_label=_("At the latest"))

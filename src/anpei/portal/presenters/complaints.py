"""A complaint as whoever made it sees it: what happens by when, who looks after it, what they can do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.claims.models import Claim
from anpei.complaints import queries, wording
from anpei.complaints.models import Complaint, Decision
from anpei.complaints.states import AT_WORK
from anpei.complaints.states import ComplaintState as S
from anpei.deadlines import queries as clocks
from anpei.messages import queries as messages
from anpei.messages.models import Direction
from anpei.portal.presenters.story import Past, Said
from anpei.portal.presenters.wording import day_week


@dataclass(frozen=True)
class Step:
    """One row of the plan, as ``portal/parts/plan.html`` shows it."""

    when: str
    title: str
    note: str
    who: str  # done | us | you


@dataclass(frozen=True)
class Next:
    """The one dark block: what, the date, and whether there is anything to do."""

    kicker: str
    what: str
    on: date | None
    calm: str
    waits: bool = False
    when_label: str = ""
    when_text: str = ""


def before(claim: Claim | None) -> list[Step]:
    """What would happen with a complaint made now."""
    table = queries.timetable(claim)
    return [
        Step(
            _before(table.call_by),
            _("A colleague calls you"),
            _("Somebody who had nothing to do with it."),
            "us",
        ),
        Step(
            _before(table.answer_by),
            _("You get our answer in writing"),
            _("What we found, and what we do."),
            "us",
        ),
        Step(
            _("Still not happy"),
            _("The unit above looks at it again"),
            _("You have 30 days to ask. The regulator's line 12378 is open at any time."),
            "you",
        ),
    ]


def page_of(complaint: Complaint) -> dict[str, Any]:
    handler, answer = queries.handler(complaint), queries.answer(complaint)
    person = queries.reviewer(complaint) if complaint.state == S.REVIEW else handler
    items = audit.timeline(queries.SUBJECT, complaint.pk, audience=Audience.CUSTOMER)
    window = queries.review_clock(complaint)
    name = person.display_name if person else ""
    return {
        "complaint": complaint,
        "kind": wording.named(complaint.rule_set, "kinds", complaint.kind),
        "state": complaint.get_state_display(),
        "next": _next(complaint, answer),
        "contact": name,
        "face": name[:1],
        "role": _("Had nothing to do with your case"),
        "plan": _plan(complaint),
        "answers": [_answer(complaint, one) for one in complaint.decisions.filter(state="sent")],
        "past": [Past(item.at, item.text, pause=False) for item in reversed(items)],
        "coming": [],
        "talk": _talk(complaint),
        "can_withdraw": complaint.state in AT_WORK,
        "can_review": complaint.state == S.ANSWERED and window is not None,
        "review_by": window.due_on if window else None,
        "can_accept": complaint.state == S.ANSWERED,
        "can_reopen": complaint.state == S.WITHDRAWN,
        "can_write": complaint.is_open,
        "values": {},
    }


def _next(complaint: Complaint, answer: Decision | None) -> Next:
    row = queries.answer_clock(complaint)
    on = clocks.promised_on(row) if row else None
    nothing = _("Nothing for you to do now")
    match complaint.state:
        case S.REVIEW:
            return Next(
                _("In review"),
                _("The unit above looks at everything again"),
                on,
                nothing,
                when_label=_("at the latest"),
            )
        case S.ANSWERED:
            window = queries.review_clock(complaint)
            return Next(
                _("Answer sent"), _("Our answer is below. Does it settle things?"), window.due_on if window else None,
                _("You may say yes, ask for a review, or leave it"), waits=True, when_label=_("You have until"),
            )  # fmt: skip
        case S.CLOSED | S.DECLINED | S.WITHDRAWN | S.MERGED:
            return Next(pgettext("portal", "Finished"), str(complaint.get_state_display()), None, nothing)
    return Next(
        _("We look into it"), _("You get our answer in writing"), on, nothing, when_label=_("at the latest")
    )


def _plan(complaint: Complaint) -> list[Step]:
    """The rest of the way; empty once it is finished."""
    if complaint.state not in AT_WORK:
        return []
    called = complaint.contacts.order_by("at").first()
    call = clocks.find(
        rule=complaint.rules.first_call.clock, subject=queries.SUBJECT, subject_id=complaint.pk
    )
    row = queries.answer_clock(complaint)
    steps = []
    if called is not None:
        steps.append(
            Step(day_week(called.at), _("A colleague spoke with you"), called.by.display_name, "done")
        )
    elif call is not None:
        steps.append(
            Step(
                _before(call.due_on),
                _("A colleague calls you"),
                _("Somebody who had nothing to do with it."),
                "us",
            )
        )
    if row is not None:
        steps.append(
            Step(
                _before(clocks.promised_on(row)),
                _("You get our answer in writing"),
                _("What we found, and what we do."),
                "us",
            )
        )
    review = _("Then you have 30 days to ask. The regulator's line 12378 is open at any time.")
    return [*steps, Step(_("Still not happy"), _("The unit above looks at it again"), review, "you")]


def _answer(complaint: Complaint, one: Decision) -> dict[str, Any]:
    return {
        "row": one,
        "title": _("The review") if one.review else _("Our answer"),
        "outcome": wording.named(complaint.rule_set, "outcomes", one.outcome),
        "signers": ", ".join(
            f"{person.display_name}" for person in (one.made_by, one.signed_by) if person is not None
        ),
        "remedies": [
            {"name": wording.named(complaint.rule_set, "remedies", remedy.kind), "row": remedy}
            for remedy in one.remedies.all()
        ],
    }


def _talk(complaint: Complaint) -> list[Said]:
    return [
        Said(
            mine=row.direction == Direction.IN,
            who=pgettext("portal", "You")
            if row.direction == Direction.IN
            else (row.sender_name or settings.INSURER_NAME),
            at=row.sent_at or row.created_at,
            text=row.body,
        )
        for row in messages.conversation(queries.SUBJECT, complaint.pk)
    ]


def _before(day: date) -> str:
    return _("By %(day)s") % {"day": day_week(day)}

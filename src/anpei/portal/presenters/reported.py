"""The receipt of a report: what a reporter may know, whoever they are. Nothing here reads the policy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.claims.clocks import covers_compulsory, determination_rule
from anpei.claims.models import Claim, Nature
from anpei.claims.queries import reporters_checklist
from anpei.claims.wording import paper_name
from anpei.core import clock
from anpei.deadlines import queries as clocks
from anpei.portal.presenters import wording
from anpei.values.dates import local_date, local_datetime

ICONS = {
    "id_card": "idcard", "bank_card": "bank", "outpatient_receipt": "bill", "inpatient_receipt": "bill", "itemised_bill": "list",
    "accident_statement": "pen", "claim_form": "pen", "relationship_proof": "family", "traffic_certificate": "car",
    "loss_list": "list", "invoice": "bill", "repair_list": "bill", "driving_licence": "idcard", "vehicle_licence": "car",
}  # fmt: skip


def receipt(claim: Claim) -> dict[str, Any]:
    listed = [need for need, _item in reporters_checklist(claim)]
    zh = wording.chinese()
    contact = claim.handler.display_name if claim.handler else ""
    return {
        "claim": claim,
        "contact": contact,
        "title": _title(claim),
        "received_at": received_at(claim),
        "phone": wording.masked_phone(claim.reporter_phone),
        "plan": _plan(claim, contact),
        "needs": [
            {
                "name": paper_name(one.kind),
                "why": one.why_zh if zh else one.why_en,
                "icon": ICONS.get(one.kind, "doc"),
            }
            for one in listed
            if not one.held_by_insurer
        ],
        "held": [paper_name(one.kind) for one in listed if one.held_by_insurer],
    }


def _title(claim: Claim) -> tuple[str, str]:
    """A sentence of comfort that fits what happened."""
    if claim.nature == Nature.DEATH:
        return _("We have your report."), _(
            "We are very sorry for your loss. Take all the time you need; nothing here runs away."
        )
    if claim.nature == Nature.INJURY:
        return _("We have your report. Now rest and get well."), _(
            "It must hurt. We do the rest with you, one step at a time."
        )
    if claim.nature == Nature.ILLNESS:
        return _("We have your report. Now rest and get well."), _(
            "We do the rest with you, one step at a time."
        )
    if claim.nature == Nature.COLLISION:
        return _("We have your report. The main thing is that everybody is safe."), _(
            "Take photos of the place, the plates and the damage. Promise and sign nothing about the money yet. "
            "We do the rest with you, one step at a time."
        )
    if claim.nature == Nature.LIABILITY:
        return _("We have your report. You do not face this alone."), _(
            "Keep whatever the other side sends you. Please promise and pay nothing before we have spoken."
        )
    if claim.concerns_things:
        return _("We have your report. The main thing is that you are safe."), _(
            "Do not throw anything away yet, and take photos where you can. We do the rest with you, one step at a time."
        )
    return _("We have your report."), _(
        "You are not alone with this. We do the rest with you, one step at a time."
    )


def _plan(claim: Claim, contact: str) -> list[dict[str, str]]:
    promise = clocks.find(rule="report.response", subject="claim", subject_id=claim.pk)
    if promise is not None:
        call_by = _("Before %(time)s") % {"time": wording.moment(promise.due_at)}
    else:
        call_by = _("We have called, or call again when you ask")
    result = clocks.forecast(rule=determination_rule(claim), at=clock.now())
    called = _("%(name)s calls you") % {"name": contact} if contact else _("A person calls you")
    reported_today = local_date(claim.reported_at) == clock.today()
    return [
        _step(
            "done",
            pgettext("portal", "Today") if reported_today else wording.day(claim.reported_at),
            pgettext("portal", "Report"),
        ),
        _step("us", call_by, called, _("Asks how you are and what you need.")),
        _step(
            "you",
            _("When it suits you"),
            _("Photograph the papers"),
            _("In parts is fine: send first what you have first."),
        ),
        _step(
            "us",
            _result_within(claim),
            _("We tell you how much we pay"),
            _(
                "All papers in today: by %(day)s. In a difficult case 30 days at most; "
                "if it gets late, you hear the new date beforehand."
            )
            % {"day": wording.day_week(result.due_on)},
        ),
        _step(
            "us",
            _("Within 10 days of the decision"),
            _("The money goes to the account on record"),
            _("That is the law; usually it is the next working day."),
        ),
    ]


def _result_within(claim: Claim) -> str:
    if not claim.non_life:
        return _("Within 5 working days of all papers")
    version = claim.product_version
    if version is not None and covers_compulsory(version):
        return _("Within 5 days of all papers")
    return _("Within 30 days of the first papers")


def _step(who: str, when: str, title: str, note: str = "") -> dict[str, str]:
    return {"who": who, "when": when, "title": title, "note": note}


def received_at(claim: Claim) -> str:
    return f"{wording.day_week(claim.reported_at)} {local_datetime(claim.reported_at):%H:%M}"

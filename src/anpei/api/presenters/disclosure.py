"""Readings with their proof, and return visits, as answers."""

from __future__ import annotations

import json
from dataclasses import asdict

from anpei.accounts.masking import View
from anpei.api.schemas.disclosure import (
    DeliveryOut,
    DisclosureOut,
    DisclosureReadingOut,
    MindOut,
    ProofOut,
    ReadingQuestionOut,
    ReturnVisitOut,
)
from anpei.api.schemas.enquiries import AnswerOut
from anpei.disclosure import queries
from anpei.disclosure.models import (
    ChangeOfMind,
    Delivery,
    MindState,
    ReadThrough,
    ReturnVisit,
    VisitState,
    Way,
)


def reading(one: ReadThrough, seen: View) -> DisclosureReadingOut:
    version = one.text.product_version
    name = one.party.name if one.party else one.reader
    return DisclosureReadingOut(
        id=one.pk,
        product=version.product.code,
        version=version.version,
        way=Way(one.way),
        reader=seen.name(name) if name else "",
        adviser=one.adviser.username if one.adviser else None,
        policy=one.policy.number if one.policy else None,
        began_at=one.began_at,
        acknowledged_at=one.acknowledged_at,
        sha256=one.text.sha256,
    )


def proof(one: ReadThrough, seen: View) -> ProofOut:
    shown, unchanged = queries.proof(one)
    asked = one.questions.select_related("enquiry").order_by("id")
    return ProofOut(
        **reading(one, seen).model_dump(),
        unchanged=unchanged,
        measured=one.measured,
        seconds={row.section: row.seconds for row in one.sections.all()},
        questions=[
            ReadingQuestionOut(
                question=row.enquiry.question,
                asked_at=row.enquiry.created_at,
                answer=AnswerOut.model_validate(json.loads(row.enquiry.answer)),
                reply=row.enquiry.reply,
                replied_at=row.enquiry.replied_at,
            )
            for row in asked
        ],
        text=DisclosureOut.model_validate({**asdict(shown), "sha256": one.text.sha256}),
    )


def delivery(one: Delivery) -> DeliveryOut:
    names = ("way", "received_on", "cooling_off_until", "confirmed_at")
    return DeliveryOut(policy=one.policy.number, **{name: getattr(one, name) for name in names})


def mind(one: ChangeOfMind) -> MindOut:
    names = (
        "asked_at", "due_at", "words", "closed_at", "note", "ended_on", "cost_fen", "refund_fen", "refund_by", "paid_on",
    )  # fmt: skip
    return MindOut(
        policy=one.policy.number,
        state=MindState(one.state),
        person=one.person.username if one.person else None,
        closed_by=one.closed_by.username if one.closed_by else None,
        **{name: getattr(one, name) for name in names},
    )


def visit(one: ReturnVisit) -> ReturnVisitOut:
    names = (
        "due_at", "attempts", "made_at", "answers", "problem", "problem_due_at", "solved_at", "solution",
    )  # fmt: skip
    return ReturnVisitOut(
        policy=one.policy.number,
        state=VisitState(one.state),
        person=one.person.username if one.person else None,
        **{name: getattr(one, name) for name in names},
    )

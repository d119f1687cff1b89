"""How calls, call-backs and figures of service leave through the API."""

from __future__ import annotations

from dataclasses import asdict

from anpei.accounts.masking import View
from anpei.api.schemas.hotline import (
    AttemptOut,
    CallbackOut,
    CallFiguresOut,
    ExchangeCallOut,
    FirstContactOut,
    HumanFiguresOut,
    InboundWaitingOut,
)
from anpei.claims.models import CallOrigin, CallRequest, Claim
from anpei.hotline.measures import Calls, Human
from anpei.hotline.models import Call, CallDirection, FirstContact, Inbound
from anpei.messages.models import Channel


def call(row: Call, seen: View) -> ExchangeCallOut:
    return ExchangeCallOut(
        id=row.pk,
        call_id=row.exchange_id,
        exchange=row.exchange,
        unit=row.unit.code,
        direction=CallDirection(row.direction),
        number=seen.phone(row.number) if row.number else "",
        state=row.state,
        began_at=row.began_at,
        queued_at=row.queued_at,
        answered_at=row.answered_at,
        abandoned_at=row.abandoned_at,
        ended_at=row.ended_at,
        answered_by=row.answered_by.display_name if row.answered_by else "",
        has_recording=bool(row.recording),
        party=row.party_id,
        claim=row.claim.number if row.claim else "",
        reported=[one.claim.number for one in row.reports.all()],
        callback=row.callback_id,
    )


def waiting(row: Inbound, seen: View) -> InboundWaitingOut:
    sender = {Channel.SMS: seen.phone(row.sender), Channel.EMAIL: row.sender}.get(Channel(row.channel), "")
    return InboundWaitingOut(
        id=row.pk,
        channel=row.channel,
        sender=sender,
        title=row.title,
        text=row.text,
        received_at=row.received_at,
    )


def first_contact(claim: Claim, row: FirstContact | None) -> FirstContactOut:
    return FirstContactOut(
        channel=claim.channel,
        reported_at=claim.reported_at,
        call=row.call_id if row else None,
        message=row.message_id if row else None,
    )


def callback(row: CallRequest, seen: View) -> CallbackOut:
    return CallbackOut(
        id=row.pk,
        origin=CallOrigin(row.origin),
        name=seen.name(row.name) if row.name else "",
        phone=seen.phone(row.phone),
        topic=row.topic,
        claim=row.claim.number if row.claim else "",
        due_at=row.due_at,
        asked_at=row.created_at,
        got_through=row.got_through,  # type: ignore[attr-defined]  # annotated by the query
        attempts=[
            AttemptOut(
                at=one.at, by=one.by.display_name, reached=one.reached, note=one.note, next_at=one.next_at
            )
            for one in row.attempts.all()
        ],
    )


def calls(found: Calls) -> CallFiguresOut:
    return CallFiguresOut(
        **asdict(found),
        answered_bp=found.answered_bp,
        abandoned_bp=found.abandoned_bp,
        quick_bp=found.quick_bp,
    )


def human(found: Human) -> HumanFiguresOut:
    return HumanFiguresOut(**asdict(found), got_bp=found.got_bp)

"""Taking a report out of a call or a message: the case and what it began with know of each other."""

from __future__ import annotations

from django.db import transaction

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.actions import ReportForm
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.hotline import events, queries
from anpei.hotline.actions.inbound import put_into_case
from anpei.hotline.beginnings import Beginning
from anpei.hotline.models import Call, FirstContact, Inbound
from anpei.messages.models import Message
from anpei.organisation.models import Unit


def take_report(
    begun: Beginning,
    *,
    form: ReportForm,
    by: Actor,
    key: str,
    unit: Unit | None = None,
    agent: Staff | None = None,
) -> Claim:
    """Open a case from a call or a message, dated when that reached us. The same ``key`` again returns the same case.

    What is known of the sender fills what the form leaves empty, and the reporter is answered by the way they wrote in.
    """
    require(by, Permission.MESSAGE_SEND)
    with transaction.atomic():
        claim = claims.report(
            form=begun.filled(form),
            channel=begun.channel,
            by=by,
            key=key,
            unit=unit,
            agent=agent,
            at=begun.at,
        )
        if FirstContact.objects.filter(claim=claim).exists():
            return claim
        FirstContact.objects.create(claim=claim, **_kept(begun.source, claim, by=by))
        kept = events.FirstContactKept(way=begun.channel, at=begun.at)
        record(subject="claim", subject_id=claim.pk, event=kept, by=by)
    return claim


def _kept(source: Call | Inbound | Message, claim: Claim, *, by: Actor) -> dict[str, Call | Message]:
    if isinstance(source, Inbound):
        return {"message": put_into_case(source, claim, by=by)}
    if isinstance(source, Message):
        return {"message": source}
    if source.party_id in queries.people_of(claim):
        Call.objects.filter(pk=source.pk, claim__isnull=True).update(claim=claim)
    return {"call": source}

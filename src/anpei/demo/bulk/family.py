"""Which rows belong to a case: its person and contract, and everything that would go with it if it were deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import CASCADE, Model

from anpei.claims.models import Claim, RelatedClaim
from anpei.deadlines.models import Clock, Pause
from anpei.messages.models import Message
from anpei.parties.models import BankAccount, Consent, Party
from anpei.payments.models import SimulatedTransfer
from anpei.policies.models import AccumulatorEntry, Beneficiary, InsuredMember, Policy

Rows = dict[type[Model], list[Any]]
BETWEEN_CASES = frozenset({RelatedClaim})  # ties a case to others: a copy stands alone


def rows_of(claim: Claim) -> Rows:
    """Every row of a case by model, each in the order of ids. Only for a case that ``can_be_copied``."""
    rows = _beside(claim)
    _add_dependants(rows, Claim, [claim])
    return {model: sorted(found, key=lambda row: row.pk) for model, found in rows.items() if found}


def can_be_copied(claim: Claim) -> bool:
    """An individual contract of a grown-up whose case is not tied to another one, nor to another contract of theirs."""
    return (
        claim.member_id is not None
        and claim.policy is not None
        and not claim.policy.group
        and claim.insured is not None
        and claim.insured.guardian_id is None
        and claim.merged_into_id is None
        and claim.insured.claims.count() == 1
        and not claim.entitlements.exists()
    )


def _beside(claim: Claim) -> Rows:
    """What belongs to a case without a foreign key that says so."""
    member, party = claim.member, claim.insured
    assert member is not None and party is not None
    clocks = Clock.objects.filter(subject="claim", subject_id=claim.pk)
    sources = [
        f"{kind}:{pk}"
        for pk in claim.decisions.values_list("pk", flat=True)
        for kind in ("decision", "reversal")
    ]
    return {
        Party: [party],
        BankAccount: list(BankAccount.objects.filter(party=party)),
        Consent: list(Consent.objects.filter(party=party)),
        Policy: [member.policy],
        InsuredMember: [member],
        Beneficiary: list(member.beneficiaries.all()),
        AccumulatorEntry: list(AccumulatorEntry.objects.filter(member=member, source__in=sources)),
        Claim: [claim],
        Clock: list(clocks),
        Pause: list(Pause.objects.filter(clock__in=clocks)),
        Message: list(Message.objects.filter(subject="claim", subject_id=claim.pk)),
        SimulatedTransfer: list(SimulatedTransfer.objects.filter(key__in=claim.instructions.values("key"))),
    }


def _add_dependants(rows: Rows, parent: type[Model], parents: list[Any]) -> None:
    for relation in parent._meta.related_objects:
        child = relation.related_model
        if relation.on_delete is not CASCADE or child in BETWEEN_CASES or child in rows:
            continue
        found = list(child._default_manager.filter(**{f"{relation.field.name}__in": parents}))
        rows[child] = found
        if found:
            _add_dependants(rows, child, found)

"""What the database holds even where an action would be wrong: each constraint is broken once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.settlement import cast

from anpei.core import clock
from anpei.policies.models import InsuredMember
from anpei.settlement.models import (
    Advance,
    AuthorityGrant,
    Decision,
    ExpenseLine,
    Objection,
    Receipt,
    Signature,
)

EXPLAINED = {"clause": "2.5", "reason": "why", "would_change": "what", "appeal": "how"}


def refused_by_database(name: str, create: object, **values: object) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        create(**values)  # type: ignore[operator]
    message = str(caught.value)
    assert name in message or "UNIQUE" in message


@pytest.fixture
def base(house: cast.House, member: InsuredMember) -> dict[str, object]:
    return {
        "claim": cast.claim_of(house, member), "number": 1, "outcome": "pay", "amount_fen": 100,
        "made_by": house.handler, "made_at": clock.now(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("refusal_cites_explains_and_opens_appeal", {"outcome": "refuse", "amount_fen": 0}),
        ("refusal_cites_explains_and_opens_appeal", {"outcome": "pay_reduced", **EXPLAINED, "clause": ""}),
        (
            "refusal_cites_explains_and_opens_appeal",
            {"outcome": "refuse", "amount_fen": 0, **EXPLAINED, "appeal": ""},
        ),
        (
            "refusal_cites_explains_and_opens_appeal",
            {"outcome": "refuse", "amount_fen": 0, **EXPLAINED, "would_change": ""},
        ),
        ("refusal_pays_nothing", {"outcome": "refuse", "amount_fen": 1, **EXPLAINED}),
        ("zero_is_a_refusal", {"amount_fen": 0}),
        ("decision_amounts_sane", {"undisputed_fen": 101}),
        ("decision_amounts_sane", {"undisputed_fen": -1}),
        ("approved_decision_is_signed", {"state": "approved"}),
        ("void_decision_says_why", {"state": "void"}),
    ],
)
def test_decision_refuses(base: dict[str, object], name: str, change: dict[str, object]) -> None:
    refused_by_database(name, Decision.objects.create, **{**base, **change})
    assert Decision.objects.count() == 0


def test_nobody_approves_own_decision(base: dict[str, object], house: cast.House) -> None:
    refused_by_database(
        "nobody_approves_own_decision", Decision.objects.create,
        **base, state="approved", approved_by=house.handler, approved_at=clock.now(),
    )  # fmt: skip


def test_agreement_belongs_to_an_approved_offer(base: dict[str, object]) -> None:
    refused_by_database(
        "agreement_to_an_approved_offer", Decision.objects.create, **base, agreed_at=clock.now()
    )


def test_only_one_proposal_and_one_valid_decision_per_claim(
    base: dict[str, object], house: cast.House
) -> None:
    Decision.objects.create(**base)
    refused_by_database("one_open_proposal_per_claim", Decision.objects.create, **{**base, "number": 2})
    signed = {"state": "approved", "approved_by": house.approver, "approved_at": clock.now()}
    Decision.objects.create(**{**base, "number": 3, **signed})
    refused_by_database(
        "one_valid_decision_per_claim", Decision.objects.create, **{**base, "number": 4, **signed}
    )


def test_one_signature_per_person_and_sending_back_says_why(
    base: dict[str, object], house: cast.House
) -> None:
    decision = Decision.objects.create(**base)
    signature = {"decision": decision, "by": house.approver, "level": 1, "at": clock.now()}
    refused_by_database("sending_back_says_why", Signature.objects.create, **signature, verdict="return")
    Signature.objects.create(**signature, verdict="approve")
    refused_by_database("one_signature_per_person", Signature.objects.create, **signature, verdict="approve")


def test_receipt_amounts_and_numbers(base: dict[str, object]) -> None:
    receipt = {
        "claim": base["claim"],
        "setting": "inpatient",
        "issued_on": date(2026, 10, 26),
        "total_fen": 100,
        "code": "1",
        "number": "9",
    }
    refused_by_database(
        "receipt_amounts_not_negative", Receipt.objects.create, **{**receipt, "social_fen": -1}
    )
    Receipt.objects.create(**receipt)
    refused_by_database("receipt_once_per_claim", Receipt.objects.create, **receipt)


@pytest.mark.parametrize("missing", ["excluded_by", "excluded_clause", "excluded_reason"])
def test_a_reduction_is_signed_and_cited(base: dict[str, object], house: cast.House, missing: str) -> None:
    receipt = Receipt.objects.create(
        claim=base["claim"], setting="inpatient", issued_on=date(2026, 10, 26), total_fen=100
    )
    line = {
        "receipt": receipt, "item": "陪护费", "category": "nursing", "amount_fen": 100, "excluded_fen": 50,
        "excluded_by": house.handler, "excluded_clause": "2.5(4)", "excluded_reason": "why",
    }  # fmt: skip
    broken = {**line, missing: None if missing == "excluded_by" else ""}
    refused_by_database("exclusion_is_signed_and_cited", ExpenseLine.objects.create, **broken)
    refused_by_database(
        "line_excludes_at_most_itself", ExpenseLine.objects.create, **{**line, "excluded_fen": 101}
    )


def test_authority_is_granted_by_others_within_limits(house: cast.House) -> None:
    good = {
        "staff": house.approver,
        "kind": "pay",
        "level": 1,
        "limit_fen": 100,
        "valid_from": date(2026, 1, 1),
    }
    refused_by_database(
        "nobody_grants_own_authority", AuthorityGrant.objects.create, **good, granted_by=house.approver
    )
    refused_by_database("authority_has_a_limit", AuthorityGrant.objects.create, **{**good, "limit_fen": 0})
    refused_by_database(
        "authority_ends_after_start", AuthorityGrant.objects.create, **good, valid_to=date(2025, 12, 31)
    )


def test_objection_is_answered_by_name_and_open_once(base: dict[str, object]) -> None:
    decision = Decision.objects.create(**base)
    objection = {
        "claim": base["claim"],
        "decision": decision,
        "text": "不对",
        "raised_at": clock.now(),
        "due_at": clock.now(),
    }
    refused_by_database(
        "objection_answer_is_signed", Objection.objects.create, **objection, state="dismissed"
    )
    Objection.objects.create(**objection)
    refused_by_database("one_open_objection_per_decision", Objection.objects.create, **objection)


def test_advance_takes_two_persons(base: dict[str, object], house: cast.House) -> None:
    advance = {
        "claim": base["claim"],
        "amount_fen": 100,
        "reason": "sure",
        "made_by": house.handler,
        "made_at": clock.now(),
    }
    refused_by_database("advance_pays_something", Advance.objects.create, **{**advance, "amount_fen": 0})
    refused_by_database(
        "nobody_approves_own_advance", Advance.objects.create, **advance, answered_by=house.handler
    )
    refused_by_database("advance_answer_is_signed", Advance.objects.create, **advance, state="approved")
    Advance.objects.create(**advance)
    refused_by_database("one_open_advance_per_claim", Advance.objects.create, **advance)

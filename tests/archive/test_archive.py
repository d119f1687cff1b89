from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.settlement import cast

from anpei.archive.actions import archive
from anpei.archive.bundle import pack, wrong_files
from anpei.archive.models import Bundle
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.documents import vault
from anpei.jobs.worker import drain
from anpei.payments import actions as payments
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement


def paid(house: cast.House, member: InsuredMember) -> Claim:
    decision = cast.proposed(house, member)
    payments.set_payee(
        decision.claim,
        party=member.party,
        holder_name="周桂芬",
        account_number=cast.GOOD_ACCOUNT,
        bank_name="工商银行",
        by=member.party.actor,
    )
    settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    return Claim.objects.get(pk=decision.claim_id)


def test_a_paid_case_is_filed_by_itself_with_everything_in_it(
    house: cast.House, member: InsuredMember
) -> None:
    claim = paid(house, member)
    assert claim.state == "paid"
    with clock.at(clock.now() + timedelta(days=3)):
        drain(strict=True)
    claim.refresh_from_db()
    bundle = Bundle.objects.get()
    content = vault.read(bundle.file)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert claim.state == "archived"
    assert {
        "manifest.json",
        "calculations/001.json",
        "letters/decision-001.pdf",
        "events.json",
        "payments.json",
        "messages.json",
    } <= set(names)
    assert wrong_files(content) == []
    assert bundle.keep_until == date(2037, 2, 28)


def test_packing_twice_gives_the_same_bytes(house: cast.House, member: InsuredMember) -> None:
    claim = paid(house, member)
    assert pack(claim) == pack(claim)


def test_a_changed_file_is_named(house: cast.House, member: InsuredMember) -> None:
    content = pack(paid(house, member)).content
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"{}" if name == "payments.json" else old.read(name))
    assert wrong_files(forged.getvalue()) == ["payments.json"]


def test_restricted_events_stay_out(house: cast.House, member: InsuredMember) -> None:
    claim = paid(house, member)
    claims.refer(claim, kind="aml", text="异常", by=house.handler.actor)
    events = json.loads(zipfile.ZipFile(io.BytesIO(pack(claim).content)).read("events.json"))
    assert [event for event in events if event["audience"] == "restricted"] == []


def test_only_finished_cases_without_open_objections_are_filed(
    house: cast.House, member: InsuredMember
) -> None:
    with pytest.raises(Refused) as refusal:
        archive(cast.claim_of(house, member), by=house.handler.actor)
    assert refusal.value.code == "archive.not_finished"
    claim = paid(house, member)
    settlement.object_to(claim, text="不对", by=member.party.actor)
    with pytest.raises(Refused) as refusal:
        archive(claim, by=house.handler.actor)
    assert refusal.value.code == "archive.objection_open"


def test_one_bundle_per_sequence(house: cast.House, member: InsuredMember) -> None:
    bundle = archive(paid(house, member), by=house.handler.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bundle.objects.create(
            claim=bundle.claim,
            file=bundle.file,
            manifest_sha256="x",
            made_at=clock.now(),
            keep_until=bundle.keep_until,
        )

"""Personal papers stay in no cache, and every look at one is recorded."""

from __future__ import annotations

import io

from django.test import Client
from PIL import Image
from tests.settlement import cast

from anpei.archive.actions import archive
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.documents import actions as documents
from anpei.jobs.worker import drain
from anpei.payments import actions as payments
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.surveys import actions as surveys
from anpei.surveys.models import SurveyPhoto


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def picture_size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as shown:
        return shown.size


def uncached(client: Client, address: str) -> bytes:
    """What the address answers, which no cache may keep."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert "no-store" in answer["Cache-Control"], address
    return answer.content


def looks(claim: Claim, kind: str) -> list[tuple[str, dict[str, int]]]:
    rows = Event.objects.filter(subject="claim", subject_id=claim.pk, type=kind).order_by("seq")
    return [(row.actor_name, row.data) for row in rows]


def photographed(house: cast.House, claim: Claim) -> SurveyPhoto:
    survey = surveys.order(claim, reason="金额较大", assignee=house.surveyor, by=house.handler.actor)
    return surveys.add_photo(survey, content=picture(), by=house.surveyor.actor)


def test_a_paper_stays_in_no_cache_and_the_look_is_recorded(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member, state="reported")
    paper = documents.hand_in(claim, content=picture(), filename="a.jpg", by=house.handler.actor).paper
    shown = uncached(handler, f"/staff/claims/{claim.number}/papers/{paper.pk}/")
    assert picture_size(shown) == (8, 8) and shown != picture()  # a copy with the name of who looked
    assert looks(claim, "paper.viewed") == [("林晓棠", {"paper": paper.pk})]


def test_a_survey_photo_stays_in_no_cache_and_the_look_is_recorded(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    photo = photographed(house, claim)
    address = f"/staff/surveys/{photo.survey_id}/photos/{photo.pk}/"
    assert uncached(handler, f"{address}?small=1").startswith(b"\xff\xd8")
    assert looks(claim, "survey.photo_viewed") == []  # the small picture on the page of the survey
    shown = uncached(handler, address)
    assert picture_size(shown) == (8, 8) and shown != picture()
    assert looks(claim, "survey.photo_viewed") == [("林晓棠", {"survey": photo.survey_id, "photo": photo.pk})]


def test_a_refused_look_at_a_photo_shows_and_records_nothing(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    photo = photographed(house, claim)
    assert handler.get(f"/staff/surveys/{photo.survey_id}/photos/999999/").status_code == 404
    handler.logout()
    assert handler.get(f"/staff/surveys/{photo.survey_id}/photos/{photo.pk}/").status_code == 302
    assert looks(claim, "survey.photo_viewed") == []


def test_letters_and_the_archived_bundle_stay_in_no_cache(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    claim = decision.claim
    payments.set_payee(
        claim,
        party=member.party,
        holder_name=member.party.name,
        account_number=cast.GOOD_ACCOUNT,
        bank_name="工商银行",
        by=member.party.actor,
    )
    settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    archive(Claim.objects.get(pk=claim.pk), by=house.handler.actor)
    assert uncached(handler, f"/staff/claims/{claim.number}/letter.pdf").startswith(b"%PDF")
    assert uncached(handler, f"/staff/claims/{claim.number}/file.zip").startswith(b"PK")


def test_a_supplement_letter_stays_in_no_cache(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member, state="reported")
    claims.add_item(claim, kind="discharge_summary", why="看治疗经过", by=house.handler.actor)
    claims.send_supplement_notice(claim, by=house.handler.actor)
    drain(strict=True)
    assert uncached(handler, f"/staff/claims/{claim.number}/supplement-1.pdf").startswith(b"%PDF")

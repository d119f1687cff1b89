"""Reporting: kept before it is checked, sent once, and silent about the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal import scene

from anpei.claims import actions as claims
from anpei.claims import needs
from anpei.claims.models import Claim, ReportDraft
from anpei.documents.models import Paper
from anpei.messages.models import Message
from anpei.parties.models import Consent
from anpei.policies.models import InsuredMember
from anpei.portal import drafts, forms

if TYPE_CHECKING:
    from tests.settlement import cast

pytestmark = pytest.mark.django_db


def step(name: str) -> str:
    return reverse("portal:report_step", args=[name])


def test_report_without_log_in_becomes_a_case_in_the_reporters_words(anyone: Client) -> None:
    claim = scene.send_report(anyone)
    assert claim.story == scene.ANSWERS["story"]["story"]
    assert (claim.nature, claim.care, claim.event_on.isoformat()) == ("injury", "inpatient", "2026-11-09")
    assert (claim.channel, claim.reporter_phone, claim.reporter_relation) == ("portal", "13800000001", "self")
    assert claim.policy is None


def test_thin_report_with_nothing_but_a_phone_is_accepted(anyone: Client) -> None:
    nothing = {"story": {"story": ""}, "what": {}, "who": {}, "when": {"event_on": ""}, "care": {}}
    nothing["contact"] = {"reporter_name": "", "reporter_phone": "13800000001"}
    empty = {key: dict.fromkeys(scene.ANSWERS[key], "") | value for key, value in nothing.items()}
    claim = scene.send_report(anyone, **empty)
    assert (claim.nature, claim.care, claim.event_on) == ("unknown", "unknown", None)


def test_second_tap_makes_no_second_case(anyone: Client) -> None:
    key = scene.write_report(anyone)
    first = anyone.post(step("check"), {"key": key})
    second = anyone.post(step("check"), {"key": key})
    assert first["Location"] == second["Location"]
    assert Claim.objects.count() == 1
    assert Consent.objects.count() == 2


def test_second_report_from_the_same_phone_starts_empty(anyone: Client) -> None:
    scene.send_report(anyone)
    anyone.get(reverse("portal:report"))
    assert "菜市场" not in anyone.get(step("before")).content.decode()
    assert Claim.objects.count() == 1


def test_typed_text_is_kept_before_it_is_found_wrong(anyone: Client) -> None:
    anyone.get(reverse("portal:report"))
    anyone.post(step("before"), scene.ANSWERS["before"])
    answer = anyone.post(step("when"), {"event_on": "2099-01-01"})
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"event_on"}
    assert 'value="2099-01-01"' in answer.content.decode()
    kept = ReportDraft.objects.get().data
    assert "2099-01-01" in kept


@pytest.mark.parametrize(
    ("screen", "data", "field"),
    [
        ("before", {"health": "yes"}, "notice"),
        ("story", {"story": "长" * 4001}, "story"),
        ("what", {"nature": "dragon"}, "nature"),
        ("when", {"event_on": "昨天"}, "event_on"),
        ("when", {"event_on": "1900-01-01"}, "event_on"),
        ("contact", {"reporter_phone": ""}, "reporter_phone"),
        ("contact", {"reporter_phone": "123"}, "reporter_phone"),
        ("contact", {"reporter_phone": "13800000001", "id_number": "110000199001010014"}, "id_number"),
    ],
)
def test_answer_that_cannot_be_used_is_named_next_to_its_field(
    anyone: Client, screen: str, data: dict[str, str], field: str
) -> None:
    anyone.get(reverse("portal:report"))
    if screen != "before":
        anyone.post(step("before"), scene.ANSWERS["before"])
    answer = anyone.post(step(screen), data)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {field}
    assert f'data-test="error-{field}"' in answer.content.decode()


def test_consent_is_never_ticked_beforehand(anyone: Client) -> None:
    anyone.get(reverse("portal:report"))
    assert " checked" not in anyone.get(step("before")).content.decode()


def test_without_consent_to_health_data_no_health_question_is_asked(anyone: Client) -> None:
    asked = [question.key for question in forms.asked({"notice": "yes"})]
    assert asked == ["before", "who", "when", "contact", "check"]
    claim = scene.send_report(anyone, before={"notice": "yes", "health": ""})
    assert (claim.story, claim.nature, claim.care, claim.hospital) == ("", "unknown", "unknown", "")
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["privacy_notice"]


def test_guardian_agrees_for_a_child_under_14(anyone: Client) -> None:
    scene.send_report(
        anyone, who={"relation": "parent"}, person={"insured_name": "周小宝", "guardian": "yes"}
    )
    assert set(Consent.objects.values_list("purpose", "basis")) == {
        ("privacy_notice", "guardian_consent"),
        ("health_data", "guardian_consent"),
    }


def test_voice_message_becomes_evidence_of_the_case(anyone: Client) -> None:
    anyone.get(reverse("portal:report"))
    anyone.post(step("before"), scene.ANSWERS["before"])
    sound = SimpleUploadedFile("voice.webm", b"\x1aE\xdf\xa3 spoken words", content_type="audio/webm")
    anyone.post(step("story"), {"story": "", "voice": sound})
    claim = scene.send_report(anyone, story={"story": ""})
    assert Paper.objects.get(claim=claim).origin == "voice"
    assert claim.first_material_at is None, "a voice message is no material: the statutory clock waits"


def test_recording_that_is_none_is_refused_next_to_the_field(anyone: Client) -> None:
    anyone.get(reverse("portal:report"))
    anyone.post(step("before"), scene.ANSWERS["before"])
    answer = anyone.post(
        step("story"), {"story": "摔了", "voice": SimpleUploadedFile("voice.webm", b"not a sound")}
    )
    assert answer.status_code == 422
    assert "摔了" in answer.content.decode()


def test_received_page_shows_number_contact_plan_and_papers(anyone: Client, member: InsuredMember) -> None:
    claim = scene.send_report(
        anyone, contact={**scene.ANSWERS["contact"], "id_number": member.party.id_number}
    )
    page = anyone.get(reverse("portal:received", args=[claim.number])).content.decode()
    assert f'data-test="claim-number">{claim.number}<' in page
    assert claim.handler is not None
    assert claim.handler.display_name in page
    assert "身份证" in page
    assert "138****0001" in page
    assert "13800000001" not in page


def test_another_phone_does_not_see_the_receipt(anyone: Client) -> None:
    claim = scene.send_report(anyone)
    assert Client().get(reverse("portal:received", args=[claim.number])).status_code == 404


def test_malformed_draft_cookie_starts_a_fresh_draft(anyone: Client) -> None:
    anyone.cookies[drafts.COOKIE] = "x" * 5000
    assert anyone.get(reverse("portal:report")).status_code == 302


@pytest.mark.parametrize("relation", ["self", "other"])
def test_reporter_who_is_not_the_insured_learns_nothing_of_the_policy(
    house: cast.House, member: InsuredMember, relation: str
) -> None:
    """The stranger types the insured person's ID number; the policy is found, and nothing of it shows."""
    stranger = scene.log_in("13900000009")
    claim = scene.send_report(
        stranger,
        who={"relation": relation},
        person={"insured_name": "周桂芬"},
        contact={
            "reporter_name": "陌生人",
            "reporter_phone": "13900000009",
            "id_number": member.party.id_number,
        },
    )
    assert claim.policy_id == member.policy_id, "there must be something to leak"
    shared = [need.why_zh for need in needs.default(claim.nature, claim.care)]
    from_product = claim.checklist.exclude(clause="").exclude(why_zh__in=shared).first()
    assert from_product is not None, "there must be a paper and a clause to leak"
    seen = ""
    for name in ("received", "progress", "papers"):
        answer = stranger.get(reverse(f"portal:{name}", args=[claim.number]))
        assert answer.status_code == 200
        seen += answer.content.decode()
    seen += (
        stranger.get(reverse("portal:home")).content.decode()
        + stranger.get(reverse("portal:policies")).content.decode()
    )
    product = member.policy.product_version.product
    for secret in (
        member.policy.number,
        product.name,
        from_product.why_zh,
        f"条款 {from_product.clause}",
        member.party.phone,
    ):
        assert secret not in seen, secret
    for name in ("supplement", "result", "account", "object", "withdraw"):
        assert stranger.get(reverse(f"portal:{name}", args=[claim.number])).status_code == 403
    assert stranger.get(reverse("portal:live", args=[claim.number])).status_code == 204


def test_a_reporter_talks_about_their_report_without_learning_of_the_policy(
    house: cast.House, member: InsuredMember
) -> None:
    neighbour = scene.log_in("13900000009")
    claim = scene.send_report(
        neighbour,
        who={"relation": "other"},
        person={"insured_name": "周桂芬"},
        contact={
            "reporter_name": "邻居",
            "reporter_phone": "13900000009",
            "id_number": member.party.id_number,
        },
    )
    say = reverse("portal:message", args=[claim.number])
    assert neighbour.post(say, {"text": " "}).status_code == 422
    assert neighbour.post(say, {"text": "她已经到医院了"}).status_code == 302
    claims.write_to_customer(claim, text="谢谢您告诉我们", by=house.handler.actor, to_reporter=True)
    claims.write_to_customer(claim, text=f"保单 {member.policy.number} 有效", by=house.handler.actor)
    page = neighbour.get(reverse("portal:progress", args=[claim.number])).content.decode()
    assert "她已经到医院了" in page and "谢谢您告诉我们" in page
    assert member.policy.number not in page
    written = Message.objects.get(direction="in")
    assert (written.recipient_kind, written.sender_name) == ("reporter", "邻居")
    own = scene.log_in(member.party.phone).get(reverse("portal:progress", args=[claim.number]))
    assert "<small>邻居 ·" in own.content.decode()

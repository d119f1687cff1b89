"""People's details: registered once, corrected by name of field, agreed to by who may, erased when nothing is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.cast import SYSTEM, Cast

from anpei.audit.models import Event
from anpei.audit.verify import verify
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Invalid, Refused
from anpei.jobs import worker
from anpei.parties import actions, queries, retention
from anpei.parties.models import Party

FAR = datetime(2040, 1, 5, tzinfo=UTC)


def test_id_number_is_registered_once(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.register(
            name="别人", id_type="resident_id", id_number=cast.customer.id_number, source="x", by=SYSTEM
        )
    assert refused.value.code == "party.known"


def test_registration_names_each_wrong_field(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        actions.register(name=" ", id_type="resident_id", id_number="123", phone="1", source="x", by=SYSTEM)
    assert set(refused.value.fields) == {"name", "id_number", "phone"}


def test_corrected_name_and_phone_are_found_by_the_new_ones(cast: Cast) -> None:
    old = cast.customer.phone_hash
    party = actions.correct(cast.customer, by=cast.customer.actor, phone="138 0000 0077", name="周桂芳")
    assert list(queries.by_phone(queries.phone_hash("13800000077"))) == [party]
    assert list(queries.by_phone(old)) == []
    assert party.name_hash == queries.name_hash("周桂芳")


def test_phone_taken_out_is_nobodys(cast: Cast) -> None:
    assert actions.correct(cast.customer, by=cast.customer.actor, phone="").phone_hash == ""


def test_correction_names_each_wrong_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        actions.correct(
            cast.customer,
            by=SYSTEM,
            phone="1",
            name=" ",
            language="fr",
            preferred_channel="pigeon",
            region_code="x",
        )
    assert set(refused.value.fields) == {"phone", "name", "language", "preferred_channel", "region_code"}


def test_id_number_cannot_be_corrected_here(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.correct(cast.customer, by=SYSTEM, id_number="1")
    assert refused.value.code == "party.not_correctable"


def test_child_under_14_does_not_agree_alone(cast: Cast) -> None:
    given = {"party": cast.child, "purpose": "health_data", "text_version": "1", "channel": "portal"}
    with pytest.raises(Refused) as refused:
        actions.give_consent(**given, by=cast.child.actor)  # type: ignore[arg-type]
    assert refused.value.code == "consent.guardian"
    with pytest.raises(Invalid):
        actions.give_consent(**given, basis="guardian_consent", by=cast.guardian.actor)  # type: ignore[arg-type]
    consent = actions.give_consent(
        **given,
        basis="guardian_consent",
        given_by=cast.guardian.name,
        by=cast.guardian.actor,  # type: ignore[arg-type]
    )
    assert consent.given_by == cast.guardian.name


def test_data_request_is_due_in_15_working_days(cast: Cast) -> None:
    request = actions.request_data(party=cast.customer, kind="copy", text="", by=cast.customer.actor)
    assert request.due_on == date(2026, 12, 7)
    actions.answer_data_request(request, answer="已寄出", by=cast.handler.actor)
    with pytest.raises(Refused) as refused:
        actions.answer_data_request(request, answer="再寄", by=cast.handler.actor)
    assert refused.value.code == "data_request.answered"


def test_person_in_an_open_case_is_not_erased(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.erase(cast.customer, reason="本人要求", by=cast.handler.actor)
    assert refused.value.code == "party.kept"
    assert Party.objects.get(pk=cast.customer.pk).name == cast.customer.name


def test_person_in_a_contract_is_kept_ten_years_and_told_until_when(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.erase(cast.stranger, reason="本人要求", by=cast.handler.actor)
    assert refused.value.code == "party.kept" and "2036-12-31" in str(refused.value.message)


def test_restricted_enquiry_keeps_a_case_in_the_words_of_any_other(cast: Cast, reported_claim: Claim) -> None:
    claims.refer(reported_claim, kind="aml", text="可疑", by=cast.handler.actor)
    claims.withdraw(reported_claim, by=cast.customer.actor)
    with clock.at(FAR):
        holds = retention.holds(cast.customer)
    assert {str(hold.why) for hold in holds if hold.until is None} == {"还没有办完的案件"} or len(
        [hold for hold in holds if hold.until is None]
    ) == 1


def test_person_is_erased_after_the_last_period_and_the_chains_still_verify(
    cast: Cast, reported_claim: Claim
) -> None:
    claims.withdraw(reported_claim, by=cast.customer.actor)
    name, phone = cast.customer.name, cast.customer.phone_hash
    with clock.at(FAR):
        actions.erase(cast.customer, reason="本人要求", by=cast.handler.actor)
        worker.drain(strict=True)
    gone = Party.objects.get(pk=cast.customer.pk)
    assert (gone.name, gone.phone, gone.id_hash, gone.birth_on) == ("", "", None, None)
    assert list(queries.by_phone(phone)) == []
    reported_claim.refresh_from_db()
    assert (reported_claim.story, reported_claim.reporter_phone, reported_claim.hospital) == ("", "", "")
    assert (
        not Event.objects.filter(subject__in=["party", "claim"], subject_id=reported_claim.pk)
        .filter(personal__isnull=False, actor_kind="customer")
        .exists()
    )
    assert name not in "".join(message.body for message in _messages(reported_claim))
    assert verify().findings == []


def _messages(claim: Claim) -> list[object]:
    from anpei.messages.models import Message

    return list(Message.objects.filter(subject="claim", subject_id=claim.pk))  # type: ignore[return-value]

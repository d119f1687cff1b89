from __future__ import annotations

import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from tests.settlement import cast

from anpei.audit.queries import timeline
from anpei.audit.registry import Audience
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as clocks
from anpei.deadlines.models import Pause
from anpei.policies.models import InsuredMember
from anpei.surveys import actions as surveys
from anpei.surveys.models import Survey


def ordered(house: cast.House, member: InsuredMember, **more: object) -> Survey:
    claim = cast.claim_of(house, member)
    return surveys.order(claim, reason="金额较大", assignee=house.surveyor, by=house.handler.actor, **more)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def test_survey_from_order_to_report(house: cast.House, member: InsuredMember) -> None:
    survey = ordered(house, member, questions="在哪里摔的？")
    assert [row.rule_id for row in clocks.running("claim", survey.claim_id)] == [
        "life.determination.simple",
        "internal.survey",
    ]
    survey = surveys.start(survey, by=house.surveyor.actor)
    picture = surveys.add_photo(
        survey, content=photo(), place="楼梯", latitude="30.657", longitude="104.066", by=house.surveyor.actor
    )
    assert (picture.latitude_e6, picture.longitude_e6) == (30_657_000, 104_066_000)
    surveys.add_statement(survey, person="邻居", role="证人", text="看见她滑倒", by=house.surveyor.actor)
    survey = surveys.submit_report(
        survey, findings="与报案一致", conclusion="confirmed", by=house.surveyor.actor
    )
    assert (survey.state, survey.findings, survey.reported_at) == ("reported", "与报案一致", clock.now())
    assert [row.rule_id for row in clocks.running("claim", survey.claim_id)] == ["life.determination.simple"]


def test_investigation_pauses_internal_targets_and_never_the_law(
    house: cast.House, member: InsuredMember
) -> None:
    survey = ordered(house, member, kind="investigation")
    law = clocks.find(rule="life.determination.simple", subject="claim", subject_id=survey.claim_id)
    assert (law.state, set(Pause.objects.filter(ended_at__isnull=True).values_list("kind", flat=True))) == (
        "running",
        {"investigation"},
    )
    surveys.submit_report(survey, findings="属实", conclusion="confirmed", by=house.surveyor.actor)
    assert not Pause.objects.filter(ended_at__isnull=True).exists()
    seen = [line.type for line in timeline("claim", survey.claim_id, audience=Audience.CUSTOMER)]
    assert "survey.investigation_ordered" not in seen


@pytest.mark.parametrize("who", ["handler", "approver"])
def test_only_the_assigned_surveyor_writes(house: cast.House, member: InsuredMember, who: str) -> None:
    survey = ordered(house, member)
    with pytest.raises(Forbidden):
        surveys.start(survey, by=getattr(house, who).actor)
    other = cast.staff("bai", "surveyor", house.branch, "白露")
    with pytest.raises(Forbidden):
        surveys.submit_report(survey, findings="x", conclusion="confirmed", by=other.actor)


def test_what_is_missing_is_said_next_to_the_field(house: cast.House, member: InsuredMember) -> None:
    claim = cast.claim_of(house, member)
    with pytest.raises(Invalid) as refusal:
        surveys.order(claim, reason=" ", assignee=house.surveyor, by=house.handler.actor)
    assert set(refusal.value.fields) == {"reason"}
    with pytest.raises(Invalid) as refusal:
        surveys.order(claim, reason="x", assignee=house.payer, by=house.handler.actor)
    assert set(refusal.value.fields) == {"assignee"}
    survey = ordered(house, member)
    with pytest.raises(Invalid) as refusal:
        surveys.submit_report(survey, findings="", conclusion="maybe", by=house.surveyor.actor)
    assert set(refusal.value.fields) == {"findings", "conclusion"}
    with pytest.raises(Invalid):
        surveys.add_photo(survey, content=photo(), latitude="north", longitude="1", by=house.surveyor.actor)


def test_a_finished_survey_takes_nothing_more(house: cast.House, member: InsuredMember) -> None:
    survey = surveys.cancel(ordered(house, member), reason="病历已经说明", by=house.handler.actor)
    assert clocks.find(rule="internal.survey", subject="claim", subject_id=survey.claim_id) is None
    with pytest.raises(Refused):
        surveys.add_statement(survey, person="a", role="b", text="c", by=house.surveyor.actor)
    with pytest.raises(Refused):
        surveys.cancel(survey, reason="again", by=house.handler.actor)


@pytest.mark.parametrize("change", [{"reason": ""}, {"state": "reported"}, {"state": "cancelled"}])
def test_the_database_holds_what_a_survey_needs(
    house: cast.House, member: InsuredMember, change: dict[str, str]
) -> None:
    good = {
        "claim": cast.claim_of(house, member), "kind": "survey", "reason": "why", "assignee": house.surveyor,
        "ordered_by": house.handler, "due_at": clock.now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.create(**{**good, **change})

"""A road accident and harm to others: reported by either side, the vehicle finds the policy, the papers named within a day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import SYSTEM, Cast

from anpei.claims import actions, cover
from anpei.claims.actions import ReportForm
from anpei.claims.models import Care, Casualty, Claim, ItemState, Nature, Relation
from anpei.core.errors import Invalid
from anpei.deadlines.models import Clock
from anpei.demo import book, papers
from anpei.documents import actions as documents
from anpei.messages.models import Message
from anpei.policies import actions as policies
from anpei.policies.models import InsuredMember

PLATE, PHONE = "新Z00001", "13800000099"


def insured_car(cast: Cast, product: str, number: str) -> InsuredMember:
    from random import Random

    member = book.issue(
        number=number, version=cast.versions[product], holder=cast.customer, insured=cast.customer, unit=cast.branch,
        starts_on=date(2026, 3, 1), renewed_since=date(2026, 3, 1), source=Random(3),
    )  # fmt: skip
    form = policies.VehicleForm(
        plate=PLATE,
        vehicle_class="car",
        use="family",
        first_registered_on=date(2020, 5, 10),
        new_price_fen=15_000_000,
    )
    policies.insure_vehicle(member, form=form, by=SYSTEM)
    return member


def report(key: str = "k1", **said: object) -> Claim:
    known = {
        "reporter_phone": PHONE, "nature": Nature.COLLISION, "event_on": date(2026, 11, 9), "plate": "新Z·00001",
        "casualty": Casualty.INJURED, "care": Care.INPATIENT,
    }  # fmt: skip
    return actions.report(form=ReportForm(**(known | said)), channel="hotline", by=SYSTEM, key=key)  # type: ignore[arg-type]


def test_plate_finds_the_policy_the_compulsory_one_first(cast: Cast) -> None:
    insured_car(cast, "qc_motor", "M1")
    compulsory = insured_car(cast, "qc_motor_compulsory", "M2")
    claim = report()
    assert (claim.member, claim.insured, claim.plate_given) == (compulsory, cast.customer, PLATE)
    assert cover.natures_of(claim) == ("collision", "injury")


def test_plate_of_nobody_leaves_the_policy_open(cast: Cast) -> None:
    assert report(plate="新Z99999").policy is None
    assert report("k2", plate="", policy_number="").policy is None


def test_plate_outside_the_policy_period_is_not_matched(cast: Cast) -> None:
    insured_car(cast, "qc_motor", "M1")
    assert report(event_on=date(2026, 2, 28)).policy is None


def test_papers_are_named_at_once_and_the_day_of_the_law_is_kept(cast: Cast) -> None:
    insured_car(cast, "qc_motor_compulsory", "M2")
    claim = report(reporter_relation=Relation.VICTIM)
    clock = Clock.objects.get(subject="claim", subject_id=claim.pk, rule_id="ctp.doc_list")
    assert (clock.state, clock.stopped_at) == ("met", claim.reported_at)
    told = Message.objects.filter(template="claim.papers", subject_id=claim.pk).order_by("id")
    assert {(row.recipient_kind, row.address) for row in told if row.address} == {
        ("party", cast.customer.phone),
        ("reporter", PHONE),
    }
    assert "交通事故认定书" in told[0].body and "住院收费票据" in told[0].body


def test_without_anybody_to_tell_the_day_goes_on(cast: Cast) -> None:
    claim = actions.report(
        form=ReportForm(nature=Nature.COLLISION, reporter=cast.child), channel="api", by=SYSTEM, key="k9"
    )
    clock = Clock.objects.get(subject="claim", subject_id=claim.pk, rule_id="ctp.doc_list")
    assert clock.state == "running"


def test_a_victim_learns_the_usual_papers_and_nothing_of_the_policy(cast: Cast) -> None:
    insured_car(cast, "qc_motor_compulsory", "M2")
    claim = report(reporter_relation=Relation.VICTIM)
    to_the_victim = {"template": "claim.papers", "subject_id": claim.pk, "recipient_kind": "reporter"}
    body = Message.objects.filter(**to_the_victim)[0].body
    assert claim.policy.number not in body and cast.customer.name not in body


def test_five_days_run_from_the_last_paper_under_the_compulsory_cover(cast: Cast) -> None:
    insured_car(cast, "qc_motor_compulsory", "M2")
    claim = report()
    items = list(claim.checklist.filter(state=ItemState.WANTED))
    for item in items:
        assert not Clock.objects.filter(subject_id=claim.pk, rule_id="ctp.determination").exists()
        documents.hand_in(
            claim, content=papers.picture(item.kind), filename="a.jpg", item=item, by=cast.customer.actor
        )
    claim.refresh_from_db()
    clock = Clock.objects.get(subject_id=claim.pk, rule_id="ctp.determination")
    assert (clock.state, clock.started_at) == ("running", claim.papers_complete_at)
    assert clock.due_on == date(2026, 11, 23)  # 21 November is a Saturday: rolls to Monday
    determination = Clock.objects.get(subject_id=claim.pk, rule_id="any.determination.complex")
    assert determination.state == "running"


def test_commercial_cover_has_the_thirty_days_alone(cast: Cast) -> None:
    insured_car(cast, "qc_motor", "M1")
    claim = report()
    for item in claim.checklist.filter(state=ItemState.WANTED):
        documents.hand_in(
            claim, content=papers.picture(item.kind), filename="a.jpg", item=item, by=cast.customer.actor
        )
    rules = set(Clock.objects.filter(subject="claim", subject_id=claim.pk).values_list("rule_id", flat=True))
    assert "any.determination.complex" in rules
    assert not {"ctp.determination", "life.determination.simple"} & rules


def test_liability_asks_for_what_the_other_side_sent(cast: Cast) -> None:
    claim = report(nature=Nature.LIABILITY, plate="", casualty=Casualty.INJURED, care=Care.OUTPATIENT)
    kinds = {item.kind for item in claim.checklist.all()}
    assert {"damages_claim", "liability_proof", "payment_proof", "outpatient_receipt"} <= kinds
    assert cover.natures_of(claim) == ("liability", "injury", "damage")
    assert not Clock.objects.filter(subject_id=claim.pk, rule_id="ctp.doc_list").exists()


@pytest.mark.parametrize(
    ("casualty", "papers_of_it"),
    [
        (Casualty.NONE, set()),
        (Casualty.INJURED, {"inpatient_receipt"}),
        (Casualty.KILLED, {"death_certificate"}),
        (Casualty.UNKNOWN, set()),
    ],
)
def test_list_follows_what_became_of_people(cast: Cast, casualty: str, papers_of_it: set[str]) -> None:
    claim = report(plate="", casualty=casualty)
    kinds = {item.kind for item in claim.checklist.all()}
    assert {"traffic_certificate", "vehicle_licence"} <= kinds
    assert kinds & {"inpatient_receipt", "death_certificate"} == papers_of_it


def test_corrected_casualty_rebuilds_the_list_and_tells_it(cast: Cast) -> None:
    claim = report(plate="", casualty=Casualty.UNKNOWN)
    actions.complete_report(claim, casualty=Casualty.KILLED, by=cast.handler.actor)
    assert claim.checklist.filter(kind="death_certificate").exists()
    told = Message.objects.filter(template="claim.papers", subject_id=claim.pk)
    assert len(set(told.values_list("dedupe", flat=True))) == 2


@pytest.mark.parametrize(("field", "value"), [("casualty", "bad"), ("plate", "新" * 21)])
def test_report_names_the_field_of_a_road_accident_that_cannot_be_used(
    cast: Cast, field: str, value: str
) -> None:
    with pytest.raises(Invalid) as refused:
        report(**{field: value})
    assert set(refused.value.fields) == {field}
    assert not Claim.objects.exists()

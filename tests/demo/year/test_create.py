"""The demo insurer: whole, in the past, in every state."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Max
from tests.demo.conftest import AS_OF, CLAIMS

from anpei.accounts.models import Shift, Staff
from anpei.accounts.roles import ROLES
from anpei.alerts import effect
from anpei.alerts.models import Alert, Reach
from anpei.audit.verify import verify
from anpei.claims.models import CallRequest, Channel, ChecklistItem, Claim
from anpei.claims.states import ClaimState
from anpei.core.clock import LOCAL
from anpei.deadlines.models import Clock
from anpei.demo import create, names, ways
from anpei.hotline.models import Attempt, Call, FirstContact, Inbound
from anpei.jobs.models import Job, JobState
from anpei.messages.models import Message
from anpei.parties.models import BankAccount, Party
from anpei.settlement.models import Injury
from anpei.values.identifiers import parse_bank_card, parse_mobile, parse_resident_id, parse_uscc

MIDNIGHT = datetime.combine(AS_OF, time(0), LOCAL)
# When these are due, or asked for again, is said ahead of time.
AHEAD = {
    "appointment_at",
    "ask_again_at",
    "ask_at",
    "due_at",
    "ends_at",
    "internal_due_at",
    "next_at",
    "next_due_at",
    "problem_due_at",
    "starts_at",
    "warn_at",
    "delay_at",
    "run_at",
    "sign_up_until",
    "send_after",
    "lease_until",
}


@pytest.mark.django_db
def test_there_are_as_many_cases_as_asked_for_and_the_shown_ones(demo: None) -> None:
    # and the one reported twice, the one claimed under a second policy as well, and three that strangers told of
    assert Claim.objects.count() == CLAIMS + len(create.showcase.ROLES) + 5


@pytest.mark.django_db
def test_every_state_is_there(demo: None) -> None:
    there = set(Claim.objects.values_list("state", flat=True))

    assert set(ClaimState.values) - there == set()


@pytest.mark.django_db
def test_an_accidental_death_is_paid_to_the_beneficiary_on_the_papers_of_a_death(demo: None) -> None:
    claim = Claim.objects.get(nature="death")
    assert (claim.state, claim.cause_of_death, claim.reporter_relation) == ("archived", "accident", "spouse")
    assert claim.event_on is not None and claim.died_on == claim.event_on + timedelta(days=1)
    assert claim.reporter is not None and claim.insured is not None and claim.member is not None
    payee = claim.payees.get(active=True)
    assert (payee.capacity, payee.party) == ("beneficiary", claim.reporter)
    assert claim.member.beneficiaries.get().party == payee.party != claim.insured
    confirmed = set(claim.checklist.filter(state="confirmed").values_list("kind", flat=True))
    assert {"death_certificate", "relationship_proof"} <= confirmed
    assert claim.paid_fen == claim.member.sums_insured["accident"]


@pytest.mark.django_db
def test_a_rated_injury_marked_as_a_sample_waits_for_approval(demo: None) -> None:
    injury = Injury.objects.get()
    claim = injury.claim
    assert (injury.item, injury.grade, claim.state) == ("SAMPLE-1", 9, "approval")
    assert injury.paper is not None and injury.paper.item is not None
    assert injury.paper.item.kind == "disability_appraisal"
    assert "示例" in claim.story
    assert claim.member is not None
    run = claim.runs.get()
    assert run.payable_fen == claim.member.sums_insured["accident"] * 20 // 100  # grade 9 of ten


@pytest.mark.django_db
def test_what_is_wrong_with_a_paper_fits_the_paper(demo: None) -> None:
    wrong = ChecklistItem.objects.exclude(problem="").exclude(state="waived")
    assert wrong.exists()
    for item in wrong:
        assert (item.problem, item.fix) in names.FAULTS.get(item.kind, names.OTHER_FAULTS), item.kind
    for kind, words in (("id_card", "合计"), ("bank_card", "合计"), ("discharge_summary", "金额")):
        assert all(words not in problem for problem, _fix in names.FAULTS[kind])


@pytest.mark.django_db
def test_reports_come_from_every_channel_but_an_import(demo: None) -> None:
    assert set(Claim.objects.values_list("channel", flat=True)) == set(Channel.values) - {"import"}


@pytest.mark.django_db
def test_nothing_has_happened_in_the_future(demo: None) -> None:
    late = [
        (model._meta.label, fld.name)
        for model in apps.get_models()
        if model.__module__.startswith("anpei.")
        for fld in model._meta.concrete_fields
        if isinstance(fld, DateTimeField) and fld.name not in AHEAD
        if (last := model._default_manager.aggregate(last=Max(fld.name))["last"]) and last >= MIDNIGHT
    ]

    assert late == []


@pytest.mark.django_db
def test_the_record_is_whole_and_every_chain_is_sealed(demo: None) -> None:
    report = verify()

    assert report.findings == []
    assert report.events > 1000


@pytest.mark.django_db
def test_every_identifier_has_a_good_check_digit_and_belongs_to_no_region(demo: None) -> None:
    for party in Party.objects.all():
        if party.kind == "company":
            assert parse_uscc(party.id_number) == party.id_number
            continue
        assert parse_resident_id(party.id_number, today=AS_OF).number[:2] == "99"
        assert not party.phone or parse_mobile(party.phone).startswith("1990")
    for account in BankAccount.objects.all():
        card = parse_bank_card(account.number)
        assert card.checksum_ok
        assert card.number.startswith("620000")


@pytest.mark.django_db
def test_there_is_staff_of_every_role_and_all_of_it_is_marked_as_invented(demo: None) -> None:
    assert set(Staff.objects.values_list("role", flat=True)) == set(ROLES)
    assert not Staff.objects.filter(demo=False).exists()


@pytest.mark.django_db
def test_no_work_was_left_behind_or_failed(demo: None) -> None:
    assert not Job.objects.filter(state__in=[JobState.PARKED, JobState.RUNNING]).exists()
    assert not Job.objects.filter(state=JobState.QUEUED, attempts__gt=0).exists()


@pytest.mark.django_db
def test_the_log_ins_shown_exist(demo: None) -> None:
    shown = create.logins()
    staff = {user for _role, user, password in shown if password == create.house.PASSWORD}
    phones = {user for _role, user, _password in shown} - staff

    assert set(Staff.objects.filter(username__in=staff).values_list("username", flat=True)) == staff
    assert {party.phone for party in Party.objects.all()} & phones == phones
    assert Staff.objects.get(username="lin").check_password(create.house.PASSWORD)


@pytest.mark.django_db
def test_a_week_of_calls_with_a_night_shift_and_a_missed_call_that_was_called_back(demo: None) -> None:
    calls = Call.objects.all()
    assert calls.filter(answered_at__isnull=False).count() >= 40
    night = calls.get(began_at__gte=MIDNIGHT - timedelta(days=3), answered_by__username="kang")
    assert night.began_at.astimezone(LOCAL).hour == 2
    reached = Attempt.objects.get(reached=True, request__origin="missed")
    assert [one.reached for one in reached.request.attempts.all()] == [False, True]
    assert reached.request.calls.get().is_missed
    assert CallRequest.objects.filter(origin="missed", done_at__isnull=True).count() == 1
    assert calls.filter(party__isnull=False).count() == 3
    assert Inbound.objects.filter(placed_at__isnull=True).count() == 1
    first = FirstContact.objects.order_by("claim__reported_at")
    assert [one.claim.channel for one in first] == ["sms", "hotline", "email"]
    replaced = Shift.objects.get(substitute__isnull=False)
    assert (replaced.person.username, replaced.substitute.username) == ("hao", "kang")


@pytest.mark.django_db
def test_reports_are_answered_in_the_half_hour_promised_but_for_a_few(demo: None) -> None:
    promises = Clock.objects.filter(rule_id="report.response")
    late = promises.filter(state__in=("missed", "running")).count()
    assert promises.count() == Claim.objects.exclude(channel="import").count()
    assert 1 <= late <= 7


@pytest.mark.django_db
def test_customers_are_reached_in_different_ways_and_a_dead_mailbox_by_text(demo: None) -> None:
    chosen = Party.objects.exclude(preferred_channel="sms", language="zh-hans", quiet_from=None)
    assert {one.preferred_channel for one in chosen} == {"sms", "email", "wechat"}
    assert chosen.filter(language="en").exists() and chosen.filter(quiet_from__isnull=False).exists()

    failed = Message.objects.get(subject="claim", state="failed")
    assert (failed.body, failed.channel, failed.proof) == (ways.NOTE, "email", "550 no such host")
    instead = Message.objects.filter(subject="claim", subject_id=failed.subject_id, channel="sms")
    assert [one.state for one in instead if one.body == ways.NOTE] == ["sent"]


def test_alerts_went_out_were_answered_and_one_waits_for_a_second_person(demo: None) -> None:
    rows = Alert.objects.order_by("id")

    sources = {(one.source, one.peril): one for one in rows}
    assert {"schedule", "cap", "manual"} == {one.source for one in rows}
    assert sources["cap", "hail"].state == "withdrawn"
    waiting = sources["cap", "rainstorm"]
    assert (waiting.state, waiting.level, waiting.approved_by) == ("previewed", "orange", None)
    storm = sources["cap", "typhoon"]
    assert storm.state == "sent" and storm.effect is not None
    season = sources["schedule", "rainstorm"]
    [neighbours, *_before] = effect.comparisons(season)
    assert neighbours.alerted.contracts > 0 < neighbours.others.with_claim
    told = Reach.objects.filter(left_out="")
    seen, done = told.filter(seen_at__isnull=False).count(), told.filter(done_at__isnull=False).count()
    assert 0 < done <= seen < told.count()

"""The demo insurer: whole, in the past, in every state."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Max
from tests.demo.conftest import AS_OF, CLAIMS

from anpei.accounts.models import Staff
from anpei.accounts.roles import ROLES
from anpei.audit.verify import verify
from anpei.claims.models import Channel, Claim
from anpei.claims.states import ClaimState
from anpei.core.clock import LOCAL
from anpei.demo import create
from anpei.jobs.models import Job, JobState
from anpei.parties.models import BankAccount, Party
from anpei.values.identifiers import parse_bank_card, parse_mobile, parse_resident_id, parse_uscc

MIDNIGHT = datetime.combine(AS_OF, time(0), LOCAL)
# When these are due, or asked for again, is said ahead of time.
AHEAD = {
    "due_at",
    "internal_due_at",
    "next_due_at",
    "warn_at",
    "delay_at",
    "run_at",
    "send_after",
    "lease_until",
}


@pytest.mark.django_db
def test_there_are_as_many_cases_as_asked_for_and_the_shown_ones(demo: None) -> None:
    assert Claim.objects.count() == CLAIMS + len(create.showcase.ROLES) + 1  # and the one reported twice


@pytest.mark.django_db
def test_every_state_is_there(demo: None) -> None:
    there = set(Claim.objects.values_list("state", flat=True))

    assert set(ClaimState.values) - there == set()


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

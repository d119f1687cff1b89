from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.accounts.conftest import PASSWORD, SYSTEM, House, hire

from anpei.accounts import actions, queries
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.audit.models import Event
from anpei.core.errors import Forbidden, Invalid, Refused

pytestmark = pytest.mark.usefixtures("frozen_clock")  # 16 November 2026


def test_only_an_administrator_opens_accounts(people: dict[str, Staff], house: House) -> None:
    new = {
        "username": "new",
        "display_name": "新",
        "role": "handler",
        "unit": house.hubei,
        "employee_no": "E-new",
        "password": PASSWORD,
    }
    with pytest.raises(Forbidden):
        actions.create_staff(**new, by=people["manager"].actor)
    assert not Staff.objects.filter(username="new").exists()
    staff = actions.create_staff(**new, by=people["administrator"].actor)
    assert staff.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "li"}, "username"),
        ({"username": ""}, "username"),
        ({"display_name": " "}, "display_name"),
        ({"role": "king"}, "role"),
        ({"employee_no": "E-li"}, "employee_no"),
        ({"password": "short"}, "password"),
    ],
)
def test_new_account_names_the_field_to_correct(house: House, changes: dict, field: str) -> None:
    hire("li", "handler", house.sichuan)
    good = {
        "username": "new",
        "display_name": "新",
        "role": "handler",
        "unit": house.hubei,
        "employee_no": "E-new",
        "password": PASSWORD,
    }
    with pytest.raises(Invalid) as refusal:
        actions.create_staff(**(good | changes), by=SYSTEM)
    assert list(refusal.value.fields) == [field]
    assert Staff.objects.count() == 1


def test_phone_is_encrypted_at_rest(house: House) -> None:
    from django.db import connection

    staff = hire("li", "handler", house.sichuan)
    staff.phone = "13800138000"
    staff.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_staff")
        assert "13800138000" not in cursor.fetchone()[0]
    assert Staff.objects.get().phone == "13800138000"


def test_nobody_changes_their_own_rights(people: dict[str, Staff], house: House) -> None:
    admin = people["administrator"]
    with pytest.raises(Forbidden):
        actions.reassign(staff=admin, role="approver", unit=house.head, by=admin.actor)
    with pytest.raises(Forbidden):
        actions.deactivate(staff=admin, reason="leaving", by=admin.actor)
    with pytest.raises(Forbidden):
        actions.disable_totp(staff=admin, reason="new phone", by=admin.actor)


def test_reassign_keeps_what_was(people: dict[str, Staff], house: House) -> None:
    moved = actions.reassign(
        staff=people["handler"], role="surveyor", unit=house.hubei, by=people["administrator"].actor
    )
    assert (moved.role, moved.unit) == ("surveyor", house.hubei)
    event = Event.objects.get(type="staff.reassigned")
    assert event.actor_id == str(people["administrator"].pk)


def test_deactivate_needs_a_reason(people: dict[str, Staff]) -> None:
    with pytest.raises(Invalid):
        actions.deactivate(staff=people["handler"], reason="", by=people["administrator"].actor)
    actions.deactivate(staff=people["handler"], reason="left", by=people["administrator"].actor)
    assert not Staff.objects.get(role="handler").is_active


def test_stand_in_follows_the_chain_of_delegates(people: dict[str, Staff]) -> None:
    handler, supervisor, assessor = people["handler"], people["supervisor"], people["assessor"]
    day = date(2026, 11, 20)
    assert queries.stand_in(handler, on=day) == handler
    actions.set_leave(staff=handler, until=day, delegate=assessor, by=handler.actor)
    actions.set_leave(staff=assessor, until=day, delegate=supervisor, by=supervisor.actor)
    handler = Staff.objects.get(pk=handler.pk)
    assert queries.stand_in(handler, on=day) == supervisor
    assert queries.stand_in(handler, on=date(2026, 11, 21)) == handler


def test_stand_in_is_nobody_when_the_chain_is_a_circle(people: dict[str, Staff]) -> None:
    day = date(2026, 11, 20)
    a, b = people["handler"], people["assessor"]
    actions.set_leave(staff=a, until=day, delegate=b, by=SYSTEM)
    actions.set_leave(staff=b, until=day, delegate=a, by=SYSTEM)
    assert queries.stand_in(Staff.objects.get(pk=a.pk), on=day) is None


def test_leave_of_others_needs_the_right(people: dict[str, Staff]) -> None:
    with pytest.raises(Forbidden):
        actions.set_leave(
            staff=people["handler"], until=date(2026, 11, 20), delegate=None, by=people["assessor"].actor
        )


@pytest.mark.parametrize("field", ["until", "delegate"])
def test_leave_names_the_field_to_correct(people: dict[str, Staff], field: str) -> None:
    handler = people["handler"]
    wrong = {"until": date(2026, 11, 15)} if field == "until" else {"delegate": handler}
    with pytest.raises(Invalid) as refusal:
        actions.set_leave(
            **({"staff": handler, "until": date(2026, 11, 20), "delegate": None} | wrong), by=handler.actor
        )
    assert list(refusal.value.fields) == [field]


def test_database_refuses_a_person_as_own_delegate(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.filter(pk=handler.pk).update(delegate=handler)


def test_staff_with_a_permission_stay_inside_the_unit(people: dict[str, Staff], house: House) -> None:
    hire("far", "approver", house.hubei)
    hire("near", "approver", house.chengdu)
    found = queries.staff_with(Permission.CLAIM_APPROVE, unit=house.sichuan)
    assert [staff.username for staff in found] == ["approver", "near", "supervisor"]


def test_second_factor_is_switched_off_by_somebody_else_with_a_reason(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    TOTPDevice.objects.create(user=handler, name="phone", confirmed=True)
    with pytest.raises(Refused) as refusal:
        actions.start_totp(staff=handler)
    assert refusal.value.code == "accounts.totp_is_on"
    with pytest.raises(Forbidden):
        actions.disable_totp(staff=handler, reason="lost", by=people["supervisor"].actor)
    actions.disable_totp(staff=handler, reason="lost", by=people["administrator"].actor)
    assert queries.totp_device(handler) is None
    assert actions.start_totp(staff=handler) == actions.start_totp(staff=handler)

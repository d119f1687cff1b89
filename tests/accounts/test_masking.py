import pytest

from anpei.accounts import actions, masking
from anpei.accounts.masking import Purpose
from anpei.accounts.models import Staff
from anpei.accounts.permissions import PersonalField
from anpei.audit.models import Event
from anpei.core.errors import Forbidden, Invalid

NAME, PHONE, IDENTITY = "周桂芬", "13812346621", "510104195603120021"
CARD, ADDRESS = "6222020000000000005", "四川省成都市锦江区春熙路 1 号"


def shown(staff: Staff, purpose: Purpose) -> tuple[str, ...]:
    view = masking.view(staff, purpose)
    return (
        view.name(NAME),
        view.phone(PHONE),
        view.identity(IDENTITY),
        view.account(CARD),
        view.address(ADDRESS),
    )


MASKED = ("周*", "138****6621", "510***********0021", "****0005", "四川省成都市****")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_auditor_and_administrator_see_everything_masked(people: dict[str, Staff], purpose: Purpose) -> None:
    assert shown(people["auditor"], purpose) == MASKED
    assert shown(people["administrator"], purpose) == MASKED


def test_handler_sees_what_the_page_needs(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    assert shown(handler, Purpose.CASE) == (NAME, *MASKED[1:])
    assert shown(handler, Purpose.CONTACT) == (NAME, PHONE, *MASKED[2:])
    assert shown(handler, Purpose.VISIT) == (NAME, PHONE, MASKED[2], MASKED[3], ADDRESS)
    assert shown(handler, Purpose.PAYMENT) == (NAME, *MASKED[1:])


def test_only_payments_see_the_account_in_clear(people: dict[str, Staff]) -> None:
    clear = {
        role for role, staff in people.items() if masking.view(staff, Purpose.PAYMENT).account(CARD) == CARD
    }
    assert clear == {"payments"}


def test_identity_number_is_never_in_clear_without_a_reveal(people: dict[str, Staff]) -> None:
    for staff in people.values():
        for purpose in Purpose:
            assert masking.view(staff, purpose).identity(IDENTITY) == MASKED[2]


def test_inactive_person_sees_everything_masked(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    handler.is_active = False
    assert shown(handler, Purpose.VISIT) == MASKED


def test_health_is_kept_from_roles_without_medical_work(people: dict[str, Staff]) -> None:
    see = {role for role, staff in people.items() if masking.view(staff, Purpose.CASE).health}
    assert see == {
        "handler",
        "surveyor",
        "assessor",
        "approver",
        "supervisor",
        "complaints",
        "compliance",
        "auditor",
    }


def test_reveal_is_logged_with_the_reason_and_without_the_value(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    actions.reveal(
        staff=handler,
        subject="party",
        subject_id=7,
        field=PersonalField.IDENTITY,
        reason="compare with the invoice",
        by=handler.actor,
    )
    event = Event.objects.get(type="personal.revealed")
    assert (event.subject, event.subject_id, event.audience) == ("party", 7, "staff")
    assert event.actor_id == str(handler.pk)


def test_reveal_without_the_permission_or_a_reason_is_refused(people: dict[str, Staff]) -> None:
    for role, reason, refusal in (("auditor", "curious", Forbidden), ("handler", " ", Invalid)):
        staff = people[role]
        with pytest.raises(refusal):
            actions.reveal(
                staff=staff,
                subject="party",
                subject_id=7,
                field=PersonalField.PHONE,
                reason=reason,
                by=staff.actor,
            )
    assert not Event.objects.filter(type="personal.revealed").exists()

import pytest
from tests.accounts.conftest import House, hire

from anpei.accounts import rules
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES, Administrator, Auditor
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden

CLAIM_WORK = {
    Permission.CLAIM_HANDLE,
    Permission.CLAIM_APPROVE,
    Permission.SETTLEMENT_CALCULATE,
    Permission.SETTLEMENT_REFUSE,
    Permission.PAYMENT_RELEASE,
}
LOOKING = {
    Permission.CLAIM_VIEW,
    Permission.PAYMENT_VIEW,
    Permission.POLICY_VIEW,
    Permission.PARTY_VIEW,
    Permission.HEALTH_VIEW,
    Permission.ARCHIVE_VIEW,
    Permission.TERMS_VIEW,
    Permission.AUDIT_VIEW,
    Permission.DASHBOARDS_VIEW,
    Permission.SYSTEM_WATCH,
    Permission.COMPLAINT_VIEW,
    Permission.COMPLAINT_TRENDS,
    Permission.ALERT_VIEW,
}


def test_every_permission_belongs_to_some_role() -> None:
    assert set(Permission) == frozenset().union(*(role.permissions for role in ROLES.values()))


def test_only_compliance_sees_restricted_referrals() -> None:
    assert [code for code, role in ROLES.items() if Permission.RESTRICTED_VIEW in role.permissions] == [
        "compliance"
    ]


def test_nobody_both_prepares_or_approves_and_releases_money() -> None:
    for role in ROLES.values():
        if Permission.PAYMENT_RELEASE in role.permissions:
            assert role.permissions & CLAIM_WORK == {Permission.PAYMENT_RELEASE}


def test_auditor_only_looks() -> None:
    assert Auditor.permissions <= LOOKING
    assert Auditor.clear == frozenset()


def test_administrator_reaches_no_claim_and_no_customer() -> None:
    assert Administrator.permissions == {
        Permission.STAFF_MANAGE,
        Permission.API_CLIENT_MANAGE,
        Permission.SYSTEM_WATCH,
        Permission.TERMS_VIEW,
    }


def test_only_the_agent_is_external() -> None:
    assert [code for code, role in ROLES.items() if role.external] == ["agent"]


def test_actor_carries_name_and_role(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    assert handler.actor == Actor(kind="staff", id=str(handler.pk), name="Handler", role="handler")
    assert people["agent"].actor.kind == "agent"


def test_require_names_what_is_missing(people: dict[str, Staff]) -> None:
    rules.require(people["approver"], Permission.CLAIM_APPROVE)
    with pytest.raises(Forbidden) as refusal:
        rules.require(people["operator"], Permission.CLAIM_APPROVE)
    assert refusal.value.status == 403
    assert str(refusal.value.message) == (
        "Your role does not include this: “Approve or return a decision, inside one's authority”. "
        "Please ask your supervisor."
    )


def test_inactive_person_holds_nothing(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    handler.is_active = False
    assert not rules.permits(handler, Permission.CLAIM_VIEW)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (Actor.system("deadline-watch"), True),
        (Actor(kind="staff", id="1", name="a", role="payments"), True),
        (Actor(kind="staff", id="1", name="a", role="handler"), False),
        (Actor(kind="staff", id="1", name="a", role="unheard-of"), False),
        (Actor(kind="customer", id="1", name="a", role="payments"), False),
        (Actor(kind="api", id="1", name="a"), False),
    ],
)
def test_actor_is_permitted_by_kind_and_role(actor: Actor, allowed: bool) -> None:
    assert rules.permits(actor, Permission.PAYMENT_RELEASE) is allowed


def test_branch_staff_see_their_subtree_and_head_office_everything(house: House) -> None:
    everything = [house.head.pk, house.sichuan.pk, house.chengdu.pk, house.hubei.pk]
    assert set(rules.visible_units(hire("h", "handler", house.head))) == set(everything)
    assert rules.visible_units(hire("b", "handler", house.sichuan)) == [house.sichuan.pk, house.chengdu.pk]
    assert rules.visible_units(hire("s", "handler", house.chengdu)) == [house.chengdu.pk]


def test_agent_filed_at_head_office_does_not_see_every_unit(house: House) -> None:
    agent = hire("a", "agent", house.head)
    assert rules.sees_all_units(agent) is False


def test_sees_unit_follows_the_tree(house: House) -> None:
    person = hire("b", "handler", house.sichuan)
    assert rules.sees_unit(person, house.chengdu)
    assert not rules.sees_unit(person, house.hubei)
    assert not rules.sees_unit(person, house.head)


def test_signing_needs_a_person(people: dict[str, Staff]) -> None:
    handler = people["handler"]
    assert rules.signing(handler.actor) == handler
    for actor in (Actor.system("job"), Actor(kind="api", id="k", name="k")):
        with pytest.raises(Forbidden):
            rules.signing(actor)

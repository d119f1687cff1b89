"""After a death: beneficiaries of the policy first, then heirs; and what anybody is to a case."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast, course_to
from tests.mandates.conftest import PHONE, give, terms

from anpei.claims import actions, notices, queries
from anpei.claims.actions import HeirForm
from anpei.claims.models import Claim, Heir
from anpei.claims.queries import Standing
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.jobs.worker import drain
from anpei.mandates import actions as mandates
from anpei.mandates.models import Mandate, Power
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.parties.queries import phone_hash
from anpei.policies import actions as policies

SON_PHONE = "13800000041"
ESTATE = HeirForm("heir", "儿子", "notary", "继承公证书 2026-11-12", "not_named")


@pytest.fixture
def death(cast: Cast) -> Claim:
    """The customer died of an accident; her daughter reported it, and the death certificate is in order."""
    claim = actions.report(
        form=actions.ReportForm(
            story="我妈妈走了",
            nature="death",
            event_on=date(2026, 11, 9),
            reporter_name=cast.relative.name,
            reporter_phone=cast.relative.phone,
            reporter_relation="child",
            policy_number=cast.policy.number,
            insured=cast.customer,
        ),
        channel="portal",
        by=cast.relative.actor,
        key="death",
    )
    if claim.handler != cast.handler:
        claim = actions.assign(claim, handler=cast.handler, by=cast.supervisor.actor, reason="分工")
    claim.checklist.filter(kind="death_certificate").update(state="confirmed")
    return claim


@pytest.fixture
def son(cast: Cast) -> Party:
    return parties.register(name="周小强", phone=SON_PHONE, by=cast.handler.actor, source="test")


def accepted(claim: Claim, person: Party, cast: Cast, form: HeirForm = ESTATE) -> Heir:
    heir = actions.record_heir(claim, person=person, form=form, by=cast.handler.actor)
    return actions.accept_heir(heir, by=cast.supervisor.actor)


def test_an_heir_counts_once_two_of_us_have_looked(cast: Cast, death: Claim, son: Party) -> None:
    heir = actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    assert queries.standing(death, son.phone_hash) is None
    assert not queries.for_visitor(son.phone_hash).exists()

    with pytest.raises(Refused) as refused:
        actions.accept_heir(heir, by=cast.handler.actor)
    assert refused.value.code == "heir.own_record"

    actions.accept_heir(heir, by=cast.supervisor.actor)
    assert queries.standing(death, son.phone_hash) is Standing.HEIR
    assert list(queries.for_visitor(son.phone_hash)) == [death]
    assert Message.objects.filter(template="claim.heir", channel="sms").get().address == SON_PHONE
    assert notices.recipient(death).address == SON_PHONE  # nobody writes to the phone of the dead


def test_until_an_heir_acts_whoever_reported_the_death_is_told(cast: Cast, death: Claim) -> None:
    """Not the insured person's own phone, whatever the occasion: papers, a delay, a payment, how it was."""
    notices.silence(death, round_=1)

    told = Message.objects.filter(subject="claim", subject_id=death.pk, channel="sms")
    assert {one.address for one in told} == {cast.relative.phone}
    assert (notices.recipient(death).kind, notices.recipient(death).id) == ("reporter", str(death.pk))


def test_a_death_found_out_later_counts_as_well(cast: Cast, reported_claim: Claim, son: Party) -> None:
    assert notices.recipient(reported_claim).address == cast.customer.phone
    Claim.objects.filter(pk=reported_claim.pk).update(died_on=date(2026, 11, 12))
    reported_claim.refresh_from_db()

    assert notices.recipient(reported_claim).address == ""  # she had reported it herself
    assert notices.reporter_recipient(reported_claim).address == ""


def test_where_nobody_can_be_written_to_a_person_calls(cast: Cast, death: Claim) -> None:
    drain()
    death.call_requests.all().delete()
    Claim.objects.filter(pk=death.pk).update(
        reporter_phone=cast.customer.phone, reporter_phone_hash=cast.customer.phone_hash
    )
    death.refresh_from_db()

    notices.silence(death, round_=1)
    drain()
    assert Message.objects.get(template="claim.silence.papers").channel == "in_app"
    call = death.call_requests.get()
    assert (call.topic, call.assignee, call.done_at) == ("notice", cast.handler, None)


def test_after_a_child_died_the_guardian_is_told(cast: Cast) -> None:
    claim = actions.report(
        form=actions.ReportForm(
            nature="death", event_on=date(2026, 11, 9), insured=cast.child, reporter_phone="13800000055",
            reporter_relation="other",
        ),
        channel="portal", by=cast.guardian.actor, key="child",
    )  # fmt: skip
    assert notices.recipient(claim).address == cast.guardian.phone


def test_whoever_the_policy_names_comes_first(cast: Cast, death: Claim, son: Party) -> None:
    policies.name_beneficiaries(
        member=death.member,
        shares=[(cast.relative.name, "女儿", 10_000, cast.relative)],
        by=cast.handler.actor,
    )

    with pytest.raises(Invalid) as refused:
        actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    assert set(refused.value.fields) == {"estate_because"}

    named = HeirForm("beneficiary", "女儿", "policy")
    with pytest.raises(Invalid) as refused:
        actions.record_heir(death, person=son, form=named, by=cast.handler.actor)
    assert set(refused.value.fields) == {"capacity"}
    assert accepted(death, cast.relative, cast, named).capacity == "beneficiary"
    assert queries.standing(death, cast.relative.phone_hash) is Standing.HEIR  # she also reported it


def test_the_estate_inherits_when_who_was_named_died_before(cast: Cast, death: Claim, son: Party) -> None:
    policies.name_beneficiaries(
        member=death.member, shares=[("周老伯", "丈夫", 10_000, None)], by=cast.handler.actor
    )
    form = HeirForm("heir", "儿子", "notary", "继承公证书", "died_before")

    assert accepted(death, son, cast, form).estate_because == "died_before"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (HeirForm("cousin", "儿子", "notary", "书", "not_named"), "capacity"),
        (HeirForm("heir", "", "notary", "书", "not_named"), "relation"),
        (HeirForm("heir", "儿子", "hearsay", "书", "not_named"), "proof"),
        (HeirForm("heir", "儿子", "policy", "书", "not_named"), "proof"),
        (HeirForm("heir", "儿子", "notary", "", "not_named"), "document"),
        (HeirForm("heir", "儿子", "notary", "书" * 201, "not_named"), "document"),
        (HeirForm("heir", "儿子", "notary", "书", ""), "estate_because"),
        (HeirForm("heir", "儿子", "notary", "书", "died_before"), "estate_because"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, death: Claim, son: Party, form: HeirForm, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.record_heir(death, person=son, form=form, by=cast.handler.actor)
    assert set(refused.value.fields) == {field}


def test_the_dead_inherit_nothing_and_nobody_twice(cast: Cast, death: Claim, son: Party) -> None:
    with pytest.raises(Invalid):
        actions.record_heir(death, person=cast.customer, form=ESTATE, by=cast.handler.actor)
    actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    with pytest.raises(Refused) as refused:
        actions.record_heir(death, person=son, form=ESTATE, by=cast.supervisor.actor)
    assert refused.value.code == "heir.known"


def test_without_a_death_or_a_certificate_there_is_no_heir(
    cast: Cast, death: Claim, reported_claim: Claim, son: Party
) -> None:
    with pytest.raises(Refused) as refused:
        actions.record_heir(reported_claim, person=son, form=ESTATE, by=cast.handler.actor)
    assert refused.value.code == "heir.no_death"

    heir = actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    death.checklist.filter(kind="death_certificate").update(state="received")
    with pytest.raises(Refused) as refused:
        actions.accept_heir(heir, by=cast.supervisor.actor)
    assert refused.value.code == "heir.no_certificate"


def test_a_refusal_and_an_end_are_by_who_may_and_say_why(cast: Cast, death: Claim, son: Party) -> None:
    heir = actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    with pytest.raises(Forbidden):
        actions.refuse_heir(heir, reason="没有公证", by=cast.staff["operator"].actor)
    with pytest.raises(Invalid):
        actions.refuse_heir(heir, reason=" ", by=cast.supervisor.actor)
    actions.refuse_heir(heir, reason="没有公证", by=cast.supervisor.actor)
    with pytest.raises(Refused):
        actions.accept_heir(heir, by=cast.supervisor.actor)

    again = accepted(death, son, cast)
    actions.end_heir(again, reason="放弃继承", by=cast.supervisor.actor)
    assert queries.standing(death, son.phone_hash) is None


def test_the_database_holds_that_heirs_come_after_beneficiaries(cast: Cast, death: Claim, son: Party) -> None:
    heir = actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    rows = Heir.objects.filter(pk=heir.pk)
    for constraint, changes in (
        ("heir_after_beneficiaries", {"estate_because": ""}),
        ("heir_checked_by_another", {"checked_by": cast.handler}),
        ("heir_accepted_is_checked", {"state": "active"}),
        ("heir_refused_with_reason", {"state": "refused"}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**changes)


def test_what_the_dead_had_allowed_ends_with_the_first_heir(
    cast: Cast, death: Claim, son: Party, mandate_of_customer: Mandate
) -> None:
    assert queries.standing(death, phone_hash(PHONE)) is Standing.AGENT
    accepted(death, son, cast)

    mandate_of_customer.refresh_from_db()
    assert (mandate_of_customer.state, mandate_of_customer.end_reason) == ("ended", "death")
    assert queries.standing(death, phone_hash(PHONE)) is None


def test_one_heir_may_act_for_another(cast: Cast, death: Claim, son: Party) -> None:
    accepted(death, son, cast)
    paper = mandates.record_paper(
        son, terms=terms(powers=("result", "object")), document="授权委托书", by=cast.handler.actor,
        claim_id=death.pk, claim_number=death.number,
    )  # fmt: skip
    mandates.accept_paper(paper, by=cast.supervisor.actor)

    found = queries.access(death, phone_hash(PHONE))
    assert (found.standing, found.heir.person, found.mandate) == (Standing.AGENT, son, paper)
    assert found.powers == {Power.SEE, Power.RESULT, Power.OBJECT}
    assert list(queries.for_visitor(phone_hash(PHONE))) == [death]


@pytest.fixture
def mandate_of_customer(cast: Cast, settings: object) -> Mandate:
    settings.DEMO = settings.SHOW_CODES = True  # type: ignore[attr-defined]
    return give(cast)


def test_who_acts_sees_the_cases_of_the_person_and_may_what_was_said(
    cast: Cast, reported_claim: Claim, mandate_of_customer: Mandate
) -> None:
    found = queries.access(reported_claim, phone_hash(PHONE))

    assert found.standing is Standing.AGENT
    assert [found.may(one) for one in (Power.SEE, Power.PAPERS, Power.TALK)] == [True] * 3
    assert [found.may(one) for one in (Power.RESULT, Power.OBJECT, Power.ACCOUNT, Power.COLLECT)] == [
        False
    ] * 4
    assert list(queries.for_visitor(phone_hash(PHONE))) == [reported_claim]


def test_a_mandate_for_one_case_opens_no_other(cast: Cast, reported_claim: Claim, settings: object) -> None:
    settings.DEMO = settings.SHOW_CODES = True  # type: ignore[attr-defined]
    give(cast, claim=reported_claim)
    other = course_to(cast, "reported", key="other")

    assert queries.standing(reported_claim, phone_hash(PHONE)) is Standing.AGENT
    assert queries.standing(other, phone_hash(PHONE)) is None
    with pytest.raises(NotFound):
        queries.get_for_visitor(phone_hash(PHONE), other.number)


def test_the_insured_person_needs_no_statement_and_others_one(
    cast: Cast, reported_claim: Claim, django_assert_num_queries: object
) -> None:
    claim = queries.get_for_visitor(cast.customer.phone_hash, reported_claim.number)
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.access(claim, cast.customer.phone_hash)
    assert claim.reporter == cast.customer  # read once, whoever asks
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.accesses([claim] * 3, cast.stranger.phone_hash)

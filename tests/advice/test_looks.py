"""Opening everything about a customer: with the permission, inside one's units, for a purpose the customer reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast

from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES
from anpei.advice import actions, queries
from anpei.advice.models import CustomerLook, Idea, Means
from anpei.advice.tasks import forget_person
from anpei.audit import queries as audit
from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound

MAY = {"operator", "handler", "supervisor", "care", "complaints", "compliance"}


def look(cast: Cast, role: str = "handler", **given: str) -> CustomerLook:
    said = {"purpose": "call", "about": "来电问进度"} | given
    return actions.look_at(cast.customer, by=cast.staff[role].actor, **said)


def test_a_look_is_kept_and_the_customer_reads_who_and_what_for(cast: Cast):
    row = look(cast)

    assert queries.looks_at([cast.customer.pk]) == [row]
    assert (row.staff, row.purpose, row.words, row.at) == (cast.handler, "call", "来电问进度", clock.now())
    last = audit.timeline("party", cast.customer.pk, audience="customer")[-1]
    assert last.text == "云洲分公司查看了您的信息：接听或回复客户"


def test_settling_a_case_names_the_case(cast: Cast, reported_claim: Claim):
    row = look(cast, purpose="settle", about=reported_claim.number.lower())

    assert (row.claim, row.words) == (reported_claim, "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": ""}, "purpose"),
        ({"about": "看看"}, "about"),
        ({"about": "长" * 201}, "about"),
        ({"purpose": "settle", "about": "AP20260101-000000"}, "about"),
    ],
)
def test_a_look_without_a_purpose_is_refused_and_leaves_nothing(cast: Cast, given: dict, field: str):
    with pytest.raises(Invalid) as refused:
        look(cast, **given)

    assert set(refused.value.fields) == {field}
    assert not CustomerLook.objects.exists()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_roles_with_the_permission_look(cast: Cast, role: str):
    assert (Permission.CUSTOMER_VIEW in ROLES[role].permissions) is (role in MAY)
    if role in MAY:
        assert look(cast, role).staff == cast.staff[role]
        assert queries.search(cast.staff[role], cast.customer.phone) == [cast.customer]
        return
    with pytest.raises(Forbidden):
        look(cast, role)
    assert queries.search(cast.staff[role], cast.customer.phone) == []
    assert not CustomerLook.objects.exists()


def test_a_customer_of_another_unit_is_not_there(cast: Cast):
    with pytest.raises(NotFound):
        actions.look_at(cast.customer, purpose="call", about="来电问进度", by=cast.other_handler.actor)

    assert queries.search(cast.other_handler, cast.customer.phone) == []
    assert not CustomerLook.objects.exists()


def test_a_customer_is_found_by_the_whole_phone_number_or_name_only(cast: Cast):
    staff = cast.handler

    for text in (
        cast.customer.phone,
        cast.customer.id_number.lower(),
        cast.customer.name,
        f" {cast.customer.name} ",
    ):
        assert queries.search(staff, text) == [cast.customer]
    for text in ("", " ", cast.customer.phone[:7], cast.customer.name[:1], "%", "\\u0000"):
        assert queries.search(staff, text) == []


def test_a_look_is_its_makers_own_and_ends(cast: Cast):
    row = look(cast)

    assert queries.open_look(cast.handler, row.pk)[0] == row
    with pytest.raises(NotFound):
        queries.open_look(cast.supervisor, row.pk)
    with clock.at(clock.now() + timedelta(minutes=30)), pytest.raises(Forbidden):
        queries.open_look(cast.handler, row.pk)


def test_a_look_closes_when_the_person_moves_to_another_unit(cast: Cast):
    row = look(cast)
    cast.handler.unit = cast.other_branch
    cast.handler.save()

    with pytest.raises(NotFound):
        queries.open_look(cast.handler, row.pk)


def test_searching_costs_the_same_for_one_customer_and_for_three(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        queries.search(cast.handler, cast.customer.name)
    cast.relative.name_hash = cast.stranger.name_hash = cast.customer.name_hash
    cast.relative.save()
    cast.stranger.save()
    with django_assert_num_queries(5):
        queries.search(cast.handler, cast.customer.name)


def test_erasure_forgets_ideas_and_words_and_keeps_that_somebody_looked(cast: Cast):
    row = look(cast)
    actions.answer_means(cast.customer, answer="yes", by=cast.customer.actor)
    event = Event.objects.filter(subject="party", subject_id=cast.customer.pk).last()

    forget_person(event_id=event.pk)

    row.refresh_from_db()
    assert (row.words, row.staff) == ("", cast.handler)
    assert not Means.objects.exists()
    assert not Idea.objects.exists()

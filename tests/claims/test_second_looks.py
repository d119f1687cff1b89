"""What waits for a second look, over all cases a person sees: the oldest first, page by page."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from tests.cast import Cast
from tests.claims.test_heirs import ESTATE, accepted, death, son
from tests.mandates.conftest import terms

from anpei.claims import actions, second_looks
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.mandates import actions as mandates
from anpei.mandates.models import Mandate
from anpei.parties.models import Party

__all__ = ["death", "son"]


def paper(cast: Cast, principal: Party, claim: Claim | None = None) -> Mandate:
    return mandates.record_paper(
        principal,
        terms=terms(),
        document="授权委托书 2026-11-14",
        claim_id=claim.pk if claim else None,
        claim_number=claim.number if claim else "",
        by=cast.handler.actor,
    )


def test_papers_of_both_kinds_stand_in_one_line(
    cast: Cast, reported_claim: Claim, death: Claim, son: Party
) -> None:
    mandate = paper(cast, cast.customer, reported_claim)
    with clock.at(clock.now() + timedelta(minutes=1)):
        heir = actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)

    found = second_looks.waiting(cast.supervisor)

    assert [(one.kind, one.paper, one.claim) for one in found] == [
        ("mandate", mandate, reported_claim), ("heir", heir, death)
    ]  # fmt: skip
    assert second_looks.waiting(cast.supervisor, after=found[0].mark) == found[1:]
    assert second_looks.waiting(cast.supervisor, after=found[1].mark) == []
    assert (second_looks.count_for(cast.supervisor), second_looks.count_for(cast.handler)) == (2, 0)


def test_papers_of_one_moment_are_each_on_one_page(
    cast: Cast, reported_claim: Claim, death: Claim, son: Party
) -> None:
    paper(cast, cast.customer, reported_claim)
    paper(cast, cast.customer, reported_claim)
    actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)
    whole = second_looks.waiting(cast.supervisor)

    pages, mark = [], None
    while page := second_looks.waiting(cast.supervisor, after=mark, size=1)[:1]:
        pages += page
        mark = page[-1].mark

    assert pages == whole
    assert [one.kind for one in pages] == ["heir", "mandate", "mandate"]


def test_a_paper_for_all_cases_leads_to_the_case_with_the_nearest_date(
    cast: Cast, reported_claim: Claim, death: Claim
) -> None:
    mandate = paper(cast, cast.customer)
    Claim.objects.filter(pk=death.pk).update(next_due_at=F("next_due_at") - timedelta(days=30))

    assert [(one.paper, one.claim) for one in second_looks.waiting(cast.supervisor)] == [(mandate, death)]


def test_the_paper_of_an_heir_leads_to_the_case_of_the_death(cast: Cast, death: Claim, son: Party) -> None:
    accepted(death, son, cast)
    mandate = paper(cast, son)

    assert [(one.paper, one.claim) for one in second_looks.waiting(cast.supervisor)] == [(mandate, death)]


def test_what_is_checked_or_given_in_the_portal_does_not_wait(cast: Cast, reported_claim: Claim) -> None:
    mandates.accept_paper(paper(cast, cast.customer, reported_claim), by=cast.supervisor.actor)
    mandates.ask(cast.customer, terms=terms(), by=cast.customer.actor)

    assert second_looks.waiting(cast.supervisor) == []
    assert second_looks.count_for(cast.supervisor) == 0


def test_papers_of_other_units_are_not_seen(cast: Cast, reported_claim: Claim) -> None:
    paper(cast, cast.customer, reported_claim)
    paper(cast, cast.customer)

    assert second_looks.waiting(cast.other_handler) == []
    assert second_looks.count_for(cast.other_handler) == 0


def test_any_number_of_papers_costs_five_statements(
    cast: Cast, reported_claim: Claim, death: Claim, son: Party, django_assert_num_queries
) -> None:
    for _again in range(3):
        paper(cast, cast.customer, reported_claim)
        paper(cast, cast.customer)
    actions.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)

    with django_assert_num_queries(5):
        assert len(second_looks.waiting(cast.supervisor)) == 7

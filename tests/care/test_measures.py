"""Figures of what people answered: worked by hand, each with what it is a share of and how sure it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.care.asked import ended
from tests.cast import Cast

from anpei.accounts.rules import visible_units
from anpei.care import measures
from anpei.care.measures import Answers, Narrow, Score, Share
from anpei.claims.models import Claim
from anpei.core.clock import LOCAL
from anpei.core.periods import Span

AUTUMN = Span(date(2026, 9, 1), date(2026, 11, 30))
EARLY, LATE = datetime(2026, 9, 30, 23, 59, tzinfo=LOCAL), datetime(2026, 10, 1, 0, 0, tzinfo=LOCAL)


@pytest.fixture
def autumn(cast: Cast, reported_claim: Claim) -> None:
    """Thirty people: 24 asked after the money, 20 of whom answered; 6 after a refusal, 2 never called."""
    for count, satisfaction, nps in ((8, 5, 10), (6, 4, 8), (4, 3, 7), (2, 1, 3)):
        ended(reported_claim, count, satisfaction=satisfaction, nps=nps)
    ended(reported_claim, 3, state="expired")
    ended(reported_claim, 1, state="declined")
    ended(reported_claim, 4, policy="refused", satisfaction=2, at=LATE)
    ended(reported_claim, 2, policy="refused", state="expired", asked=False, at=EARLY)


def test_the_shares_are_of_who_was_asked_and_who_gave_a_mark(cast: Cast, autumn: None):
    found = measures.total(visible_units(cast.supervisor), AUTUMN)

    assert (found.ended, found.asked, found.never_asked) == (30, 28, 2)
    assert (found.answered, found.declined) == (24, 1)
    assert found.response == Share(8571, 6851, 9430)
    assert (found.satisfied, found.rated, found.csat) == (14, 24, Share(5833, 3883, 7553))


def test_the_net_promoter_score_is_promoters_less_detractors_in_points(cast: Cast, autumn: None):
    found = measures.total(visible_units(cast.supervisor), AUTUMN)

    assert (found.promoters, found.passives, found.detractors, found.scored) == (8, 10, 2, 20)
    assert found.nps == Score(30, 0, 55)


def test_of_fewer_than_ten_nothing_is_said_but_the_counts(cast: Cast, autumn: None, settings):  # type: ignore[no-untyped-def]
    found = measures.figures(visible_units(cast.supervisor), AUTUMN)

    assert [one.code for one in found.by_occasion] == ["paid", "refused", "withdrawn"]
    paid, refused, withdrawn = found.by_occasion
    assert (paid.asked, paid.answered, paid.response) == (24, 20, Share(8333, 6415, 9332))
    assert (refused.asked, refused.rated, refused.csat, refused.nps) == (4, 4, None, None)
    assert (withdrawn.ended, withdrawn.response) == (0, None)
    settings.CARE_LEAST_ANSWERS = 4
    refused = measures.figures(visible_units(cast.supervisor), AUTUMN).by_occasion[1]
    assert refused.csat == Share(0, 0, 4899)
    settings.CARE_LEAST_ANSWERS = 0  # of nobody there is no share, whatever the setting
    assert measures.figures(visible_units(cast.supervisor), AUTUMN).by_occasion[2].response is None


def test_a_month_begins_at_midnight_in_shanghai_and_one_without_an_end_is_shown(cast: Cast, autumn: None):
    months = measures.figures(visible_units(cast.supervisor), AUTUMN).by_month
    assert [(one.label, one.ended) for one in months] == [("2026-09", 2), ("2026-10", 4), ("2026-11", 24)]

    august = measures.figures(
        visible_units(cast.supervisor), Span(date(2026, 8, 1), date(2026, 9, 30))
    ).by_month
    assert [(one.label, one.ended) for one in august] == [("2026-08", 0), ("2026-09", 2)]


def test_by_unit_and_by_product_and_both(cast: Cast, reported_claim: Claim, autumn: None):
    household = cast.versions["qc_household"]
    ended(reported_claim, 2, satisfaction=5, nps=9, unit=cast.sub_branch, product=household)
    units = visible_units(cast.supervisor)
    found = measures.figures(units, AUTUMN)

    assert [(one.code, one.ended) for one in found.by_unit] == [("B1", 30), ("B1-1", 2)]
    assert [(one.code, one.ended) for one in found.by_product] == [("qc_accident", 30), ("qc_household", 2)]
    assert measures.total(units, AUTUMN, Narrow(unit=cast.branch)).ended == 32  # with the units below it
    assert measures.total(units, AUTUMN, Narrow(unit=cast.sub_branch)).ended == 2
    assert measures.total(units, AUTUMN, Narrow(cast.sub_branch, "qc_accident")).ended == 0


def test_cases_without_a_known_contract_are_named_last(cast: Cast, reported_claim: Claim, autumn: None):
    reported_claim.product_version = None
    ended(reported_claim, 40, satisfaction=5)

    found = measures.figures(visible_units(cast.supervisor), AUTUMN).by_product

    assert [(one.code, one.ended) for one in found] == [("qc_accident", 30), ("", 40)]


def test_another_units_answers_are_not_counted(cast: Cast, autumn: None):
    assert measures.total(visible_units(cast.other_handler), AUTUMN).ended == 0
    assert measures.figures(visible_units(cast.other_handler), AUTUMN).by_unit == []


def test_the_answers_behind_a_figure_are_the_ones_it_counts(cast: Cast, autumn: None):
    units = visible_units(cast.supervisor)
    refused = list(measures.answers_behind(units, AUTUMN, occasion="refused"))

    assert [one.state for one in refused] == ["answered"] * 4 + ["expired"] * 2
    last = refused[3]
    assert last.ended_at is not None
    after = measures.answers_behind(units, AUTUMN, occasion="refused", before=(last.ended_at, last.pk))
    assert [one.pk for one in after] == [one.pk for one in refused[4:]]


def test_the_figures_cost_seven_statements_however_many_answered(  # type: ignore[no-untyped-def]
    cast: Cast, autumn: None, django_assert_num_queries
):
    units = visible_units(cast.supervisor)
    with django_assert_num_queries(7):
        measures.figures(units, AUTUMN)


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_figure_is_rounded_half_up_and_lies_in_its_interval(one: int, other: int, rest: int):
    whole = one + other + rest
    found = Answers("", "", whole, whole, one, 0, whole, one, whole, one, other)

    if whole < 10:
        assert (found.response, found.csat, found.nps) == (None, None, None)
        return
    assert found.response is not None and found.nps is not None
    assert found.response == found.csat
    assert abs(found.response.value_bp * whole - one * 10_000) * 2 <= whole
    assert found.response.low_bp <= found.response.value_bp <= found.response.high_bp
    assert abs(found.nps.value * whole - (one - other) * 100) * 2 <= whole
    assert -100 <= found.nps.low <= found.nps.value <= found.nps.high <= 100

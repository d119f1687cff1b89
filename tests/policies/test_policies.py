"""Contracts: who is insured when, for how much on which day, and how much of it is used."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import SYSTEM, Cast

from anpei.audit.models import Event
from anpei.claims import cover
from anpei.claims.models import Claim
from anpei.core.errors import Invalid, Refused
from anpei.policies import actions, queries
from anpei.policies.models import AccumulatorEntry, Policy
from anpei.settlement import adjudication


def endorse(cast: Cast, number: str = "E1", on: date = date(2026, 6, 1), **terms: object) -> None:
    actions.endorse(
        policy=cast.policy, number=number, effective_on=on, summary="变更保额", by=SYSTEM,
        terms={path.replace("__", "."): value for path, value in terms.items()},  # type: ignore[misc]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "on", "start"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2027, 2, 28), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2027, 3, 1), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2025, 3, 1), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2028, 2, 28), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_policy_year_starts_on_the_day_after_the_last_one_ended(first: date, on: date, start: date) -> None:
    assert queries.policy_year_start(Policy(starts_on=first), on) == start


def test_every_change_of_a_contract_leaves_an_event_with_both_wordings(cast: Cast) -> None:
    actions.remove_member(cast.group_member, left_on=date(2026, 12, 1), by=SYSTEM)
    endorse(cast)
    actions.name_beneficiaries(cast.member, shares=[("陈小慧", "child", 10_000, None)], by=SYSTEM)
    from anpei.audit import registry

    kinds = set(Event.objects.filter(subject="policy").values_list("type", flat=True))
    assert kinds == {
        "policy.issued", "policy.member_joined", "policy.member_left", "policy.endorsed",
        "policy.beneficiaries_named",
    }  # fmt: skip
    for row in Event.objects.filter(subject="policy"):
        happened = registry.rebuild(row.type, row.data, None)
        assert happened is not None and happened.customer() and happened.staff()


def test_person_is_insured_from_joining_until_the_day_of_leaving(cast: Cast) -> None:
    actions.remove_member(cast.group_member, left_on=date(2026, 8, 1), by=SYSTEM)
    party = cast.group_member.party
    inside = [queries.members_in_force(party, day).exists() for day in (date(2026, 7, 31), date(2026, 8, 1))]
    assert inside == [True, False]


def test_person_is_not_insured_twice_at_once_but_may_come_back(cast: Cast) -> None:
    again = {"policy": cast.group_policy, "party": cast.group_member.party, "by": SYSTEM}
    with pytest.raises(Refused) as refused:
        actions.add_member(**again, joined_on=date(2026, 9, 1))  # type: ignore[arg-type]
    assert refused.value.code == "member.known"
    actions.remove_member(cast.group_member, left_on=date(2026, 9, 1), by=SYSTEM)
    assert actions.add_member(**again, joined_on=date(2026, 9, 1)).pk  # type: ignore[arg-type]


def test_place_of_what_is_insured_is_a_region_code(cast: Cast) -> None:
    again = {"policy": cast.group_policy, "party": cast.customer, "by": SYSTEM}
    with pytest.raises(Invalid) as invalid:
        actions.add_member(**again, place_code="5101")  # type: ignore[arg-type]
    assert list(invalid.value.fields) == ["place_code"]
    assert actions.add_member(**again, place_code="990201").place_code == "990201"  # type: ignore[arg-type]


def test_endorsed_sum_counts_from_its_day_in_cover_and_calculation(cast: Cast, assessed_claim: Claim) -> None:
    key = next(iter(cast.member.sums_insured))
    endorse(cast, "E1", date(2026, 6, 1), **{f"sum_insured.{key}": 123_00})
    endorse(cast, "E2", date(2026, 11, 10), **{f"sum_insured.{key}": 999_00})  # the day after the accident
    assert queries.sums_insured_on(cast.member, date(2026, 5, 31)) == cast.member.sums_insured
    assert queries.sums_insured_on(cast.member, date(2026, 6, 1))[key] == 123_00
    assert adjudication.facts_of(assessed_claim).policy.sum_insured_fen[key] == 123_00
    assert 123_00 in cover.facts_of(assessed_claim, {}).limits_left.values()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("benefits.medical.terms.deductible", 0),
        ("sum_insured.nonsense", 1),
        ("sum_insured.accident_medical", "1"),
    ],
)
def test_endorsement_of_another_term_is_refused_with_what_is_possible(
    cast: Cast, path: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        endorse(cast, **{path: value})
    assert "sum_insured." in str(refused.value.fields["terms"])
    assert not cast.policy.endorsements.exists()


def test_endorsement_names_each_wrong_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        actions.endorse(
            policy=cast.policy,
            number=" ",
            effective_on=date(2030, 1, 1),
            summary="字" * 201,
            terms={},
            by=SYSTEM,
        )
    assert set(refused.value.fields) == {"number", "effective_on", "summary"}


def test_shares_make_the_whole(cast: Cast) -> None:
    for shares in (
        [("甲", "child", 9_000, None)],
        [("", "child", 10_000, None)],
        [("甲", "x", 0, None), ("乙", "x", 10_000, None)],
    ):
        with pytest.raises(Invalid):
            actions.name_beneficiaries(cast.member, shares=shares, by=SYSTEM)  # type: ignore[arg-type]


def test_use_is_counted_by_period_and_posted_once(cast: Cast) -> None:
    year, last = date(2026, 3, 1), date(2025, 3, 1)
    for _ in range(2):
        actions.use_accumulators(
            member=cast.member,
            entries=[("annual", year, 500), ("annual", last, 70), ("life", None, 9)],
            source="run:1",
        )
    used = queries.used_in_periods(cast.member, {"annual": year, "life": None, "other": year})
    assert used == {"annual": 500, "life": 9, "other": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        AccumulatorEntry.objects.create(member=cast.member, key="life", amount_fen=1, source="run:1")

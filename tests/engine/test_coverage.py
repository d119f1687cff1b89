"""The coverage check: what is met, what is not, what nobody knows yet and who finds out."""

import dataclasses
import datetime

import pytest
from tests.engine.cases import ACCIDENT, MILLION

from anpei.engine.coverage import ConditionTree, CoverageFacts, check, worst
from anpei.terms.base import Nature, Setting

D = datetime.date

NO_TO_ALL = {exclusion.fact: "no" for product in (MILLION, ACCIDENT) for exclusion in product.exclusions}
ILL = CoverageFacts(
    policy_starts_on=D(2026, 3, 1),
    policy_ends_on=D(2027, 2, 28),
    first_started_on=D(2026, 3, 1),
    insured=True,
    insured_name="陈桂芳",
    natures=(Nature.ILLNESS,),
    settings=(Setting.INPATIENT,),
    first_diagnosis_on=D(2026, 10, 6),
    admitted_on=D(2026, 10, 8),
    answers=NO_TO_ALL,
    limits_left={"annual_limit": 100, "outpatient_limit": 100},
)


def changed(**values) -> ConditionTree:
    return check(MILLION, dataclasses.replace(ILL, **values))


def test_case_with_every_condition_met_passes():
    tree = check(MILLION, ILL)

    assert {node.outcome for node in tree.walk()} == {"pass"}


def test_parent_shows_the_worst_of_its_children():
    for node in changed(answers={**NO_TO_ALL, "non_medical_cost": "part"}, insured=None).walk():
        if node.children:
            assert node.outcome == worst([child.outcome for child in node.children])


@pytest.mark.parametrize(
    ("diagnosed", "outcome"), [(D(2026, 3, 30), "fail"), (D(2026, 3, 31), "pass"), (D(2026, 3, 1), "fail")]
)
def test_waiting_period_ends_after_its_last_day(diagnosed, outcome):
    tree = changed(first_diagnosis_on=diagnosed, admitted_on=D(2026, 5, 1))

    assert tree.find("benefit.inpatient.waiting").outcome == outcome
    assert tree.find("benefit.inpatient.waiting").clause == "1.4"


def test_unbroken_renewal_does_not_wait_again():
    tree = changed(first_diagnosis_on=D(2026, 3, 2), first_started_on=D(2024, 3, 1))

    assert tree.find("benefit.inpatient.waiting").outcome == "pass"


def test_accident_does_not_wait():
    tree = changed(natures=(Nature.INJURY,), first_diagnosis_on=None, accident_on=D(2026, 3, 2))

    assert tree.find("benefit.inpatient.waiting").because.en == "An accident does not wait"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (D(2026, 2, 28), "fail"),
        (D(2026, 3, 1), "pass"),
        (D(2027, 2, 28), "pass"),
        (D(2027, 3, 1), "fail"),
        (None, "unknown"),
    ],
)
def test_event_counts_on_both_edges_of_the_policy_period(day, outcome):
    tree = changed(first_diagnosis_on=day, admitted_on=None)

    assert tree.find("in_force.period").outcome == outcome


def test_event_on_the_day_of_termination_is_not_covered():
    assert changed(terminated_on=D(2026, 10, 6)).find("in_force.period").outcome == "fail"
    assert changed(terminated_on=D(2026, 10, 7)).find("in_force.period").outcome == "pass"


def test_policy_without_effect_fails():
    assert changed(policy_in_force=False).outcome == "fail"


def test_member_who_left_before_the_event_is_not_covered():
    tree = changed(joined_on=D(2026, 3, 1), left_on=D(2026, 10, 6))

    assert tree.find("insured.membership").outcome == "fail"


def test_roster_not_looked_at_is_unknown_and_says_who_finds_out():
    node = changed(insured=None).find("insured.person")

    assert (node.outcome, node.finds_out) == ("unknown", "handler")


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", "fail"), ("no", "pass"), ("part", "cut"), ("unknown", "unknown")]
)
def test_exclusion_follows_its_answer(answer, outcome):
    node = changed(answers={"intentional": answer}).find("exclusion.intentional")

    assert (node.outcome, node.clause) == (outcome, "2.5(2)")
    assert node.finds_out == ("surveyor" if answer == "unknown" else "")


def test_exclusion_without_an_answer_is_unknown_never_passed():
    assert changed(answers={}).find("exclusion.maternity").outcome == "unknown"


def test_exclusion_for_injuries_is_not_asked_of_an_illness():
    with pytest.raises(KeyError):
        check(MILLION, ILL).find("exclusion.drunk_driving")


@pytest.mark.parametrize(("left", "outcome"), [(1, "pass"), (0, "fail"), (-1, "fail"), (None, "unknown")])
def test_limit_needs_something_left(left, outcome):
    tree = changed(limits_left={} if left is None else {"annual_limit": left})

    assert tree.find("limit.annual_limit").outcome == outcome


def test_used_up_deductible_is_no_limit():
    with pytest.raises(KeyError):
        check(MILLION, ILL).find("limit.annual_deductible")


def test_illness_under_an_accident_policy_is_under_no_benefit():
    assert check(ACCIDENT, ILL).find("benefit").outcome == "fail"


def test_unknown_nature_is_unknown_not_refused():
    tree = changed(natures=())

    assert tree.find("benefit.inpatient.applies").outcome == "unknown"


def test_disability_is_only_looked_at_when_there_is_one():
    hurt = dataclasses.replace(
        ILL, natures=(Nature.INJURY,), accident_on=D(2026, 10, 6), first_diagnosis_on=None
    )

    assert not [n for n in check(ACCIDENT, hurt).walk() if n.name == "benefit.disability"]
    assert (
        check(ACCIDENT, dataclasses.replace(hurt, disabled=True)).find("benefit.disability").outcome == "pass"
    )


def test_tree_and_facts_survive_their_json_form():
    tree = check(MILLION, ILL)

    assert ConditionTree.from_json(tree.to_json()) == tree
    assert CoverageFacts.from_json(ILL.to_json()) == ILL

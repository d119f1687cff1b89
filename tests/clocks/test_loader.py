from datetime import date
from pathlib import Path

import pytest

import anpei
from anpei.clocks.loader import ClockSetError, load_clock_set
from anpei.clocks.rules import Audience, ClockSet, Kind, PauseKind, Target, Unit, Warn

SHIPPED = Path(anpei.__file__).parent / "library" / "clocks" / "cn-default.yaml"

SMALL = """
set: small
defaults:
  valid_from: 2020-01-01
  internal_share_bp: 8000
  warn_share_bp: 8000
  warn_days_left: 3
  warn_days_left_share_bp: 6000
  delay_notice_days: 1
rules:
  - id: any.payment
    name: {zh: 付款, en: Payment}
    amount: 10
    unit: CD
    kind: law
    trigger: agreement
    pausable: none
    audience: customer
    basis: {zh: 《保险法》第二十三条, en: Insurance Law Art. 23}
    source: 保险法 23
    mark: A
"""


def shipped() -> ClockSet:
    return load_clock_set(SHIPPED.read_text(encoding="utf-8"), origin="cn-default.yaml")


def refusal(text: str) -> str:
    with pytest.raises(ClockSetError) as refused:
        load_clock_set(text, origin="small.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("rule_id", "amount", "unit", "kind", "mark"),
    [
        ("report.response", 30, Unit.MINUTES, Kind.PROMISE, "C"),
        ("any.callback", 2, Unit.HOURS, Kind.PROMISE, "C"),
        ("life.determination.simple", 5, Unit.WORKING_DAYS, Kind.LAW, "B"),
        ("any.determination.complex", 30, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("any.supplement_notice", 2, Unit.WORKING_DAYS, Kind.PROMISE, "C"),
        ("any.denial_notice", 3, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("any.payment", 10, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("any.advance", 60, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("ctp.doc_list", 1, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("ctp.determination", 5, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("rescission.notice", 30, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("rescission.bar", 2, Unit.YEARS, Kind.WARNING, "A"),
        ("limitation.nonlife", 2, Unit.YEARS, Kind.WARNING, "A"),
        ("limitation.life", 5, Unit.YEARS, Kind.WARNING, "A"),
        ("complaint.simple", 15, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("complaint.complex", 30, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("complaint.max", 60, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("complaint.life_reply", 10, Unit.WORKING_DAYS, Kind.LAW, "B"),
        ("complaint.review_request", 30, Unit.CALENDAR_DAYS, Kind.WARNING, "B"),
        ("complaint.review_decision", 30, Unit.CALENDAR_DAYS, Kind.LAW, "B"),
        ("returnvisit.problem", 15, Unit.WORKING_DAYS, Kind.LAW, "A"),
        ("smallclaim.motor", 1, Unit.CALENDAR_DAYS, Kind.INTERNAL, "B"),
        ("smallclaim.medical", 1, Unit.CALENDAR_DAYS, Kind.INTERNAL, "B"),
        ("agri.payment", 10, Unit.CALENDAR_DAYS, Kind.LAW, "A"),
        ("retention.claim", 10, Unit.YEARS, Kind.RETENTION, "A"),
        ("papers.silence", 10, Unit.CALENDAR_DAYS, Kind.REMINDER, "C"),
        ("agreement.silence", 6, Unit.CALENDAR_DAYS, Kind.REMINDER, "C"),
        ("account.silence", 6, Unit.CALENDAR_DAYS, Kind.REMINDER, "C"),
    ],
)
def test_shipped_set_contains_the_default_rule(
    rule_id: str, amount: int, unit: Unit, kind: Kind, mark: str
) -> None:
    rule = shipped().get(rule_id, date(2026, 11, 24))
    assert (rule.amount, rule.unit, rule.kind, rule.mark) == (amount, unit, kind, mark)


def test_only_the_determination_clocks_of_the_shipped_set_stop_for_the_customer() -> None:
    stopping = {rule.rule_id for rule in shipped().rules if rule.pausable_by is PauseKind.SUPPLEMENT}
    assert stopping == {"life.determination.simple", "any.determination.complex"}


def test_rule_takes_what_it_does_not_say_from_the_defaults() -> None:
    rule = load_clock_set(SMALL, origin="small.yaml").get("any.payment", date(2026, 1, 1))
    assert rule.warn == Warn(share_bp=8000, days_left=3, days_left_share_bp=6000)
    assert (rule.internal, rule.internal_share_bp, rule.delay_notice_days) == (None, 8000, 1)
    assert (rule.valid_from, rule.audience, rule.extendable) == (date(2020, 1, 1), Audience.CUSTOMER, False)


def test_rule_may_state_its_own_target_and_warning() -> None:
    text = SMALL + "    internal: {amount: 1, unit: WD}\n    warn: {share_bp: 5000}\n"
    rule = load_clock_set(text, origin="small.yaml").get("any.payment", date(2026, 1, 1))
    assert rule.internal == Target(amount=1, unit=Unit.WORKING_DAYS)
    assert rule.warn == Warn(share_bp=5000, days_left=3, days_left_share_bp=6000)


def test_name_and_basis_speak_both_languages() -> None:
    rule = load_clock_set(SMALL, origin="small.yaml").get("any.payment", date(2026, 1, 1))
    assert [rule.name.in_language(code) for code in ("zh-hans", "en")] == ["付款", "Payment"]


def test_get_outside_the_validity_names_rule_and_day() -> None:
    with pytest.raises(KeyError, match=r"any\.payment.*2019-12-31"):
        load_clock_set(SMALL, origin="small.yaml").get("any.payment", date(2019, 12, 31))


def test_later_version_replaces_the_earlier_from_its_day_on() -> None:
    second = SMALL.split("rules:\n")[1].replace("amount: 10", "amount: 5") + "    valid_from: 2026-01-01\n"
    rules = load_clock_set(SMALL + "    valid_to: 2025-12-31\n" + second, origin="small.yaml")
    assert [rules.get("any.payment", day).amount for day in (date(2025, 12, 31), date(2026, 1, 1))] == [10, 5]


def test_overlapping_versions_are_refused() -> None:
    second = SMALL.split("rules:\n")[1] + "    valid_from: 2026-01-01\n"
    assert refusal(SMALL + second) == "small.yaml: any.payment: two versions are in force on 2026-01-01"


def test_unknown_key_is_refused_with_the_place_and_the_allowed_names() -> None:
    message = refusal(SMALL + "    colour: red\n")
    assert message.startswith(
        "small.yaml: rules[0] any.payment: unknown colour; allowed are amount, audience"
    )


def test_duplicate_key_is_refused() -> None:
    assert "duplicate key" in refusal(SMALL + "    mark: B\n")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("amount: 10", "amount: 0", "amount: "),
        ("unit: CD", "unit: weeks", "unit: "),
        ("mark: A", "mark: D", "mark: "),
        ("pausable: none", "pausable: survey", "pausable_by: "),
        ("    trigger: agreement\n", "", "trigger: Field required"),
        ("    pausable: none\n", "", "missing pausable"),
        ("{zh: 付款, en: Payment}", "{zh: 付款}", "name.en: Field required"),
        ("    mark: A\n", "    mark: A\n    valid_to: 2019-01-01\n", "valid_to lies before valid_from"),
        ("  delay_notice_days: 1\n", "", "defaults: missing delay_notice_days"),
        ("rules:\n", "rules: []\nlist:\n", "unknown list"),
        ("set: small", "- set", ""),
    ],
)
def test_faulty_rule_is_refused_with_its_place(old: str, new: str, part: str) -> None:
    message = refusal(SMALL.replace(old, new))
    assert message.startswith("small.yaml")
    assert part in message


INSIDE = """
  - id: any.call
    name: {zh: 回访, en: Call}
    inside: any.payment
    kind: law
    trigger: agreement
    pausable: none
    audience: customer
    basis: {zh: 规则, en: Rules}
    source: rules
    mark: B
"""


def test_a_rule_inside_another_has_its_length_and_is_not_rolled() -> None:
    rules = load_clock_set(SMALL + INSIDE, origin="small.yaml")
    outer, inner = (rules.get(name, date(2024, 1, 1)) for name in ("any.payment", "any.call"))

    assert (inner.amount, inner.unit) == (outer.amount, outer.unit) == (10, Unit.CALENDAR_DAYS)
    assert (inner.is_rolled, outer.is_rolled) == (False, True)


@pytest.mark.parametrize(
    "text", [INSIDE.replace("any.payment", "any.other"), INSIDE.replace("inside:", "amount: 3\n    inside:")]
)
def test_inside_names_a_rule_before_it_and_leaves_the_length_to_it(text: str) -> None:
    assert "names one rule that stands before it" in refusal(SMALL + text)

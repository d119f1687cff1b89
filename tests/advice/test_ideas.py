"""Ideas from own contracts and claims: figures of the stored calculation, both consents, suitability, never in hard times."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.advice.contracts import contract
from tests.cast import Cast, course_to

from anpei.advice import actions, suggesting, wording
from anpei.advice.models import Idea, Means
from anpei.advice.suggesting import Suggested
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.core import clock
from anpei.core.errors import Invalid, Refused
from anpei.engine import Calculation
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import Consent, ConsentPurpose, Party
from anpei.products.models import ProductVersion

BOTH = (ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)


def agree(party: Party, *purposes: str) -> None:
    for purpose in purposes:
        parties.give_consent(party=party, purpose=purpose, text_version="1", channel="portal", by=party.actor)


def looked(party: Party, code: str) -> Suggested:
    found = suggesting.advise(party, on=clock.today()).looked_at
    return next(one for one in found if one.suggestion.code == code)


def held(party: Party, code: str) -> list[str]:
    return [one.code for one in looked(party, code).held]


@pytest.fixture
def decided(cast: Cast) -> Claim:
    """A decided case; 872.22 yuan of the bill were the customer's own. She is 46, and agreed to nothing yet."""
    claim = course_to(cast, "paying")
    Party.objects.filter(pk=cast.customer.pk).update(birth_on=date(1980, 5, 12))
    cast.customer.refresh_from_db()
    Consent.objects.filter(party=cast.customer).delete()
    return claim


def test_the_reason_is_told_in_the_figures_of_the_stored_calculation(cast: Cast, decided: Claim):
    agree(cast.customer, *BOTH)
    actions.answer_means(cast.customer, answer="yes", by=cast.customer.actor)

    one = looked(cast.customer, "hospital_days")

    assert (one.shown, one.claim, one.product) == (True, decided, cast.versions["qc_hospital_cash"])
    assert (one.figures["claimed"], one.figures["amount"]) == (1_864_250, 87_222)
    calculation = Calculation.from_json(decided.runs.get().result)
    assert -sum(calculation.step(name).effect_fen for name in one.figures["steps"]) == 87_222
    with translation.override("zh-hans"):
        assert wording.why(one.suggestion, one.figures) == (
            "2026年11月您18,642.50元的账单里，有872.22元没有赔到，因为赔付比例以外的自担部分。住院津贴按天给，不看账单。"
        )
    with translation.override("en"):
        assert wording.why(one.suggestion, one.figures).startswith(
            "In November 2026, 872.22 of your 18,642.50 yuan bill were not covered because of: "
        )


def test_nothing_is_read_of_health_without_the_separate_consent(cast: Cast, decided: Claim):
    agree(cast.customer, ConsentPurpose.MARKETING)

    one = looked(cast.customer, "hospital_days")

    assert (one.met, one.figures, one.claim) == (False, {}, None)
    assert held(cast.customer, "hospital_days") == ["no_health_consent"]


def test_no_product_is_named_without_the_consent_to_offers(cast: Cast, decided: Claim):
    agree(cast.customer, ConsentPurpose.HEALTH_ADVICE)

    assert "no_marketing_consent" in held(cast.customer, "hospital_days")
    assert actions.show(cast.customer, by=cast.customer.actor) == []


def ready(party: Party) -> None:
    """Both consents, and a yes to the question about means."""
    agree(party, *BOTH)
    actions.answer_means(party, answer="yes", by=party.actor)


def test_taking_the_health_consent_back_stops_it_at_once(cast: Cast, decided: Claim):
    ready(cast.customer)
    assert looked(cast.customer, "hospital_days").shown

    parties.withdraw_consent(
        Consent.objects.get(party=cast.customer, purpose=ConsentPurpose.HEALTH_ADVICE), by=cast.customer.actor
    )

    assert held(cast.customer, "hospital_days") == ["no_health_consent"]


def test_whether_a_premium_fits_is_asked_and_never_guessed(cast: Cast, decided: Claim):
    agree(cast.customer, *BOTH)

    assert looked(cast.customer, "hospital_days").asks_means
    assert actions.show(cast.customer, by=cast.customer.actor) == []


@pytest.mark.parametrize("said", ["not_now", "rather_not"])
def test_a_no_about_means_holds_for_a_year(cast: Cast, decided: Claim, said: str):
    agree(cast.customer, *BOTH)
    actions.answer_means(cast.customer, answer=said, by=cast.customer.actor)

    assert held(cast.customer, "hospital_days") == ["means_no"]
    with clock.at(clock.now() + timedelta(days=366)):
        assert held(cast.customer, "hospital_days") == ["means_not_asked"]


def test_an_answer_about_means_that_is_none_is_refused(cast: Cast):
    with pytest.raises(Invalid) as refused:
        actions.answer_means(cast.customer, answer="rich", by=cast.customer.actor)

    assert set(refused.value.fields) == {"means"}
    assert not Means.objects.exists()


@pytest.mark.parametrize(
    ("born", "reasons"), [(date(1965, 11, 17), []), (date(1965, 11, 16), ["age_limits"])]
)
def test_the_ages_of_the_product_file_are_kept(cast: Cast, decided: Claim, born: date, reasons: list[str]):
    ready(cast.customer)
    Party.objects.filter(pk=cast.customer.pk).update(birth_on=born)
    cast.customer.refresh_from_db()

    assert held(cast.customer, "hospital_days") == reasons  # 60 is the last age hospital cash takes on


def test_what_is_covered_already_is_not_suggested(cast: Cast, decided: Claim):
    ready(cast.customer)
    contract(cast, "qc_hospital_cash", number="P2026000010")

    assert held(cast.customer, "hospital_days") == ["covered_already"]


def test_a_product_no_longer_sold_is_not_named(cast: Cast, decided: Claim):
    ready(cast.customer)
    ProductVersion.objects.filter(product__code="qc_hospital_cash").update(valid_to=date(2026, 11, 15))

    assert held(cast.customer, "hospital_days") == ["nothing_sold"]


def test_a_child_is_not_advised(cast: Cast):
    found = suggesting.advise(cast.child, on=clock.today()).looked_at

    assert {one.code for suggestion in found for one in suggestion.held} >= {"minor"}
    assert actions.show(cast.child, by=cast.guardian.actor) == []


def test_a_guardian_is_told_what_the_child_would_need(cast: Cast):
    ready(cast.guardian)

    one = looked(cast.guardian, "young_family")

    assert (one.shown, one.figures, one.product) == (True, {"age": 7}, cast.versions["qc_term_life"])


def test_advice_without_a_product_rests_on_the_contract(cast: Cast):
    """No consent at all: a policy that ends in time is told, because that is service of the contract."""
    with clock.at(clock.now() + timedelta(days=90)):
        (idea,) = actions.show(cast.customer, by=cast.customer.actor)

    assert (idea.code, idea.kind, idea.product_version) == ("expiring", "improvement", None)


def test_a_renewed_policy_does_not_expire(cast: Cast):
    contract(cast, "qc_accident", number="P2027000001", starts_on=date(2027, 3, 1))
    with clock.at(clock.now() + timedelta(days=90)):
        assert not looked(cast.customer, "expiring").met


def test_pipes_that_leaked_twice_are_spoken_of(cast: Cast):
    house = contract(cast, "qc_household", number="H2026000001")
    for day in (3, 9):
        claims.report(
            form=claims.ReportForm(
                story="水管又漏了", nature="water", event_on=date(2026, 11, day), reporter_phone=cast.customer.phone,
                policy_number=house.policy.number, reporter=cast.customer, insured=cast.customer,
            ),
            channel="portal", by=cast.customer.actor, key=f"w{day}",
        )  # fmt: skip

    (idea,) = actions.show(cast.customer, by=cast.customer.actor)

    assert idea.code == "pipes"
    with translation.override("zh-hans"):
        assert wording.idea(idea)["why"] == "您家2次因为漏水报案，最近一次是2026年11月。"


def test_a_place_where_water_comes_is_told_to_who_has_something_there(cast: Cast):
    Party.objects.filter(pk=cast.customer.pk).update(region_code="990201")
    cast.customer.refresh_from_db()
    assert not looked(cast.customer, "flood_area").met

    contract(cast, "qc_household", number="H2026000001")

    assert looked(cast.customer, "flood_area").shown


# ---- hard times ---------------------------------------------------------------------------------------------------------------


def test_no_word_while_a_complaint_is_open(cast: Cast, decided: Claim):
    ready(cast.customer)
    complaints.register(
        form=complaints.ComplaintForm(
            text="电话没人接。", kind="delay", name=cast.customer.name, phone=cast.customer.phone, claim=decided
        ),
        channel="portal", by=cast.customer.actor, key="c",
    )  # fmt: skip

    assert held(cast.customer, "hospital_days") == ["protected_complaint"]
    assert actions.show(cast.customer, by=cast.customer.actor) == []


# ---- shown and answered -------------------------------------------------------------------------------------------------------


@pytest.fixture
def idea(cast: Cast, decided: Claim) -> Idea:
    ready(cast.customer)
    return next(
        one for one in actions.show(cast.customer, by=cast.customer.actor) if one.code == "hospital_days"
    )


def test_looking_again_at_the_same_figures_is_the_same_idea(cast: Cast, idea: Idea):
    before = Idea.objects.count()

    again = actions.show(cast.customer, by=cast.customer.actor)

    assert idea in again
    assert Idea.objects.count() == before


@pytest.mark.parametrize(("state", "days"), [("dismissed", 180), ("not_interested", 730)])
def test_a_no_holds_for_its_time_whatever_the_figures_become(cast: Cast, idea: Idea, state: str, days: int):
    actions.answer(idea, state=state, by=cast.customer.actor)

    one = looked(cast.customer, "hospital_days")

    assert [(reason.code, reason.until) for reason in one.held] == [
        (state, clock.today() + timedelta(days=days))
    ]
    with pytest.raises(Refused):
        actions.ask_person(idea, by=cast.customer.actor)


def test_an_answer_that_is_none_is_refused(cast: Cast, idea: Idea):
    with pytest.raises(Invalid):
        actions.answer(idea, state="bought", by=cast.customer.actor)

    idea.refresh_from_db()
    assert idea.state == "shown"


def test_asking_a_person_promises_a_call_and_buys_nothing(cast: Cast, idea: Idea):
    call = actions.ask_person(idea, by=cast.customer.actor)

    idea.refresh_from_db()
    assert idea.state == "asked"
    assert (call.phone, call.topic, call.unit) == (cast.customer.phone, "住院时每天补一笔", cast.branch)
    assert call.due_at == clock.now() + timedelta(hours=2)
    assert cast.customer.memberships.count() == 1


def test_ideas_are_never_written_to_anybody(cast: Cast, idea: Idea):
    assert not Message.objects.filter(template__startswith="advice.").exists()


def test_the_database_names_a_product_with_a_cover_only(cast: Cast, idea: Idea):
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(kind="improvement")
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(state="dismissed")


def test_a_deductible_that_is_used_up_is_no_limit(cast: Cast, decided: Claim):
    """The deductible of the accident is used up by this case; the limits are not."""
    ready(cast.customer)
    calculation = Calculation.from_json(decided.runs.get().result)
    used_up = [one.key for one in calculation.accumulators if one.limit and one.after >= one.limit]
    assert used_up == ["accident_deductible"]

    assert not looked(cast.customer, "limit_used_up").met


def test_a_limit_that_is_used_up_is_spoken_of(cast: Cast, decided: Claim):
    ready(cast.customer)
    run = decided.runs.get()
    for one in run.result["accumulators"]:
        one["limit"] = one["before"] + one["delta"]
    run.save()
    limits = [one["label"]["zh"] for one in run.result["accumulators"] if one["key"] != "accident_deductible"]

    one = looked(cast.customer, "limit_used_up")

    assert one.met
    assert one.figures["limit"]["zh"] in limits

"""Care visits: proposed, asked first, planned within the budget, free of selling, ended by one word of the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.care import outreach
from tests.cast import Cast

from anpei.audit.actions import record
from anpei.care import actions, programme
from anpei.care.models import BudgetEntry, CareVisit
from anpei.care.queries import visits as queries
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.parties import events as party_events
from anpei.settlement.notices import contact


def told(template: str) -> list[str]:
    rows = Message.objects.filter(template=template, channel="in_app").order_by("id")
    return list(rows.values_list("body", flat=True))


def test_a_death_proposes_a_visit_to_the_family_once(cast: Cast):
    claim = outreach.bereave(cast, cast.member, cast.relative)
    drain(strict=True)
    actions.propose_by_rule(claim, by=outreach.SYSTEM)

    visit = CareVisit.objects.get()
    assert (visit.occasion, visit.state, visit.no_selling) == ("bereaved", "proposed", True)
    actions.ask(visit, by=cast.staff["care"].actor)
    assert told("care.visit_asked")[0].startswith("家里出了这么大的事，我们想来看看您，坐一坐，不谈业务")
    assert list(queries.for_visitor(cast.relative.phone_hash)) == [visit]
    assert list(queries.for_visitor(cast.stranger.phone_hash)) == []


def test_a_small_case_proposes_nothing(cast: Cast, reported_claim: Claim):
    drain(strict=True)

    assert actions.propose_by_rule(reported_claim, by=outreach.SYSTEM) is None
    assert not CareVisit.objects.exists()


def test_a_colleague_proposes_with_a_reason(cast: Cast, reported_claim: Claim):
    with pytest.raises(Invalid) as refused:
        actions.propose(reported_claim, why=" ", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"why"}
    with pytest.raises(Forbidden):
        actions.propose(reported_claim, why="一个人住", by=cast.handler.actor)

    outreach.proposed(cast, reported_claim)
    with pytest.raises(Refused, match=r"care\.visit_open"):
        outreach.proposed(cast, reported_claim)
    assert CareVisit.objects.count() == 1


def test_nobody_is_visited_before_they_say_yes(cast: Cast, reported_claim: Claim):
    outreach.money(cast)
    visit = outreach.proposed(cast, reported_claim)
    plan = {"person": cast.handler, "appointment_at": clock.now() + timedelta(days=1), "place": "家里"}
    with pytest.raises(Refused, match=r"care\.visit_not_asked"):
        actions.answer_visit(visit, answer="yes", by=cast.customer.actor)
    with pytest.raises(Refused, match=r"care\.state"):
        actions.plan_visit(visit, by=cast.staff["care"].actor, **plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        CareVisit.objects.update(state="planned", person=cast.handler, appointment_at=clock.now())

    visit = actions.ask(visit, by=cast.staff["care"].actor)
    visit = actions.answer_visit(visit, answer="yes", by=cast.customer.actor)
    visit = actions.plan_visit(visit, by=cast.staff["care"].actor, **plan)
    assert (visit.state, visit.answered_by, visit.answered_on) == ("planned", cast.customer.name, "portal")
    assert told("care.visit_planned") == [
        f"handler甲 11月17日（星期二）10:00 来看您。临时不方便，页面上点一下就取消，或者打 {contact(reported_claim)}。"
    ]


def test_later_is_asked_once_more_after_two_weeks(cast: Cast, reported_claim: Claim):
    visit = actions.ask(outreach.proposed(cast, reported_claim), by=cast.staff["care"].actor)
    visit = actions.answer_visit(visit, answer="later", by=cast.customer.actor)
    assert visit.ask_again_at == clock.now() + timedelta(days=14)

    with clock.at(clock.now() + timedelta(days=13)):
        drain(strict=True)
    visit.refresh_from_db()
    assert visit.state == "later"
    with clock.at(clock.now() + timedelta(days=14)):
        drain(strict=True)
        drain(strict=True)
    visit.refresh_from_db()
    assert visit.state == "asked"
    assert len(told("care.visit_asked")) == 2


def test_a_second_later_is_counted_from_its_own_day(cast: Cast, reported_claim: Claim):
    by = cast.staff["care"].actor
    visit = outreach.proposed(cast, reported_claim)
    visit = actions.answer_visit(visit, answer="later", on="phone", by=by)
    with clock.at(clock.now() + timedelta(days=10)):
        visit = actions.answer_visit(visit, answer="later", by=cast.customer.actor)
    assert visit.ask_again_at == clock.now() + timedelta(days=24)

    for days, state in ((14, "later"), (23, "later"), (24, "asked")):
        with clock.at(clock.now() + timedelta(days=days)):
            drain(strict=True)
        visit.refresh_from_db()
        assert visit.state == state
    with clock.at(clock.now() + timedelta(days=25)):
        assert actions.answer_visit(visit, answer="later", on="phone", by=by).state == "later"
    assert len(told("care.visit_asked")) == 1


def test_an_answer_on_the_phone_is_noted_by_care(cast: Cast, reported_claim: Claim):
    visit = outreach.proposed(cast, reported_claim)
    with pytest.raises(Forbidden):
        actions.answer_visit(visit, answer="yes", on="phone", by=cast.handler.actor)
    with pytest.raises(Invalid) as refused:
        actions.answer_visit(visit, answer="perhaps", on="phone", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"answer"}

    visit = actions.answer_visit(visit, answer="no", on="phone", by=cast.staff["care"].actor)
    assert (visit.state, visit.answered_by, visit.answered_on) == ("not_wanted", cast.customer.name, "phone")
    with pytest.raises(Refused, match=r"care\.state"):
        actions.ask(visit, by=cast.staff["care"].actor)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"appointment_at": None}, "appointment_at"),
        ({"appointment_at": "past"}, "appointment_at"),
        ({"place": " "}, "place"),
        ({"gift_fen": 500_01, "gift": "x"}, "gift_fen"),
        ({"gift_fen": -1, "gift": "x"}, "gift_fen"),
        ({"gift_fen": 100, "gift": ""}, "gift"),
        ({"gift": "长" * 81}, "gift"),
        ({"person": "other"}, "person"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, reported_claim: Claim, given: dict, field: str
):
    outreach.money(cast)
    visit = outreach.agreed(cast, reported_claim)
    plan = {
        "person": cast.handler,
        "appointment_at": clock.now() + timedelta(days=1),
        "place": "家里",
    } | given
    if plan["appointment_at"] == "past":
        plan["appointment_at"] = clock.now()
    if plan["person"] == "other":
        plan["person"] = cast.other_handler

    with pytest.raises(Invalid) as refused:
        actions.plan_visit(visit, by=cast.staff["care"].actor, **plan)

    assert set(refused.value.fields) == {field}
    visit.refresh_from_db()
    assert (visit.state, visit.budget) == ("agreed", None)


def test_a_gift_is_taken_from_the_budget_and_what_is_not_spent_goes_back(cast: Cast, reported_claim: Claim):
    budget = outreach.money(cast, fen=300_00)
    visit = outreach.planned(cast, reported_claim, gift_fen=200_00)
    budget.refresh_from_db()
    assert (budget.used_fen, budget.left_fen) == (200_00, 100_00)

    again = {
        "person": cast.handler,
        "appointment_at": clock.now() + timedelta(days=3),
        "place": "医院",
        "gift": "花",
    }
    visit = actions.plan_visit(visit, gift_fen=300_00, by=cast.staff["care"].actor, **again)
    budget.refresh_from_db()
    assert budget.used_fen == 300_00

    assert visit.appointment_at is not None
    with pytest.raises(Refused, match=r"care\.visit_ahead"):
        actions.finish_visit(visit, learnt="都好", by=cast.handler.actor)
    with clock.at(visit.appointment_at):
        with pytest.raises(Invalid) as refused:
            actions.finish_visit(visit, learnt="", gift_fen=300_01, by=cast.handler.actor)
        assert set(refused.value.fields) == {"learnt", "gift_fen"}
        visit = actions.finish_visit(
            visit,
            learnt="恢复得不错，听力不好",
            gift_fen=120_00,
            care_note="说话大声些",
            by=cast.handler.actor,
        )
    budget.refresh_from_db()
    cast.customer.refresh_from_db()
    assert (visit.state, visit.gift_fen, budget.used_fen) == ("done", 120_00, 120_00)
    assert cast.customer.care_note == "说话大声些"
    assert sum(BudgetEntry.objects.values_list("amount_fen", flat=True)) == 120_00


def test_without_money_there_is_no_gift_but_a_visit(cast: Cast, reported_claim: Claim):
    visit = outreach.agreed(cast, reported_claim)
    plan = {"person": cast.handler, "appointment_at": clock.now() + timedelta(days=1), "place": "家里"}
    with pytest.raises(Refused, match=r"care\.no_budget"):
        actions.plan_visit(visit, gift="水果", gift_fen=100, by=cast.staff["care"].actor, **plan)
    budget = outreach.money(cast, fen=99)
    with pytest.raises(Refused, match=r"care\.budget_spent"):
        actions.plan_visit(visit, gift="水果", gift_fen=100, by=cast.staff["care"].actor, **plan)

    visit.refresh_from_db()
    budget.refresh_from_db()
    assert (visit.state, budget.used_fen) == ("agreed", 0)
    assert actions.plan_visit(visit, by=cast.staff["care"].actor, **plan).state == "planned"


def test_the_customer_cancels_with_one_word_and_the_money_goes_back(cast: Cast, reported_claim: Claim):
    budget = outreach.money(cast)
    visit = outreach.planned(cast, reported_claim)

    visit = actions.cancel_visit(visit, by=cast.customer.actor)

    budget.refresh_from_db()
    assert (visit.state, visit.gift_fen, budget.used_fen) == ("not_wanted", 0, 0)
    assert told("care.visit_cancelled") == ["好的，我们不来打扰了。您多保重，需要我们随时说一声。"]
    with pytest.raises(Refused, match=r"care\.state"):
        actions.cancel_visit(visit, by=cast.customer.actor)


def test_a_visit_that_is_dropped_says_why_and_the_customer_hears_of_it(cast: Cast, reported_claim: Claim):
    outreach.money(cast)
    visit = outreach.planned(cast, reported_claim)
    with pytest.raises(Invalid) as refused:
        actions.drop_visit(visit, reason="", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"reason"}

    visit = actions.drop_visit(visit, reason="人手不够", by=cast.staff["care"].actor)
    assert (visit.state, visit.dropped_because) == ("dropped", "人手不够")
    assert len(told("care.visit_dropped")) == 1


def test_only_who_goes_or_care_writes_down_the_visit(cast: Cast, reported_claim: Claim):
    outreach.money(cast)
    visit = outreach.planned(cast, reported_claim)
    assert visit.appointment_at is not None
    with clock.at(visit.appointment_at), pytest.raises(Forbidden):
        actions.finish_visit(visit, learnt="去了", by=cast.approver.actor)
    assert queries.get_visit(cast.handler, visit.pk) == visit
    with pytest.raises(NotFound):
        queries.get_visit(cast.approver, visit.pk)
    with pytest.raises(NotFound):
        queries.get_visit(cast.other_handler, visit.pk)


def test_the_page_of_a_product_is_sent_only_to_who_agreed_and_is_not_protected(
    cast: Cast, reported_claim: Claim
):
    outreach.money(cast)
    visit = outreach.planned(cast, reported_claim)
    by = cast.staff["care"].actor
    with pytest.raises(Refused, match=r"care\.no_consent"):
        actions.send_product_page(visit, product="qc_accident", by=by)
    outreach.agree_to_offers(cast.customer)
    visit = actions.send_product_page(visit, product="qc_accident", by=by)
    assert visit.page_of == "qc_accident"
    assert len(told("care.product_page")) == 1
    with pytest.raises(Refused, match=r"care\.state"):
        actions.send_product_page(visit, product="qc_accident", by=by)


def test_nothing_is_offered_around_a_visit_in_a_vulnerable_period(cast: Cast, reported_claim: Claim):
    outreach.money(cast)
    Claim.objects.update(claimed_fen=5_000_000)
    visit = outreach.planned(cast, reported_claim)
    outreach.agree_to_offers(cast.customer)
    assert visit.no_selling

    with pytest.raises(Refused, match=r"protection\.no_selling"):
        actions.send_product_page(visit, product="qc_accident", by=cast.staff["care"].actor)
    Claim.objects.update(claimed_fen=0)  # the period is over, the flag of the visit stays
    with pytest.raises(Refused, match=r"care\.no_selling"):
        actions.send_product_page(visit, product="qc_accident", by=cast.staff["care"].actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        CareVisit.objects.update(page_sent_at=clock.now())
    assert told("care.product_page") == []


def test_a_budget_is_set_by_a_manager_and_never_below_what_is_promised(cast: Cast, reported_claim: Claim):
    with pytest.raises(Forbidden):
        actions.set_budget(cast.branch, kind="visits", year=2026, amount_fen=1, by=cast.staff["care"].actor)
    outreach.money(cast)
    outreach.planned(cast, reported_claim, gift_fen=200_00)
    by = cast.staff["manager"].actor
    for given, field in (
        ({"amount_fen": 199_99}, "amount_fen"),
        ({"amount_fen": -1}, "amount_fen"),
        ({"year": 2025}, "year"),
        ({"year": 2029}, "year"),
        ({"kind": "yachts"}, "kind"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.set_budget(
                cast.branch, by=by, **({"kind": "visits", "year": 2026, "amount_fen": 500_00} | given)
            )
        assert set(refused.value.fields) == {field}

    assert actions.set_budget(cast.branch, kind="visits", year=2026, amount_fen=200_00, by=by).left_fen == 0


def test_the_occasions_name_themselves(cast: Cast):
    assert [one.code for one in programme.visits().occasions] == [
        "bereaved", "serious_injury", "serious_illness", "long_stay", "catastrophe", "staff"
    ]  # fmt: skip


def test_what_a_person_told_us_goes_when_they_are_erased(cast: Cast, reported_claim: Claim):
    outreach.money(cast)
    visit = outreach.planned(cast, reported_claim)
    with transaction.atomic():
        erased = party_events.PartyErased(reason="本人要求")
        record(subject="party", subject_id=cast.customer.pk, event=erased, by=outreach.SYSTEM)
    drain(strict=True)

    visit.refresh_from_db()
    assert (visit.why, visit.place, visit.answered_by, visit.state) == ("", "", "", "planned")

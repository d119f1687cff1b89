"""Visits, gatherings and value-added services at the desk: what waits, what can be done, what is refused and where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.care import outreach
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.care import actions
from anpei.care.models import CareBudget, CareVisit, ExtraOrder, Gathering, Guest
from anpei.claims.models import Claim
from anpei.core import clock


@pytest.fixture
def carer(cast: Cast, browser_of: Callable[[Staff], Client]) -> Client:
    return browser_of(cast.staff["care"])


def typed(moment: datetime) -> str:
    return moment.astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")


def test_a_visit_goes_from_the_case_page_to_what_was_learnt(
    cast: Cast, carer: Client, reported_claim: Claim, browser_of: Callable[[Staff], Client]
):
    outreach.money(cast)
    assert "None proposed." in carer.get(f"/staff/claims/{reported_claim.number}/care/").content.decode()
    answer = carer.post(f"/staff/care/claims/{reported_claim.number}/visit/", {"why": "一个人住"})
    visit = CareVisit.objects.get()
    path = f"/staff/care/visits/{visit.pk}/"
    assert answer["Location"] == path
    carer.post(f"{path}ask/")
    carer.post(f"{path}answer/", {"answer": "yes"})
    plan = {
        "person": cast.handler.pk, "appointment_at": typed(clock.now() + timedelta(hours=2)), "place": "家里",
        "gift": "水果", "gift_fen": "900",
    }  # fmt: skip
    refused = carer.post(f"{path}plan/", plan)
    assert refused.status_code == 422
    assert (
        "Between 0 and 500 yuan." in refused.content.decode() and 'value="家里"' in refused.content.decode()
    )
    carer.post(f"{path}plan/", plan | {"gift_fen": "120.50"})
    visit.refresh_from_db()
    assert (visit.state, visit.gift_fen) == ("planned", 120_50)

    goes = browser_of(cast.handler)
    assert path in goes.get("/staff/").content.decode()
    assert "Nothing is offered" not in goes.get(path).content.decode()
    assert goes.post(f"{path}finish/", {"learnt": "x"}).status_code == 404
    with clock.at(clock.now() + timedelta(hours=2)):
        assert 'data-test="form-plan"' not in goes.get(path).content.decode()
        goes.post(f"{path}finish/", {"learnt": "恢复得不错", "care_note": "说话大声些"})
    visit.refresh_from_db()
    assert (visit.state, visit.learnt) == ("done", "恢复得不错")
    assert visit.claim.number in carer.get("/staff/care/visits/?past=yes").content.decode()
    assert browser_of(cast.staff["auditor"]).get(path).status_code == 404


def test_a_protected_visit_says_so_and_offers_no_page(cast: Cast, carer: Client, reported_claim: Claim):
    Claim.objects.update(claimed_fen=5_000_000)
    visit = outreach.agreed(cast, reported_claim)
    page = carer.get(f"/staff/care/visits/{visit.pk}/").content.decode()
    assert 'data-test="no-selling"' in page and "a serious case" in page
    assert carer.post(f"/staff/care/visits/{visit.pk}/page/", {"product": "qc_accident"}).status_code == 404


def test_a_gathering_is_prepared_opened_filled_ticked_and_closed(cast: Cast, carer: Client):
    outreach.money(cast, "gatherings")
    begins = clock.now() + timedelta(days=3)
    form = {
        "title": "家庭急救课", "about": "动手练一遍", "kind": "first_aid", "purpose": "service", "place": "三楼",
        "starts_at": typed(begins), "ends_at": typed(begins + timedelta(hours=2)), "capacity": "1", "planned_fen": "300",
    }  # fmt: skip
    refused = carer.post("/staff/care/gatherings/new/", form | {"ends_at": typed(begins)})
    assert refused.status_code == 422
    assert "It ends after it begins" in refused.content.decode() and "动手练一遍" in refused.content.decode()
    carer.post("/staff/care/gatherings/new/", form)
    row = Gathering.objects.get()
    path = f"/staff/care/gatherings/{row.pk}/"
    carer.post(f"{path}change/", form | {"title": "急救课", "lines": ["accident"]})
    carer.post(f"{path}open/")
    row.refresh_from_db()
    assert (row.state, row.title, row.lines, row.planned_fen) == ("open", "急救课", ["accident"], 300_00)
    assert carer.get(f"{path}change/").status_code == 302

    carer.post(f"{path}invite/")
    assert Guest.objects.count() == 2
    unknown = carer.post(f"{path}sign_up/", {"phone": "13800000000"})
    assert "We know nobody with this number and name." in unknown.content.decode()
    family = carer.post(f"{path}sign_up/", {"phone": cast.guardian.phone})
    assert "Several people share this number." in family.content.decode()
    carer.post(f"{path}sign_up/", {"phone": cast.guardian.phone, "name": cast.child.name})
    carer.post(f"{path}sign_up/", {"phone": cast.customer.phone})
    carer.post(f"{path}capacity/", {"capacity": "2"})
    guests = {one.party_id: one for one in Guest.objects.all()}
    assert {one.state for one in guests.values()} == {"coming"}
    carer.post(f"{path}guests/{guests[cast.child.pk].pk}/leave/")

    early = carer.get(f"{path}door/").content.decode()
    assert 'data-test="here"' not in early and "Ticking opens two hours before" in early
    with clock.at(begins):
        came = guests[cast.customer.pk]
        assert 'data-test="here"' in carer.get(f"{path}door/").content.decode()
        answer = carer.post(f"{path}door/{came.pk}/", {"came": "yes"})
        assert answer["Location"].endswith(f"#guest-{came.pk}")
        assert "1 of 1 are here" in carer.get(f"{path}door/").content.decode()
        bad = carer.post(f"{path}hold/", {"cost_fen": "250"})
        assert bad.status_code == 422 and "How was it? One sentence." in bad.content.decode()
        carer.post(f"{path}hold/", {"cost_fen": "250", "result": "问得很细"})
        page = carer.get(path).content.decode()
    row.refresh_from_db()
    assert (row.state, row.cost_fen, CareBudget.objects.get().used_fen) == ("held", 250_00, 250_00)
    assert "this proves no effect" in page


def test_an_order_for_a_caller_is_passed_on_and_done_without_showing_health(cast: Cast, carer: Client):
    form = {"policy": cast.policy.number, "kind": "health_call", "words": "手腕还疼"}
    refused = carer.post("/staff/care/extras/", form)
    assert refused.status_code == 422 and "手腕还疼" in refused.content.decode()
    unknown = carer.post("/staff/care/extras/", form | {"policy": "P000"})
    assert "There is no such policy with this person" in unknown.content.decode()
    carer.post("/staff/care/extras/", form | {"consent": "on", "consent_by": "周桂芬"})
    row = ExtraOrder.objects.get()
    path = f"/staff/care/extras/{row.pk}/"
    page = carer.get(path).content.decode()
    assert "手腕还疼" not in page and "your role does not need it" in page

    assert carer.post(f"{path}finish/", {"result": "x"}).status_code == 404
    assert carer.post(f"{path}arrange/", {}).status_code == 422
    carer.post(f"{path}arrange/", {"appointment_at": typed(clock.now() + timedelta(hours=1))})
    carer.post(f"{path}finish/", {"result": "建议复查", "cost_fen": "60"})
    row.refresh_from_db()
    assert (row.state, row.cost_fen) == ("done", 60_00)
    assert "60.00" in carer.get("/staff/care/extras/").content.decode()


def test_a_manager_sets_a_budget_and_the_desk_only_reads_it(
    cast: Cast, carer: Client, browser_of: Callable[[Staff], Client]
):
    manager = browser_of(cast.staff["manager"])
    form = {"unit": cast.branch.pk, "kind": "visits", "year": "2026", "amount_fen": "20000"}
    assert (
        "Between 0 and"
        in manager.post("/staff/care/budgets/", form | {"amount_fen": "999999999"}).content.decode()
    )
    manager.post("/staff/care/budgets/", form)
    assert CareBudget.objects.get().amount_fen == 20_000_00
    page = carer.get("/staff/care/budgets/").content.decode()
    assert "20,000.00" in page and 'data-test="form-budget"' not in page
    carer.post("/staff/care/budgets/", form | {"amount_fen": "1"})
    assert CareBudget.objects.get().amount_fen == 20_000_00


@pytest.mark.parametrize(
    "path",
    ["visits/", "gatherings/", "gatherings/new/", "extras/", "gatherings/1/", "gatherings/1/door/", "extras/1/", "budgets/"],
)  # fmt: skip
def test_whoever_does_not_care_is_turned_away(cast: Cast, browser_of: Callable[[Staff], Client], path: str):
    assert browser_of(cast.handler).get(f"/staff/care/{path}").status_code == 403


def count(carer: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert carer.get(path).status_code == 200
    return len(context)


def test_lists_take_as_many_statements_for_three_rows_as_for_one(cast: Cast, carer: Client):
    def more(number: int) -> None:
        outreach.planned(cast, course_to(cast, "reported", key=f"cast-{number}"), gift_fen=0)
        row = outreach.opened(cast, capacity=5)
        person = (cast.customer, cast.child, cast.employee)[number]
        first = Gathering.objects.order_by("id")[0]
        actions.sign_up(first, person=person, by=person.actor)
        assert row.pk
        member = (cast.member, cast.child_member, cast.member)[number]
        actions.order(member, kind="legal_call", by=member.party.actor)

    outreach.money(cast)
    more(0)
    paths = {"visits/": 10, "gatherings/": 10, "extras/": 10}
    first = f"gatherings/{Gathering.objects.get().pk}/"
    one = {path: count(carer, f"/staff/care/{path}") for path in [*paths, first, f"{first}door/"]}
    more(1)
    more(2)
    three = {path: count(carer, f"/staff/care/{path}") for path in one}
    assert three == one
    assert {path: one[path] for path in paths} == paths


def test_a_long_list_goes_on_page_by_page(cast: Cast, carer: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("anpei.care.queries.gatherings.PAGE", 2)
    rows = [outreach.opened(cast, title=f"第{number}场") for number in range(3)]
    first = carer.get("/staff/care/gatherings/").content.decode()
    assert f"?before={rows[1].pk}" in first and "第0场" not in first
    second = carer.get(f"/staff/care/gatherings/?before={rows[1].pk}").content.decode()
    assert "第0场" in second and "第1场" not in second
    assert carer.get("/staff/care/gatherings/?before=x").status_code == 200

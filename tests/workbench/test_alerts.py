"""Risk alerts at the desk: written from the library, counted, approved by a second person, sent, compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.alerts import test_feed as feed
from tests.alerts.conftest import HERE, NEXT, Town, counted, drafted, sent, town
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.alerts.models import Alert, Reach
from anpei.claims.models import Claim
from anpei.jobs.worker import drain
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division
from anpei.parties import actions as parties

__all__ = ["town"]
TABLE = {
    "990000": "示例省", "990100": "江州市", "990102": "临泽县", "990101": "中心区", "990201": "中心区",
}  # fmt: skip
BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def carer(cast: Cast, browser_of: BrowserOf) -> Client:
    return browser_of(cast.staff["care"])


@pytest.fixture
def supervisor(cast: Cast, browser_of: BrowserOf) -> Client:
    return browser_of(cast.supervisor)


@pytest.fixture
def divisions(cast: Cast) -> None:
    rows = [Division(code=code, name=name) for code, name in TABLE.items()]
    organisation.keep_divisions(rows, by=cast.supervisor.actor)


def filled(page: str, **changes: object) -> dict[str, object]:
    """What a browser would send of the form as it was shown."""
    from html import unescape
    from re import DOTALL, findall, search

    form = search(r'<form method="post" class="al-form".*?</form>', page, DOTALL)
    assert form is not None
    data: dict[str, object] = {
        name: unescape(text).strip()
        for name, text in findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form[0], DOTALL)
    }
    for name, value in findall(r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"', form[0]):
        data.setdefault(name, unescape(value))
    data["lines"] = findall(r'name="lines" value="(\w+)"[^>]*checked', form[0])
    return {
        "who": "anyone",
        "starts_at": "2026-11-16T10:00",
        "ends_at": "2026-11-19T20:00",
        **data,
        **changes,
    }


def test_from_the_library_to_the_phone(town: Town, carer: Client, supervisor: Client):
    person = town.settle("何春", HERE)
    written = carer.get("/staff/alerts/new/?peril=typhoon&level=red").content.decode()
    assert "把阳台、窗台上的花盆和杂物收进屋" in written and "Bring in flower pots" in written
    answer = carer.post("/staff/alerts/new/", filled(written, areas="9902，98"))
    alert = Alert.objects.get()
    assert answer["Location"] == f"/staff/alerts/{alert.pk}/"
    assert (alert.areas, alert.unit, alert.drafted_by) == (
        ["9902", "98"],
        town.cast.branch,
        town.cast.staff["care"],
    )

    carer.post(f"/staff/alerts/{alert.pk}/count/")
    assert 'data-test="counting"' in carer.get(f"/staff/alerts/{alert.pk}/").content.decode()
    drain(strict=True)
    page = carer.get(f"/staff/alerts/{alert.pk}/").content.decode()
    assert '<b data-test="reached">1</b>' in page
    assert 'data-test="approve"' not in page  # she wrote it
    supervisor.post(f"/staff/alerts/{alert.pk}/approve/")
    carer.post(f"/staff/alerts/{alert.pk}/send/")
    drain(strict=True)

    page = carer.get(f"/staff/alerts/{alert.pk}/").content.decode()
    assert '<b data-test="told">1</b>' in page and 'data-test="effect"' in page
    assert Reach.objects.get().insured == person


def test_what_cannot_be_is_said_beside_it_and_nothing_typed_is_lost(carer: Client):
    written = carer.get("/staff/alerts/new/?peril=heat&level=blue").content.decode()

    answer = carer.post("/staff/alerts/new/", filled(written, areas="51x", zh_title="", en_coming="Hot!"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_areas_error"' in page and 'id="id_zh_title_error"' in page
    assert 'value="51x"' in page and "Hot!" in page
    assert not Alert.objects.exists()


def test_places_are_named_and_chosen_by_name(divisions: None, carer: Client):
    written = carer.get("/staff/alerts/new/?peril=heat&level=blue").content.decode()

    carer.post("/staff/alerts/new/", filled(written, areas="江州市、990102 9909"))

    alert = Alert.objects.get()
    assert alert.areas == ["9901", "990102", "9909"]
    shown = "示例省江州市 9901 · 示例省江州市临泽县 990102 · 9909"
    assert shown in carer.get(f"/staff/alerts/{alert.pk}/").content.decode()
    assert shown in carer.get("/staff/alerts/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("火星", "We know no place called “火星”"), ("中心区", "Several places are called “中心区”")],
)
def test_a_name_that_means_no_place_or_several_is_said_beside_the_field(
    divisions: None, carer: Client, typed: str, said: str
):
    written = carer.get("/staff/alerts/new/?peril=heat&level=blue").content.decode()

    answer = carer.post("/staff/alerts/new/", filled(written, areas=typed))

    page = answer.content.decode()
    assert (answer.status_code, Alert.objects.exists()) == (422, False)
    assert said in page and f'value="{typed}"' in page


def test_places_are_looked_up_while_typing(divisions: None, carer: Client):
    page = carer.get("/staff/alerts/places/?place=临泽&areas=9901").content.decode()
    assert 'data-add-place="990102"' in page and "示例省江州市 9901" in page
    assert 'data-test="no-place"' in carer.get("/staff/alerts/places/?place=火星").content.decode()


def test_a_danger_the_warning_calls_otherwise_is_named_by_a_person(cast: Cast, carer: Client):
    alert = feed.take(cast, feed.DUST).alert
    page = carer.get(f"/staff/alerts/{alert.pk}/").content.decode()
    assert 'data-test="say-danger"' in page and 'data-test="count"' not in page
    assert "示例=99Z99" in page
    assert carer.get(f"/staff/alerts/{alert.pk}/change/").status_code == 302

    written = carer.get(f"/staff/alerts/{alert.pk}/change/?peril=heat").content.decode()
    assert "沙尘（示例）" in written and "看看空调、风扇好不好用" in written
    carer.post(f"/staff/alerts/{alert.pk}/change/", filled(written))

    alert.refresh_from_db()
    assert (alert.peril, alert.areas, alert.words["zh"]["title"]) == ("heat", ["9902"], "沙尘（示例）")
    assert 'data-test="count"' in carer.get(f"/staff/alerts/{alert.pk}/").content.decode()


def test_a_draft_is_changed_and_loses_its_count(town: Town, carer: Client):
    town.settle("何春", HERE)
    alert = counted(town.cast)
    page = carer.get(f"/staff/alerts/{alert.pk}/change/").content.decode()

    carer.post(f"/staff/alerts/{alert.pk}/change/", filled(page, areas=NEXT, lines=["accident"]))

    alert.refresh_from_db()
    assert (alert.state, alert.areas, alert.counted) == ("draft", [NEXT], None)


@pytest.mark.parametrize("query", ["", "?peril=aliens&level=red", "?peril=heat&level=green"])
def test_a_draft_starts_from_a_danger_and_a_level(carer: Client, query: str):
    assert carer.get(f"/staff/alerts/new/{query}").status_code == 404


def test_withdrawing_asks_why(town: Town, carer: Client):
    town.settle("何春", HERE)
    alert = sent(town.cast)

    assert carer.post(f"/staff/alerts/{alert.pk}/withdraw/", {"because": ""}).status_code == 422
    carer.post(f"/staff/alerts/{alert.pk}/withdraw/", {"because": "雨停了"})
    alert.refresh_from_db()
    assert (alert.state, alert.withdrawn_because) == ("withdrawn", "雨停了")


def test_the_comparison_is_shown_with_its_size_its_uncertainty_and_what_it_cannot_say(
    town: Town, carer: Client
):
    town.settle("何春", HERE)
    town.settle("林夏", NEXT)
    alert = sent(town.cast)
    carer.post(f"/staff/alerts/{alert.pk}/compare/")
    drain(strict=True)

    page = carer.get(f"/staff/alerts/{alert.pk}/").content.decode()

    assert "0 of 1: 0.00% (0.00% to 79.35%)" in page
    assert "+0.00 points (−79.35 to +79.35)" in page
    assert "Too few contracts or claims" in page and "A comparison, no trial" in page


def test_who_sees_and_who_writes(cast: Cast, browser_of: BrowserOf):
    alert = drafted(cast)
    elsewhere = Staff.objects.create(
        username="care2", display_name="别处", role="care", unit=cast.other_branch, employee_no="T-c2"
    )

    assert browser_of(cast.handler).get("/staff/alerts/").status_code == 403
    auditor = browser_of(cast.staff["auditor"])
    page = auditor.get(f"/staff/alerts/{alert.pk}/").content.decode()
    assert 'data-test="count"' not in page and 'data-test="withdraw"' not in page
    assert auditor.post(f"/staff/alerts/{alert.pk}/count/").status_code == 403
    assert 'data-test="new-alert"' not in auditor.get("/staff/alerts/").content.decode()
    assert auditor.get("/staff/alerts/new/?peril=heat&level=red").status_code == 403
    assert browser_of(elsewhere).get(f"/staff/alerts/{alert.pk}/").status_code == 404
    assert browser_of(elsewhere).post(f"/staff/alerts/{alert.pk}/count/").status_code == 404


def test_an_action_that_does_not_exist_is_not_found(cast: Cast, carer: Client):
    assert carer.post(f"/staff/alerts/{drafted(cast).pk}/explode/").status_code == 404


def test_the_list_costs_the_same_for_one_and_three_and_goes_on(
    cast: Cast, carer: Client, monkeypatch: pytest.MonkeyPatch
):
    from anpei.alerts import queries

    monkeypatch.setattr(queries, "PAGE", 3)
    first = drafted(cast)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert carer.get("/staff/alerts/").status_code == 200
        return len(seen)

    statements()
    one = statements()
    for _turn in range(2):
        drafted(cast)
    assert (one, statements()) == (9, 9)
    assert 'data-test="older"' not in carer.get("/staff/alerts/").content.decode()
    last = drafted(cast)
    page = carer.get("/staff/alerts/").content.decode()
    assert f'href="?before={first.pk + 1}"' in page and f"/staff/alerts/{last.pk}/" in page
    older = carer.get(f"/staff/alerts/?before={first.pk + 1}").content.decode()
    assert f"/staff/alerts/{first.pk}/" in older and f"/staff/alerts/{last.pk}/" not in older
    assert carer.get("/staff/alerts/?before=²").status_code == 200


def test_a_case_shows_what_to_tell_the_customer_this_season(
    cast: Cast, browser_of: BrowserOf, reported_claim: Claim
):
    parties.correct(cast.customer, region_code=HERE, by=cast.handler.actor)

    page = browser_of(cast.handler).get(f"/staff/claims/{reported_claim.number}/policy/").content.decode()

    assert 'data-test="season"' in page and "Wrap pipes and meters" in page

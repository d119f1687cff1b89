"""Every main page: readable by everybody (WCAG 2.2 AA by axe), at twice the size, and in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from tests.browser import words
from tests.browser.around import around, written
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.cast import Cast, course_to

from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.messages.queries import conversation, deliveries
from anpei.payments.models import Instruction
from anpei.products import queries as products

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
OPEN_PAGES = (
    "",
    "more/",
    "login/",
    "report/before/",
    "call-me/",
    "complaints/new/",
    "privacy/",
    "products/",
    "products/qc_accident/",
)
OWN_PAGES = (
    "policies/", "privacy/", "reach/", "messages/", "mandates/", "mandates/new/", "ideas/", "ask/", "ask/?claim={0}",
    "claims/{0}/", "claims/{0}/papers/", "claims/{0}/withdraw/", "claims/{0}/help/", "claims/{1}/supplement/",
    "claims/{2}/result/", "claims/{2}/account/", "claims/{2}/result/object/", "report/received/{0}/",
)  # fmt: skip
# Beyond the money: what somebody started for the customer, see tests.browser.around.
CARE_PAGES = (
    "", "alerts/", "alerts/{alert}/", "alerts/advice/cold/", "for-you/", "for-you/gatherings/{lesson}/",
    "for-you/services/{member}/health_call/", "claims/{0}/help/", "claims/{0}/also/{also}/", "claims/{2}/followup/",
    "complaints/{complaint}/", "complaints/new/?claim={0}", "call-me/?claim={0}", "more/",
)  # fmt: skip
STAGES = ("handed_in", "handed_in", "paying")
SECTIONS = ("overview", "report", "policy", "papers", "coverage", "calculation", "decision", "payment", "letters", "contacts",
            "questions", "reserves", "survey", "care", "mandates", "also", "related", "history")  # fmt: skip
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll("main *, header *, nav *")]
    .filter((el) => el.getBoundingClientRect().right > clientWidth + 1 && !el.closest(".sr"));
  return [`${location.pathname}: ${scrollWidth} > ${clientWidth}`, ...out.slice(0, 3).map((el) => el.outerHTML.slice(0, 120))];
}"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Serious and critical findings: page, rule and the first places, once every part of it has come."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-added, .htmx-settling')"
    )
    page.evaluate(axe())
    found = page.evaluate("(rules) => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{page.url} {one['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[1].strip()[:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """A page that has to be pushed sideways, with what sticks out."""
    return page.evaluate(TOO_WIDE)


def typed_by_people(cast: Cast, cases: Iterable[Claim]) -> set[str]:
    """Names, places and words that stay as they were written, whatever the language of the page."""
    said = {
        "右下角反光",
        "换个角度再拍",
        settings.INSURER_NAME,
        settings.INSURER_NAME[:6],  # the short name beside the logo
        "简体中文",
        "English",
        "中文",
        "anpei",
        "Ctrl",
        "PDF",
        "ZIP",
        "CSV",
    }
    for person in (cast.customer, cast.relative):
        said |= {person.name, person.name[:1], person.address or person.name}
    for staff in (*cast.staff.values(), cast.other_handler, cast.second_approver):
        said |= {staff.display_name, staff.display_name[:1]}
    for unit in (cast.head_office, cast.branch, cast.other_branch, cast.sub_branch):
        said |= {unit.name}
    for claim in cases:
        said |= {claim.story, claim.event_place, claim.cause, claim.hospital}
        said |= {one.body for one in (*conversation("claim", claim.pk), *deliveries("claim", claim.pk))}
        said |= {one.proof for one in deliveries("claim", claim.pk)}
        said |= {one.bank_ref for one in Instruction.objects.filter(claim=claim)}
    # A contract speaks Chinese, whoever reads it; so do the items of a receipt and the reason of a reserve.
    said |= {clause.title for version in cast.versions.values() for clause in products.terms(version).clauses}
    said |= {"手术费", "西药费", "立案准备金", "核定金额", "已全部支付", "晴川农商银行"}
    return said - {""}


@pytest.fixture
def three(served: Served, cast: Cast) -> list[Claim]:
    """One case with papers to be looked at, one waiting for a better picture, one with a result."""
    with served.turn():
        found = [course_to(cast, stage, key=f"page-{stage}-{place}") for place, stage in enumerate(STAGES)]
        first, *others = found[1].checklist.filter(state="received")
        claims.check_item(
            first, in_order=False, problem="右下角反光", fix="换个角度再拍", by=cast.handler.actor
        )
        for item in others:
            claims.check_item(item, in_order=True, by=cast.handler.actor)
        claims.send_supplement_notice(found[1], by=cast.handler.actor)
    served.work()
    return found


@pytest.fixture
def keys(served: Served, cast: Cast, three: list[Claim]) -> dict[str, object]:
    """Whatever else goes on around the three cases, by the names the addresses use."""
    with served.turn():
        found = around(cast, three[0], paid=three[2])
    served.work()
    return found


def portal_pages(phone: Phone, cast: Cast, three: list[Claim], keys: dict[str, object]) -> Iterable[Page]:
    """The main pages one after the other, first as a stranger, then logged in; each loaded in ``phone``."""
    numbers = [claim.number for claim in three]
    for path in OPEN_PAGES:
        phone.open("/" + path)
        yield phone.page
    phone.log_in(cast.customer.phone)
    for path in (*OWN_PAGES, *CARE_PAGES):
        answer = phone.open("/" + path.format(*numbers, **keys))
        assert answer is not None and answer.ok, path
        yield phone.page


def workbench_pages(desk: Desk, three: list[Claim]) -> Iterable[Page]:
    paths = [
        "",
        "queue/",
        "intake/",
        "terms/",
        *(f"claims/{three[2].number}/{section}/" for section in SECTIONS),
    ]
    for path in paths:
        answer = desk.open(path)
        if answer is not None and answer.ok:
            yield desk.page


def nothing_in(found: Iterable[str]) -> None:
    """Every finding on a line of its own, each once."""
    lines = sorted(set(found))
    assert not lines, "\n" + "\n".join(lines)


def test_portal_has_no_barrier_that_a_machine_can_find(
    phone: Phone, cast: Cast, three: list[Claim], keys: dict[str, object]
) -> None:
    nothing_in(found for page in portal_pages(phone, cast, three, keys) for found in violations(page))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_portal_fits_at_twice_the_size(
    pick_up_phone: Callable[..., Phone],
    cast: Cast,
    three: list[Claim],
    keys: dict[str, object],
    language: str,
) -> None:
    # Twice the size of a page on a screen of 640 px, the least that WCAG 1.4.10 asks for: 320 px are left.
    phone = pick_up_phone(viewport={"width": 320, "height": 640})
    if language == "en":
        phone.open("/")
        phone.tap("language")
    nothing_in(found for page in portal_pages(phone, cast, three, keys) for found in too_wide(page))


def test_portal_fits_in_large_type_on_a_small_phone(
    pick_up_phone: Callable[..., Phone], cast: Cast, three: list[Claim], keys: dict[str, object]
) -> None:
    phone = pick_up_phone(viewport={"width": 320, "height": 640})
    phone.open("/")
    phone.tap("large")
    nothing_in(found for page in portal_pages(phone, cast, three, keys) for found in too_wide(page))


def test_portal_speaks_one_language_at_a_time(
    pick_up_phone: Callable[..., Phone],
    served: Served,
    cast: Cast,
    three: list[Claim],
    keys: dict[str, object],
) -> None:
    with served.turn():
        data = typed_by_people(cast, three) | written()
    chinese = pick_up_phone()
    nothing_in(
        f"{page.url} {text}"
        for page in portal_pages(chinese, cast, three, keys)
        for text in words.english_left(page, data=data)
    )
    served.now += timedelta(minutes=5)  # a second code to the same phone takes a while
    english = pick_up_phone()
    english.open("/")
    english.tap("language")
    nothing_in(
        f"{page.url} {text}"
        for page in portal_pages(english, cast, three, keys)
        for text in words.chinese_left(page, data=data)
    )


def test_workbench_has_no_barrier_that_a_machine_can_find(
    sit_down: Callable[..., Desk], cast: Cast, three: list[Claim]
) -> None:
    handler = sit_down(cast.handler)
    nothing_in(found for page in workbench_pages(handler, three) for found in violations(page))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_workbench_speaks_one_language_at_a_time(
    sit_down: Callable[..., Desk], cast: Cast, three: list[Claim], language: str
) -> None:
    handler = sit_down(cast.handler)
    if language == "en":
        handler.switch_language()
    left = words.chinese_left if language == "en" else words.english_left
    data = typed_by_people(cast, three)
    nothing_in(
        f"{page.url} {text}" for page in workbench_pages(handler, three) for text in left(page, data=data)
    )

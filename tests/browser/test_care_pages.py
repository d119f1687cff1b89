"""The pages of customer care at a desk: readable by everybody, at twice the size, in one language, with rows in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.alerts.test_feed import message
from tests.browser import words
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.test_pages import nothing_in, three, too_wide, typed_by_people, violations
from tests.care import outreach
from tests.care.asked import ended
from tests.care.test_extras import advice
from tests.cast import SYSTEM, Cast
from tests.complaints.conftest import complain
from tests.hotline.test_calls import missed, tell
from tests.hotline.test_inbound import receive
from tests.workbench.test_questions import ask
from tests.workbench.test_wordings import TYPED

from anpei.accounts import actions as accounts
from anpei.advice import actions as looks
from anpei.alerts import actions as alerts
from anpei.care import actions, catalogue
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.disclosure import actions as disclosure
from anpei.disclosure.models import ReturnVisit
from anpei.messages import editing, templates
from anpei.policies import actions as policies

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["three"]
pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}  # twice the size on a screen of 640 px (WCAG 1.4.10)
HERE = {
    "operator": (
        "calls/", "calls/{call}/", "calls/back/{callback}/", "calls/unknown/{inbound}/", "customers/{party}/talk/",
        "customers/", "disclosures/", "complaints/take/",
    ),
    "supervisor": ("calls/figures/", "roster/", "roster/shifts/{shift}/", "alerts/{alert}/", "first-time/"),
    "care": (
        "roster/?week=2026-12-07", "care/", "care/figures/", "care/figures/answers/", "care/services/{service}/",
        "care/followups/{followup}/", "care/visits/",
        "care/visits/{visit}/", "care/gatherings/", "care/gatherings/new/", "care/gatherings/{gathering}/",
        "care/gatherings/{gathering}/door/", "care/extras/", "care/extras/{extra}/", "alerts/",
        "alerts/new/?peril=typhoon&level=red", "alerts/{alert}/", "customers/{party}/look/", "customers/looks/{look}/",
        "contracts/", "contracts/{contract}/", "contracts/minds/{mind}/",
        "questions/", "questions/{question}/", "words/", "words/claim.received/",
        "disclosures/{reading}/",
    ),
    "manager": ("care/budgets/", "care/figures/", "complaints/causes/", "complaints/figures/"),
    "complaints": ("complaints/?view=all", "complaints/{complaint}/"),
    "compliance": ("words/claim.received/",),
    "handler": tuple(f"claims/{{claim}}/{section}/" for section in ("care", "mandates", "also")),
}  # fmt: skip
SAID = (
    "你们好，发票找到了，怎么交？", "一个人住，刚出院", "我一个人住，走路不方便。", "我要找人工", "手腕还疼",
    "打了三次电话没人回，材料要了又要。", "来电问进度", "更短", "王阿姨", "周小满", "外卖员", "someone@mail.example",
    "云洲市气象台（示例）", "台风风险（示例）", "台风", "示例：预计明天傍晚有大风暴雨。", "请停止户外作业。", "claim.received",
    "家庭急救课", "教您噎住了怎么办、烫伤了怎么办，动手练一遍。", "云洲分公司三楼", "发票", "保费有点重",
)  # fmt: skip


@pytest.fixture
def made(served: Served, cast: Cast, three: list[Claim]) -> dict[str, object]:
    """One of everything customer care works at, by the real actions; gives what the addresses need."""
    care, customer = cast.staff["care"].actor, cast.customer
    case = three[0]
    with served.turn():
        found = _of_calls(cast)
        alert = alerts.take_in(message(), unit=cast.branch, by=care).alert
        service = actions.ask_for(
            case, kind="pickup", declared=["alone"], words="我一个人住，走路不方便。", by=customer.actor
        )
        followup = actions.plan_followup(three[2], policy=catalogue.policy("refused"), by=SYSTEM)
        outreach.money(cast)
        ended(three[1], 12, satisfaction=5, nps=9)
        visit = actions.ask(outreach.proposed(cast, case), by=care)
        gathering = outreach.opened(cast, starts_at=clock.now() + timedelta(days=2))
        actions.sign_up(gathering, person=customer, by=customer.actor)
        extra = advice(cast)
        question = ask(cast, claim=case)
        complaint = complain(cast, three[2])
        editing.draft(
            template="claim.received",
            texts={language: TYPED[f"text-{language}"] for language in templates.LANGUAGES},
            reason="更短",
            by=care,
        )
        look = looks.look_at(customer, purpose="call", about="来电问进度", by=care)
        assert followup is not None
        found |= _of_contracts(cast)
    served.work()
    return found | {
        "alert": alert.pk, "service": service.pk, "followup": followup.pk, "visit": visit.pk, "gathering": gathering.pk,
        "extra": extra.pk, "question": question.pk, "complaint": complaint.number, "look": look.pk,
        "party": customer.pk, "claim": case.number,
    }  # fmt: skip


def _of_calls(cast: Cast) -> dict[str, object]:
    """A call answered, one missed and to be called back, a message of nobody known, a week of duty."""
    tell(cast, "ringing")
    call = tell(cast, "answered", 12, answered_by="T-operator")
    back = missed(cast, "c-2", 60).callback
    inbound = receive(
        cast, "你们好，发票找到了，怎么交？", channel="email", sender="someone@mail.example", title="发票"
    )
    shift, *_rest = accounts.plan_shifts(
        unit=cast.branch, person=cast.handler, from_on=date(2026, 11, 16), until_on=date(2026, 11, 20),
        begins=time(9), ends=time(17), by=cast.supervisor.actor,
    )  # fmt: skip
    assert back is not None
    return {"call": call.pk, "callback": back.pk, "inbound": inbound.pk, "shift": shift.pk}


def _of_contracts(cast: Cast) -> dict[str, object]:
    """A contract read before buying, received, and to be called about."""
    agent = cast.staff["agent"]
    reading = disclosure.begin(
        cast.versions["qc_term_life"], language="zh-hans", by=agent.actor, unit=agent.unit, reader="王阿姨"
    )
    contract = policies.issue(
        number="L2026000001", product_version=cast.versions["qc_term_life"], policyholder=cast.customer,
        unit=cast.branch, starts_on=date(2026, 11, 13), ends_on=date(2046, 11, 12), premium_fen=180_000, by=SYSTEM,
    )  # fmt: skip
    disclosure.deliver(contract, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
    mind = disclosure.change_mind(contract, words="保费有点重", by=cast.customer.actor)
    return {"reading": reading.pk, "contract": ReturnVisit.objects.get().pk, "mind": mind.pk}


@pytest.fixture
def pages(
    sit_down: Callable[..., Desk], cast: Cast, made: dict[str, object]
) -> Callable[[str], Iterator[Page]]:
    """Every page in a language, each at the desk of a role whose work it is."""

    def walk(language: str) -> Iterator[Page]:
        for role, paths in HERE.items():
            desk = sit_down(cast.staff[role], viewport=NARROW)
            if language == "en":
                desk.switch_language()
            for path in paths:
                answer = desk.open(path.format(**made))
                assert answer is not None and answer.ok, f"{role} {path}"
                yield desk.page

    return walk


def test_desks_of_care_are_for_everybody_at_twice_the_size(
    pages: Callable[[str], Iterator[Page]], cast: Cast, three: list[Claim]
) -> None:
    data = _data(cast, three)
    nothing_in(
        finding
        for page in pages("zh")
        for finding in (*violations(page), *too_wide(page), *_left(page, words.english_left, data))
    )


def test_desks_of_care_speak_english_and_fit(
    pages: Callable[[str], Iterator[Page]], cast: Cast, three: list[Claim]
) -> None:
    data = _data(cast, three)
    nothing_in(
        finding
        for page in pages("en")
        for finding in (*too_wide(page), *_left(page, words.chinese_left, data))
    )


def _data(cast: Cast, three: list[Claim]) -> set[str]:
    """What stays as it was written: names, what people said, and the words of messages with their variables."""
    shipped = templates.catalogue()
    variables = {f"{{{one}}}" for name in shipped for one in templates.variables(name)}
    return typed_by_people(cast, three) | set(SAID) | set(shipped) | variables


def _left(page: Page, left: Callable[..., list[str]], data: set[str]) -> Iterator[str]:
    return (f"{page.url} {text}" for text in left(page, data=data))

"""Pictures of the main pages, drawn from the demo insurer: ``make shots`` writes them to docs/pictures.

Each shows what somebody sees at a glance, so it is the screen and not the whole page. Colours are reduced to a
palette, which keeps a picture under 150 kB and changes nothing the eye would notice.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from rich.progress import Progress
from tests.browser.conftest import PHONE, Served, serving
from tests.browser.desk import Desk
from tests.browser.phone import Phone

from anpei.accounts.models import Staff
from anpei.alerts.models import Alert
from anpei.care.models import Gathering
from anpei.claims import queries as claims
from anpei.complaints.models import Complaint
from anpei.core import clock
from anpei.demo import acting, create, showcase
from anpei.hotline.models import FirstContact
from anpei.parties.queries import phone_hash
from anpei.settlement.models import Decision
from anpei.surveys.models import Survey

pytestmark = pytest.mark.browser
FOLDER = Path(os.environ.get("ANPEI_SHOTS", "."))
LARGEST = 150_000
CASES = 500
PERSON = {role.name: role for role in showcase.ROLES}


@pytest.fixture
def served(transactional_db: None, frozen_clock: datetime) -> Iterator[Served]:
    """The demo insurer on a Monday morning, instead of the cast of the tests."""
    with Progress(disable=True) as progress:
        create.create(seed=20260101, as_of=clock.today(), claims=CASES, progress=progress)
    with serving(frozen_clock) as made:
        yield made


def draw(person: Phone | Desk, name: str) -> None:
    person.page.wait_for_load_state("networkidle")
    seen = Image.open(io.BytesIO(person.page.screenshot(animations="disabled"))).convert("RGB")
    drawn = io.BytesIO()
    seen.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        drawn, "PNG", optimize=True
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(drawn.getvalue())
    assert len(drawn.getvalue()) <= LARGEST, f"{name} is {len(drawn.getvalue())} bytes"


def case_of(name: str) -> str:
    return claims.for_visitor(phone_hash(PERSON[name].phone)).latest("reported_at").number


def test_pictures_of_the_portal(pick_up_phone: Callable[..., Phone], served: Served) -> None:
    with served.turn():
        waiting, paid, refused = (case_of(name) for name in ("周桂芬", "刘爱华", "许国平"))
    phone = pick_up_phone()
    phone.open("/report/before/")
    phone.see("tick-notice").check()
    phone.see("tick-health").check()
    phone.tap("next")
    phone.see("story").fill("早上买菜滑倒了，手腕骨折，住了 4 天医院。")
    draw(phone, "portal-report")
    phone.answer_report(name="周桂芬", number=PERSON["周桂芬"].phone, story="早上买菜滑倒了，手腕骨折。")
    phone.tap("send-report")
    draw(phone, "portal-received")

    phone.log_in(PERSON["周桂芬"].phone)
    draw(phone, "portal-home")
    phone.tap("large")
    draw(phone, "portal-home-large")
    phone.tap("large")
    phone.open(f"/claims/{waiting}/")
    draw(phone, "portal-progress")
    phone.tap("other-may")
    draw(phone, "portal-also")
    with served.turn():
        alert = Alert.objects.get(source="manual", state="sent")
    phone.open(f"/alerts/{alert.pk}/")
    draw(phone, "portal-alert")
    phone.open("/mandates/")
    draw(phone, "portal-mandates")
    phone.open(f"/ask/?claim={waiting}")
    draw(phone, "portal-ask")
    phone.open(f"/claims/{waiting}/help/")
    draw(phone, "portal-help")
    phone.open("/products/qc_accident/")
    draw(phone, "portal-disclosure")
    daughter = pick_up_phone()
    daughter.log_in(acting.DAUGHTER_PHONE)
    daughter.open(f"/claims/{waiting}/")
    draw(daughter, "portal-acting")
    phone.open("/for-you/")
    draw(phone, "portal-for-you")
    phone.open("/more/")
    draw(phone, "portal-more")
    phone.open(f"/complaints/new/?claim={waiting}")
    draw(phone, "portal-complain")
    phone.open(f"/claims/{waiting}/")
    phone.tap("language")
    draw(phone, "portal-progress-en")
    phone.open(f"/claims/{waiting}/papers/")
    draw(phone, "portal-papers-en")
    holder = pick_up_phone()
    holder.log_in(PERSON["韩雪"].phone)
    holder.open("/policies/")
    draw(holder, "portal-policies")
    for name, number, picture in (("刘爱华", paid, "portal-result"), ("许国平", refused, "portal-refusal")):
        other = pick_up_phone()
        other.log_in(PERSON[name].phone)
        other.open(f"/claims/{number}/result/")
        draw(other, picture)


def test_pictures_of_the_workbench(sit_down: Callable[..., Desk], served: Served) -> None:
    with served.turn():
        staff = {
            one.username: one
            for one in Staff.objects.filter(
                username__in=("lin", "chen", "xu", "shao", "you", "ren", "tangyue")
            )
        }
        case = case_of("周桂芬")
        waiting = Decision.objects.filter(state="proposed").order_by("-amount_fen").first()
        held = Gathering.objects.get(state="held")
        survey = Survey.objects.filter(state__in=("assigned", "under_way")).first()
    handler = sit_down(staff["lin"])
    draw(handler, "workbench-today")
    handler.page.locator("#me").click()
    with handler.page.expect_navigation():
        handler.page.locator("#switch-language").click()
    handler.open("queue/")
    draw(handler, "workbench-queue-en")
    keeper = sit_down(staff["chen"])
    keeper.case(case)
    draw(keeper, "workbench-case")
    keeper.case(case, "mandates")
    draw(keeper, "workbench-mandates")
    keeper.case(case, "also")
    draw(keeper, "workbench-also")
    keeper.case(case, "report")
    keeper.press("whole-customer")
    keeper.press("open-customer")
    draw(keeper, "workbench-customer")
    assert waiting is not None
    keeper.case(case_of("刘爱华"), "calculation")
    draw(keeper, "workbench-calculation")
    operator = sit_down(staff["tangyue"])
    operator.open("calls/")
    draw(operator, "workbench-calls")
    operator.open("roster/")
    draw(operator, "workbench-roster")
    with served.turn():
        first_call = FirstContact.objects.filter(call__isnull=False).latest("pk").call_id
    operator.open(f"intake/?from=call-{first_call}")
    draw(operator, "workbench-report-from-call")
    keeper.open("calls/figures/")
    draw(keeper, "workbench-call-figures")
    complaint = Complaint.objects.filter(claim__number=case_of("许国平")).first()
    if complaint is not None:
        officer = sit_down(staff["you"])
        officer.open(f"complaints/{complaint.number}/")
        draw(officer, "workbench-complaint")
        officer.open("complaints/causes/")
        draw(officer, "workbench-causes")
        officer.open("complaints/figures/")
        draw(officer, "workbench-complaint-figures")
    carer = sit_down(staff["ren"])
    carer.open(f"care/gatherings/{held.pk}/")
    draw(carer, "workbench-gathering")
    carer.open("care/")
    draw(carer, "workbench-care")
    carer.open("care/figures/")
    draw(carer, "workbench-care-figures")
    carer.open("contracts/")
    draw(carer, "workbench-contracts")
    carer.open("questions/")
    draw(carer, "workbench-questions")
    carer.open("words/claim.silence.papers/")
    draw(carer, "workbench-words")
    carer.open("care/visits/")
    draw(carer, "workbench-care-visits")
    with served.turn():
        storm = Alert.objects.get(peril="typhoon", state="sent")
    carer.open(f"alerts/{storm.pk}/")
    draw(carer, "workbench-alert")
    approver = sit_down(staff["xu"])
    approver.open("approvals/")
    draw(approver, "workbench-approval")
    if survey is not None:
        surveyor = sit_down(survey.assignee, **PHONE)
        surveyor.open(f"surveys/{survey.pk}/")
        draw(surveyor, "workbench-survey-phone")

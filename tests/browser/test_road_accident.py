"""A road accident from the report on the phone to the explained result, by the buttons that people press."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.cast import SYSTEM, Cast

from anpei.claims.models import Claim
from anpei.demo import book
from anpei.policies import actions as policies

pytestmark = pytest.mark.browser

PLATE = "新Z00001"
# the cyclist: 36,500 of treatment, 18,000 by each compulsory cover, 500 left at 70 %; the other car: 8,000 − 2,000 at 70 %;
# the own car: 12,860 − 2,000 received − 500 agreed deductible
PAYABLE = "14,910.00"


def insure_car(cast: Cast) -> None:
    member = book.issue(
        number="M2026000001", version=cast.versions["qc_motor"], holder=cast.customer, insured=cast.customer,
        unit=cast.branch, starts_on=date(2026, 3, 1), source=Random(4),
    )  # fmt: skip
    form = policies.VehicleForm(
        plate=PLATE, vehicle_class="car", use="family", first_registered_on=date(2020, 5, 10),
        new_price_fen=15_000_000, model="示例轿车", seats=5, agreed_deductible_fen=50_000,
    )  # fmt: skip
    policies.insure_vehicle(member, form=form, by=SYSTEM)


def report_crash(phone: Phone, cast: Cast) -> str:
    phone.open("/")
    phone.tap("report")
    phone.see("tick-notice").check()
    phone.see("tick-health").check()
    phone.tap("next")
    phone.see("story").fill("在北湖路口和一辆车、一辆自行车碰了，骑车的人送医院了。")
    phone.tap("next")
    phone.see("nature-collision").check()
    phone.tap("next")
    assert "120" in phone.page.locator("main").inner_text()  # first things first
    phone.see("casualty-injured").check()
    phone.see("plate").fill("新Z·00001")
    phone.tap("next")
    phone.see("care-inpatient").check()
    phone.tap("next")
    phone.see("relation-self").check()
    phone.tap("next")
    phone.see("event_on").fill("2026-11-09")
    phone.tap("next")
    phone.see("reporter_name").fill(cast.customer.name)
    phone.see("reporter_phone").fill(cast.customer.phone)
    phone.tap("next")
    phone.tap("send-report")
    return phone.text("claim-number")


def enter_facts(desk: Desk, number: str) -> None:
    desk.case(number, "facts")
    form = desk.see("form-facts")

    def put(name: str, text: str) -> None:
        field = form.locator(f"[name='{name}']")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)

    assert PLATE in desk.text("vehicle")
    put("motor.vehicles.0.fault", "main")
    put("motor.vehicles.0.damage_fen", "12,860.00")
    desk.press("add-motor.vehicles")
    put("motor.vehicles.1.id", "新Z00002")
    put("motor.vehicles.1.fault", "secondary")
    put("motor.vehicles.1.damage_fen", "8000")
    put("motor.victims.0.id", "骑车人")
    put("motor.victims.0.medical_fen", "365oo")  # a slip of the finger
    put("motor.own_vehicle.received_fen", "2000")
    with desk.page.expect_response(lambda answer: answer.url.endswith("/facts/sign/")):
        desk.see("sign-facts").click()
    desk.page.wait_for_load_state()
    wrong = desk.page.locator("#fact-motor-victims-0-medical_fen-error")
    assert "1234.50" in wrong.inner_text()
    put("motor.victims.0.medical_fen", "36500")
    form.locator("[name='motor.victims.0.non_motor']").check()
    picture(desk, "facts")
    desk.press("sign-facts")


def test_road_accident_goes_from_the_report_to_the_explained_result(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        insure_car(cast)
    number = report_crash(phone, cast)
    served.work()
    with served.turn():
        claim = Claim.objects.get(number=number)
        assert (claim.policy and claim.policy.number, claim.casualty) == ("M2026000001", "injured")

    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{number}/papers/")
    for kind in (wanted := phone.wanted()):
        phone.hand_in(kind)
    assert {"traffic_certificate", "vehicle_licence", "inpatient_receipt"} <= set(wanted)

    handler = sit_down(cast.handler)
    handler.confirm_papers(number)
    handler.press("accept")
    handler.press("register")
    handler.answer_cover(number)
    handler.case(number, "calculation")
    assert handler.see("facts-panel").is_visible()
    enter_facts(handler, number)
    handler.press("calculate")
    assert handler.text("run-payable") == PAYABLE
    picture(handler, "calculation")
    handler.case(number, "decision")
    handler.fill("propose", outcome="pay")
    handler.press("propose")
    handler.case(number, "payment")
    assert handler.see("parts").locator("tr").count() == 3
    picture(handler, "payment")

    approver = sit_down(cast.approver)
    approver.open(f"approvals/{number}/")
    approver.press("approve")
    served.work()

    phone.open(f"/claims/{number}/result/")
    assert PAYABLE in phone.text("amount")
    lines = phone.text("lines")
    parts = phone.text("parts")
    assert "骑车人" in parts and "新Z00002" in parts and "您" in parts
    assert "车上人员" not in lines  # bought and not needed
    assert "第三者责任" in lines and "车辆损失" in lines and PAYABLE in lines
    picture(phone, "result")


def picture(who: Desk | Phone, name: str) -> None:
    """For the eye, when asked for."""
    if folder := os.environ.get("ANPEI_LOOK"):
        who.page.screenshot(path=Path(folder) / f"road-{name}.png", full_page=True)

"""What can happen to a customer on the way: asked for more, refused, paid back, in doubt, offline, in a hurry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.cast import Cast, course_to

from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.demo import papers, people

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]


def case_at(served: Served, cast: Cast, stage: str) -> Claim:
    with served.turn():
        claim = course_to(cast, stage)
    served.work()
    return claim


def now_at(served: Served, claim: Claim) -> str:
    with served.turn():
        claim.refresh_from_db()
    return claim.state


def test_customer_is_asked_once_for_everything_and_sends_it(
    phone: Phone, sit_down: SitDown, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "handed_in")
    handler = sit_down(cast.handler)
    handler.case(claim.number, "papers")
    row = handler.see("item-inpatient_receipt")
    row.locator("summary").first.click()
    row.locator("[name=problem]").fill("右下角反光，有两行看不清")
    row.locator("[name=fix]").fill("换个角度再拍一张就行")
    with handler.page.expect_navigation():
        row.get_by_test_id("fix-paper").click()
    handler.confirm_papers(claim.number, but="inpatient_receipt")
    handler.press("supplement")
    served.work()
    assert now_at(served, claim) == "supplement"

    phone.log_in(cast.customer.phone)
    phone.tap("todo")
    assert "/supplement/" in phone.page.url
    assert phone.wanted() == ["inpatient_receipt"]
    assert "右下角反光" in phone.page.locator("#item-inpatient_receipt").inner_text()
    phone.hand_in(
        "inpatient_receipt", papers.picture("inpatient_receipt", 1)
    )  # another picture, not the same again
    served.work()
    phone.open(f"/claims/{claim.number}/supplement/")
    assert phone.wanted() == []
    assert handler.confirm_papers(claim.number) == 1
    handler.press("accept")
    assert now_at(served, claim) == "accepted"


def test_refusal_is_signed_by_two_and_looked_at_again_by_a_third(
    phone: Phone, sit_down: SitDown, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "assessed")
    handler = sit_down(cast.handler)
    handler.case(claim.number, "decision")
    handler.fill("propose", outcome="refuse", clause="2.4(3)", reason="事故认定书写明是酒后驾驶。",
                 would_change="如果认定书有误，请给我们更正后的认定书。")  # fmt: skip
    handler.press("propose")
    approver = sit_down(cast.approver)
    approver.open(f"approvals/{claim.number}/")
    approver.press("approve")
    served.work()
    assert now_at(served, claim) == "refused"

    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/result/")
    page = phone.page.locator("main").inner_text()
    assert "事故认定书写明是酒后驾驶。" in phone.text("refusal-reason")
    for expected in (
        cast.handler.display_name,
        cast.approver.display_name,
        "更正后的认定书",
        "12378",
        "2.4(3)",
    ):
        assert expected in page
    phone.tap("object")
    phone.see("objection-text").fill("我没有喝酒，交警队已经更正了。")
    phone.tap("send-objection")
    served.work()

    with served.turn():
        reviewer = claim.decisions.get().objections.get().reviewer
    assert reviewer not in (None, cast.handler, cast.approver)
    other = sit_down(reviewer)
    other.open("approvals/")
    answer = other.see("objection")
    answer.locator("[name=upheld]").select_option("yes")
    answer.locator("[name=answer]").fill("更正后的认定书已核实，我们重新计算。")
    with other.page.expect_navigation():
        answer.locator("button").last.click()
    served.work()
    assert now_at(served, claim) == "assessing"
    phone.open(f"/claims/{claim.number}/result/")
    assert phone.page.locator("h1").inner_text() == "我们正在重新看"
    assert "更正后的认定书已核实" in phone.text("objection")


def test_money_that_comes_back_goes_out_again_to_another_card_after_a_second_approval(
    phone: Phone, sit_down: SitDown, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "proposed")
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/account/")
    phone.give_account(holder=cast.customer.name, card=people.planned_card(7, "901"))
    approver = sit_down(cast.approver)
    approver.open(f"approvals/{claim.number}/")
    approver.press("approve")
    served.work()
    assert now_at(served, claim) == "payment_returned"

    phone.open(f"/claims/{claim.number}/account/")
    assert "户名不符" in phone.page.locator("main").inner_text()
    phone.see("to-other").check()
    phone.give_account(holder=cast.customer.name, card=people.card(8))
    assert now_at(served, claim) == "approval"
    approver.open(f"approvals/{claim.number}/")
    approver.press("approve")
    served.work()
    assert now_at(served, claim) == "paid"
    assert claim.paid_fen == claim.payable_fen == 784_998


def test_account_in_another_name_is_refused_beside_the_field(
    phone: Phone, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "proposed")
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/account/")
    phone.give_account(holder="王五", card=people.card(8))
    assert phone.see("error-holder_name").is_visible()
    assert phone.page.locator("[name=holder_name]").input_value() == "王五"
    with served.turn():
        assert not claim.payees.exists()


def test_report_taken_back_can_be_opened_again(
    phone: Phone, sit_down: SitDown, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "reported")
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/")
    phone.tap("withdraw")
    phone.tap("confirm-withdraw")
    assert phone.see("error-sure").is_visible()
    phone.see("sure").check()
    phone.tap("confirm-withdraw")
    assert now_at(served, claim) == "closed"

    supervisor = sit_down(cast.supervisor)
    supervisor.case(claim.number)
    supervisor.page.locator("#more").click()
    supervisor.page.locator("details.act", has=supervisor.see("form-reopen")).locator("summary").click()
    supervisor.fill("reopen", reason="客户说还是想办下去")
    supervisor.press("reopen")
    assert now_at(served, claim) == "reported"


def test_two_taps_on_send_make_one_case(phone: Phone, served: Served, cast: Cast) -> None:
    phone.answer_report(name=cast.customer.name, number=cast.customer.phone)
    ends = phone.page.evaluate("""() => {
        const form = document.getElementById("f");
        const send = () => fetch(form.action, {method: "POST", body: new FormData(form)}).then((answer) => answer.url);
        return Promise.all([send(), send(), send()]);
    }""")
    assert len(set(ends)) == 1 and "/report/received/AP" in ends[0]
    with served.turn():
        assert Claim.objects.count() == 1


def test_typed_text_survives_a_wrong_phone_number_and_an_outage(
    phone: Phone, served: Served, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.answer_report(name="周桂芬", number="12345")
    assert phone.see("error-reporter_phone").is_visible()
    assert phone.see("reporter_name").input_value() == "周桂芬"
    phone.see("reporter_phone").fill(cast.customer.phone)
    phone.tap("next")

    def away(**_: object) -> Claim:
        raise OperationalError("the database is away")

    with monkeypatch.context() as outage:
        outage.setattr(claims, "report", away)
        with phone.page.expect_navigation() as answered:
            phone.see("send-report").tap()
        assert answered.value.status == 503
    with phone.page.expect_navigation():
        phone.page.locator("button[form=again], a.again").first.tap()
    if phone.see("send-report").count():
        phone.tap("send-report")
    with served.turn():
        claim = Claim.objects.get(number=phone.text("claim-number"))
        assert claim.story.startswith("早上我去买菜")


def test_story_typed_without_network_is_there_when_the_page_opens_again(phone: Phone, cast: Cast) -> None:
    phone.open("/report/before/")
    phone.see("tick-notice").check()
    phone.see("tick-health").check()
    phone.tap("next")
    phone.see("story").fill("手被开水烫了")
    phone.page.context.set_offline(True)
    phone.see("next").tap()
    assert phone.page.locator("#offline").is_visible()
    phone.page.context.set_offline(False)
    phone.page.reload()
    assert phone.see("story").input_value() == "手被开水烫了"


def test_reporter_who_is_not_the_insured_learns_nothing_of_the_policy(
    phone: Phone, served: Served, cast: Cast
) -> None:
    number = phone.report(name=cast.relative.name, number=cast.relative.phone, relation="child",
                          insured=cast.customer.name, id_number=cast.customer.id_number)  # fmt: skip
    served.work()
    with served.turn():
        claim = Claim.objects.get(number=number)
        assert claim.policy == cast.policy
        product = claim.product_version.product.name
    secrets = (cast.policy.number, product, cast.customer.id_number, cast.customer.phone)
    pages = [phone.page.content()]
    phone.log_in(cast.relative.phone)
    for path in ("/", "/policies/", f"/report/received/{number}/", f"/claims/{number}/", f"/claims/{number}/papers/",
                 f"/claims/{number}/result/", f"/claims/{number}/account/"):  # fmt: skip
        phone.open(path)
        pages.append(phone.page.content())
    for content in pages:
        for secret in secrets:
            assert secret not in content


def test_large_type_and_language_stay_as_chosen(phone: Phone, served: Served, cast: Cast) -> None:
    phone.open("/")
    phone.tap("large")
    phone.tap("language")
    html = phone.page.locator("html")
    assert (html.get_attribute("data-size"), html.get_attribute("lang")) == ("large", "en")
    assert phone.page.locator("body").evaluate("it => getComputedStyle(it).fontSize") == "22px"
    phone.open("/login/")
    assert (html.get_attribute("data-size"), html.get_attribute("lang")) == ("large", "en")
    phone.tap("language")
    assert html.get_attribute("lang") == "zh-CN"


def test_progress_page_follows_the_case_without_being_loaded_again(
    phone: Phone, served: Served, cast: Cast
) -> None:
    claim = case_at(served, cast, "handed_in")
    phone.page.clock.install()
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/")
    assert phone.see("live").get_attribute("data-state") == "reported"
    served.now += timedelta(minutes=30)
    with served.turn():
        for item in claim.checklist.filter(state="received"):
            claims.check_item(item, in_order=True, by=cast.handler.actor)
        claims.accept(claim, by=cast.handler.actor)
    with phone.page.expect_response(lambda answer: "/live/" in answer.url):
        phone.page.clock.fast_forward("01:00")
    phone.page.locator("[data-test=live][data-state=accepted]").wait_for()

"""A customer's phone, 390 px wide: what a thumb does on the portal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from anpei.demo import papers

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Response

STORY = "早上我去买菜，在菜市场门口滑倒了，右手腕骨折，住了 4 天。"


class Phone:
    def __init__(self, page: Page) -> None:
        self.page = page

    # ---- the small movements -----------------------------------------------------------------------------------

    def open(self, path: str = "/") -> Response | None:
        return self.page.goto(path)

    def see(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def text(self, name: str) -> str:
        return self.see(name).inner_text()

    def tap(self, name: str) -> None:
        """Tap what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            self.see(name).first.tap()

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)

    # ---- what people come for ----------------------------------------------------------------------------------

    def log_in(self, number: str) -> None:
        """By the code that the demo shows where a text message would come."""
        self.open("/login/")
        self.fill("phone", number)
        self.tap("get-code")
        self.fill("code", self.text("shown-code"))
        self.tap("verify-code")

    def answer_report(self, *, name: str, number: str, story: str = STORY, relation: str = "self",
                      insured: str = "", id_number: str = "", event_on: date = date(2026, 11, 9)) -> None:  # fmt: skip
        """Every question up to the last look; nothing is sent yet."""
        self.open("/")
        self.tap("report")
        self.see("tick-notice").check()
        self.see("tick-health").check()
        self.tap("next")
        self.see("story").fill(story)
        self.tap("next")
        self.see("nature-injury").check()
        self.tap("next")
        self.see(f"relation-{relation}").check()
        self.tap("next")
        if relation != "self":
            self.see("insured_name").fill(insured)
            self.tap("next")
        self.see("event_on").fill(event_on.isoformat())
        self.tap("next")
        self.see("care-inpatient").check()
        self.see("hospital").fill("云洲市第二人民医院")
        self.tap("next")
        self.see("reporter_name").fill(name)
        self.see("reporter_phone").fill(number)
        self.see("id_number").fill(id_number)
        self.tap("next")

    def report(self, **answers: Any) -> str:
        """Report without logging in; the case number from the page of thanks comes back."""
        self.answer_report(**answers)
        self.tap("send-report")
        return self.text("claim-number")

    def hand_in(self, kind: str, *contents: bytes, pdf: bool = False) -> None:
        """Photos (or a PDF) for one paper of the list; what the phone says of the light does not keep them away."""
        suffix, mime = ("pdf", "application/pdf") if pdf else ("jpg", "image/jpeg")
        files: list[Any] = [
            {"name": f"{kind}-{place}.{suffix}", "mimeType": mime, "buffer": content}
            for place, content in enumerate(contents or (papers.picture(kind),), 1)
        ]
        before = self.page.locator("#pile [data-test^=card]").count()
        self.see(f"file-{kind}").first.set_input_files(files)
        self.page.wait_for_function(
            """(wanted) => {
                 document.querySelectorAll("#sending [data-state=asking] [data-use]").forEach((one) => one.click());
                 return document.querySelectorAll("#pile [data-test^=card]").length >= wanted;
               }""",
            arg=before + len(files),
        )

    def wanted(self) -> list[str]:
        """Kinds of the papers this page still asks for, in its order."""
        found = self.page.locator("[data-test^=file-]").evaluate_all(
            "all => all.map(one => one.dataset.test.slice(5))"
        )
        return [kind for kind in dict.fromkeys(found) if kind != "any"]

    def give_account(self, *, holder: str, card: str, bank: str = "晴川农商银行") -> None:
        self.fill("holder_name", holder)
        self.see("card-number").fill(card)
        self.see("bank-name").fill(bank)
        if self.see("agree-bank").count():
            self.see("agree-bank").check()
        self.tap("save-account")

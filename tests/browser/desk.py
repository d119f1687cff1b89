"""A desk in the insurer's house, 1440 px wide: what staff press on the workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Response

LINES = (("手术费", "surgery", "10000.00"), ("西药费", "drug", "8642.50"))


class Desk:
    def __init__(self, page: Page) -> None:
        self.page = page

    # ---- the small movements -----------------------------------------------------------------------------------

    def open(self, path: str) -> Response | None:
        return self.page.goto(f"/staff/{path}")

    def case(self, number: str, section: str = "overview") -> None:
        self.open(f"claims/{number}/{section}/")

    def see(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def text(self, name: str) -> str:
        return self.see(name).inner_text()

    def press(self, name: str) -> None:
        """Press what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            self.see(name).first.click()

    def fill(self, form: str, **values: str) -> None:
        for name, value in values.items():
            field = self.see(f"form-{form}").locator(f"[name={name}]")
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    @property
    def said(self) -> str:
        """The sentence shown after an act."""
        return self.page.locator(".bar-msg").inner_text()

    def switch_language(self) -> None:
        self.open("")
        self.page.locator("#me").click()
        with self.page.expect_navigation():
            self.page.locator("#switch-language").click()

    # ---- the day's work ----------------------------------------------------------------------------------------

    def log_in(self, username: str, password: str) -> None:
        self.open("login/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        with self.page.expect_navigation():
            self.page.locator("button[type=submit]").click()

    def confirm_papers(self, number: str, *, but: str = "") -> int:
        """Look at every paper that came, except the kind ``but``, and find it in order; gives how many."""
        self.case(number, "papers")
        rows = self.page.locator(f"[data-test^=item-]:not([data-test=item-{but}])") if but else self.page
        seen = 0
        while (waiting := rows.get_by_test_id("confirm-paper")).count():
            with self.page.expect_navigation():
                waiting.first.click()
            seen += 1
        return seen

    def answer_cover(self, number: str, *, yes: tuple[str, ...] = ()) -> None:
        """Answer the questions only a person can answer, then sign what is still open, and confirm."""
        self.case(number, "coverage")
        for question in self.page.locator("[data-test=form-review] input[value=no]").all():
            name = (question.get_attribute("name") or "").removeprefix("answer-")
            answer = "yes" if name in yes else "no"
            self.page.locator(f"[name='answer-{name}'][value={answer}]").check()
        self.press("review")
        while (undecided := self.page.locator("[data-test=conditions] .unk")).count():
            line = undecided.first
            line.locator("summary").click()
            line.locator("[name=outcome]").select_option("pass")
            line.locator("[name=reason]").fill("已核实住院记录")
            with self.page.expect_navigation():
                line.get_by_test_id("override").click()
        self.press("confirm-cover")

    def enter_receipt(self, number: str, *, total: str = "18642.50", social: str = "9820.30") -> None:
        self.case(number, "calculation")
        form = self.see("form-save-receipt")
        self.fill("save-receipt", setting="inpatient", code="11060126", number="0000000042", hospital="云洲市第二人民医院",
                  issued_on="2026-11-13", admitted_on="2026-11-09", discharged_on="2026-11-13",
                  total_fen=total, social_fen=social)  # fmt: skip
        for place, (item, category, amount) in enumerate(LINES):
            form.locator("[name=line_item]").nth(place).fill(item)
            form.locator("[name=line_category]").nth(place).select_option(category)
            form.locator("[name=line_amount]").nth(place).fill(amount)
        self.press("save-receipt")

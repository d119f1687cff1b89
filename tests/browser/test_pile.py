"""A pile of photos from a phone: what goes, what is said about the light, what a broken line does, what was understood."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from tests.browser import pile
from tests.browser.conftest import Served
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, violations
from tests.browser.watch import Watch
from tests.cast import Cast, course_to
from tests.documents.fake import FakeReader, field, part, reading

from anpei.claims.models import Claim
from anpei.documents.models import Paper, Upload
from anpei.recognition.reading import Finding, Level

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = pytest.mark.browser
PIECES = "**/uploads/*/"
SHARP = pile.photographed(pile.receipt(), turned=2)


@pytest.fixture
def claim(served: Served, cast: Cast) -> Claim:
    with served.turn():
        return course_to(cast, "reported")


@pytest.fixture
def at_papers(phone: Phone, cast: Cast, claim: Claim) -> Phone:
    """The papers page of a case just reported."""
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/papers/")
    return phone


def choose(phone: Phone, **files: bytes) -> None:
    """Choose files from the album; names are those of the arguments."""
    chosen: list[Any] = [
        {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for name, content in files.items()
    ]
    phone.see("file-any").set_input_files(chosen)


def papers(served: Served, claim: Claim) -> list[Paper]:
    with served.turn():
        return list(claim.papers.filter(state="received").select_related("file", "item"))


def sent(phone: Phone, count: int) -> None:
    """Wait until so many cards stand below and nothing is on its way."""
    phone.page.wait_for_function(
        """(count) => document.querySelectorAll('#pile [data-test^="card"]').length === count
           && !document.querySelector('#sending [data-state="sending"], #sending [data-state="queued"]')""",
        arg=count,
    )


def test_mixed_pile_is_understood_within_seconds(
    at_papers: Phone, served: Served, cast: Cast, claim: Claim, settings: Any
) -> None:
    """The real reader: a receipt lying on its side, an identity card and a cat."""
    settings.READER = "anpei.documents.reader.Recognition"
    phone = at_papers
    before = phone.text("counts")
    choose(
        phone,
        receipt=pile.jpeg(pile.photographed(pile.receipt(), turned=90)),
        card=pile.jpeg(pile.photographed(pile.id_card(), turned=3)),
        cat=pile.jpeg(pile.cat()),
    )
    for row in phone.page.locator('[data-test="row-use"]:visible').all():
        row.tap()  # what the check says of a cat does not keep it away
    sent(phone, 3)
    assert phone.page.locator('[data-test="card-reading"]').count() == 3
    served.work()
    phone.page.wait_for_selector('[data-test="pile"][data-waiting="0"]')

    receipt = phone.see("card-inpatient_receipt").inner_text()
    assert "8,000.00" in receipt and "4,200.00" in receipt
    assert "周桂芬" in phone.see("card-id_card").inner_text()
    cat = phone.see("card-unknown")
    assert "不像理赔材料" in cat.inner_text()
    assert phone.text("counts") != before
    missing = phone.wanted()
    assert "inpatient_receipt" not in missing and "id_card" not in missing and "bank_card" in missing
    assert violations(phone.page) == []
    assert too_wide(phone.page) == []


def test_files_go_by_themselves_each_with_its_bar(at_papers: Phone, served: Served, claim: Claim) -> None:
    choose(at_papers, one=pile.jpeg(SHARP), two=pile.jpeg(pile.photographed(pile.id_card(), turned=4)))
    sent(at_papers, 2)
    assert sorted(paper.filename for paper in papers(served, claim)) == ["one.jpg", "two.jpg"]
    with served.turn():
        stored = Paper.objects.get(filename="one.jpg").file
        assert stored is not None and stored.size == len(pile.jpeg(SHARP))  # the original, not a smaller copy


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (pile.photographed(pile.receipt(), turned=2, blur=5), "字有点糊"),
        (pile.with_glare(SHARP), "右下角反光"),
        (pile.cut_off(SHARP), "右边没拍进来"),
        (SHARP.resize((480, 360)), "图太小"),
    ],
    ids=["blurred", "glare", "cut", "small"],
)
def test_light_is_spoken_of_before_sending_and_the_picture_still_taken(
    at_papers: Phone, served: Served, claim: Claim, picture: Image.Image, said: str
) -> None:
    choose(at_papers, doubtful=pile.jpeg(picture))
    at_papers.page.wait_for_selector('[data-test="sendrow"][data-state="asking"]')
    assert said in at_papers.text("row-says")
    assert papers(served, claim) == []
    at_papers.see("row-use").tap()
    sent(at_papers, 1)
    assert len(papers(served, claim)) == 1


def test_better_picture_takes_the_place_of_the_doubtful_one(
    at_papers: Phone, served: Served, claim: Claim
) -> None:
    choose(at_papers, blurred=pile.jpeg(pile.photographed(pile.receipt(), turned=2, blur=5)))
    at_papers.page.wait_for_selector('[data-test="sendrow"][data-state="asking"]')
    at_papers.see("row-again").set_input_files(
        {"name": "sharp.jpg", "mimeType": "image/jpeg", "buffer": pile.jpeg(SHARP)}
    )
    sent(at_papers, 1)
    assert [paper.filename for paper in papers(served, claim)] == ["sharp.jpg"]


def test_broken_line_goes_on_where_it_stopped(
    at_papers: Phone, served: Served, claim: Claim, watch: Watch
) -> None:
    phone, content = at_papers, pile.jpeg(SHARP) + bytes(700_000)  # as heavy as a photo
    offsets: list[int] = []

    def breaks_after_the_first(route: Route) -> None:
        if route.request.method == "PUT":
            offsets.append(int(route.request.headers["upload-offset"]))
        if route.request.method == "PUT" and len(offsets) == 2:
            route.abort()
        else:
            route.continue_()

    phone.page.route(PIECES, breaks_after_the_first)
    choose(phone, large=content)
    sent(phone, 1)
    (paper,) = papers(served, claim)
    assert paper.file is not None and paper.file.size == len(content) > 2 * 256 * 1024
    assert offsets[0] == 0 and offsets[1] == offsets[2] == 256 * 1024
    watch.broke_the_line()


def test_photo_waits_on_the_phone_until_the_page_is_opened_again(
    at_papers: Phone, served: Served, claim: Claim, watch: Watch
) -> None:
    phone = at_papers
    phone.page.route(
        "**/uploads/*/", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
    )
    choose(phone, kept=pile.jpeg(SHARP))
    phone.page.wait_for_selector('[data-test="sendrow"][data-state="waiting"]')
    assert "东西没丢" in phone.text("row-says")
    assert papers(served, claim) == []
    phone.page.unroute(PIECES)
    phone.open(f"/claims/{claim.number}/papers/")
    sent(phone, 1)
    assert [paper.filename for paper in papers(served, claim)] == ["kept.jpg"]
    with served.turn():
        assert Upload.objects.count() == 1  # it went on with the one that was begun
    watch.broke_the_line()


def test_same_photo_twice_is_one_file_and_says_so(at_papers: Phone, served: Served, claim: Claim) -> None:
    choose(at_papers, first=pile.jpeg(SHARP))
    sent(at_papers, 1)
    choose(at_papers, again=pile.jpeg(SHARP))
    at_papers.page.wait_for_selector('[data-test="sendrow"][data-state="done"]')
    assert "这张之前交过了" in at_papers.text("row-says")
    assert len(papers(served, claim)) == 1


def test_locked_document_is_refused_in_words_that_help(
    at_papers: Phone, served: Served, claim: Claim
) -> None:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    at_papers.see("file-any").set_input_files(
        {"name": "locked.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}
    )
    at_papers.page.wait_for_selector('[data-test="sendrow"][data-state="refused"]')
    assert "密码" in at_papers.text("row-says") and "拍" in at_papers.text("row-says")
    assert papers(served, claim) == []


def test_customer_says_yes_corrects_a_figure_and_names_a_paper(
    at_papers: Phone, served: Served, claim: Claim, settings: Any
) -> None:
    settings.READER = "tests.documents.fake.FakeReader"
    receipt, odd, shiny = (
        pile.jpeg(SHARP),
        pile.jpeg(pile.photographed(pile.id_card(), turned=4)),
        pile.jpeg(pile.photographed(pile.id_card(), turned=1)),
    )
    FakeReader.known |= {
        receipt: reading(
            part(
                "inpatient_receipt",
                field("total", 800_000, "money"),
                field("issued_on", "2026-11-13", "date"),
            )
        ),
        odd: reading(part("")),
        shiny: reading(
            part("discharge_summary", findings=(Finding("picture.glare", Level.WARNING, detail={"page": 1}),))
        ),
    }
    phone = at_papers
    choose(phone, receipt=receipt, odd=odd, shiny=shiny)
    sent(phone, 3)
    served.work()
    phone.page.wait_for_selector('[data-test="pile"][data-waiting="0"]')
    assert "有反光" in phone.see("card-discharge_summary").inner_text()

    phone.tap("agree")
    assert "您看过了" in phone.see("card-inpatient_receipt").inner_text()
    card = phone.see("card-inpatient_receipt")
    card.get_by_test_id("edit").tap()
    card.locator("input[name^=field-]").first.fill("八千")
    with phone.page.expect_navigation():
        card.get_by_test_id("tell").tap()
    assert phone.page.locator("[aria-invalid=true]").input_value() == "八千"  # nothing typed is lost
    assert violations(phone.page) == []
    phone.see("card-inpatient_receipt").locator("input[name^=field-]").first.fill("8,100.00")
    with phone.page.expect_navigation():
        phone.see("card-inpatient_receipt").get_by_test_id("tell").tap()
    assert "8,100.00" in phone.see("card-inpatient_receipt").inner_text()

    phone.tap("pick-id_card")
    assert phone.see("card-id_card").count() == 1
    assert "id_card" not in phone.wanted()
    FakeReader.forget()


def test_what_somebody_is_typing_is_not_swept_away(
    at_papers: Phone, served: Served, claim: Claim, settings: Any
) -> None:
    settings.READER = "tests.documents.fake.FakeReader"
    receipt = pile.jpeg(SHARP)
    FakeReader.known[receipt] = reading(part("inpatient_receipt", field("total", 800_000, "money")))
    phone = at_papers
    choose(phone, receipt=receipt)
    sent(phone, 1)
    served.work()
    phone.page.wait_for_selector('[data-test="card-inpatient_receipt"]')
    phone.see("edit").tap()
    box = phone.page.locator("input[name^=field-]").first
    box.fill("12")
    choose(phone, other=pile.jpeg(pile.photographed(pile.id_card(), turned=4)))
    phone.page.wait_for_selector('[data-test="sendrow"][data-state="done"]')
    assert box.input_value() == "12"
    FakeReader.forget()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_with_a_row_that_asks_is_readable_by_everybody(
    pick_up_phone: Callable[..., Phone], cast: Cast, claim: Claim, language: str
) -> None:
    phone = pick_up_phone(viewport={"width": 320, "height": 640})
    phone.log_in(cast.customer.phone)
    if language == "en":
        phone.tap("language")
    phone.tap("large")
    phone.open(f"/claims/{claim.number}/papers/")
    choose(phone, doubtful=pile.jpeg(SHARP.resize((480, 360))))
    phone.page.wait_for_selector('[data-test="sendrow"][data-state="asking"]')
    assert violations(phone.page) == []
    assert too_wide(phone.page) == []
    phone.see("row-use").focus()
    phone.page.keyboard.press("Enter")
    sent(phone, 1)


def test_without_script_the_form_sends_whole_files(
    pick_up_phone: Callable[..., Phone], served: Served, cast: Cast, claim: Claim
) -> None:
    phone = pick_up_phone(java_script_enabled=False)
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/papers/")
    choose(phone, one=pile.jpeg(SHARP))
    phone.tap("send-any")
    assert [paper.filename for paper in papers(served, claim)] == ["one.jpg"]
    assert phone.see("card").count() == 1

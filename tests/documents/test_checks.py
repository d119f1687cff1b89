"""Comparisons across papers: each says what stood against what, and finds nothing wrong where nothing is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast, course_to
from tests.documents.fake import FakeReader, field, part, reading

from anpei.claims.models import Claim
from anpei.demo import papers
from anpei.documents import actions, checks
from anpei.documents.checks import Check, Outcome
from anpei.documents.models import PaperPart
from anpei.documents.understood import understood
from anpei.jobs import worker
from anpei.recognition.reading import Part


@pytest.fixture(autouse=True)
def _reader(fake_reader: type[FakeReader]) -> None:
    """Every test here has papers read."""


def found(claim: Claim, cast: Cast, *parts: Part, picture: str = "id_card") -> dict[str, Check]:
    content = papers.picture(picture)
    FakeReader.known[content] = reading(*parts)
    actions.hand_in(claim, content=content, filename="a.jpg", by=cast.customer.actor)
    worker.drain()
    return {check.code: check for check in checks.run(claim, understood(claim))}


def test_payers_that_add_up_pass_with_both_sums(cast: Cast, reported_claim: Claim) -> None:
    paper = part(
        "inpatient_receipt",
        field("total", 4_621_850, "money"),
        field("fund_paid", 2_346_080, "money"),
        field("other_paid", 120_000, "money"),
        field("account_paid", 300_000, "money"),
        field("cash_paid", 1_855_770, "money"),
    )
    check = found(reported_claim, cast, paper)["sum.payers"]
    assert (check.outcome, check.note) == (Outcome.PASS, "46,218.50 = 46,218.50")


def test_payers_that_do_not_add_up_name_their_fields(cast: Cast, reported_claim: Claim) -> None:
    paper = part(
        "inpatient_receipt",
        field("total", 100_000, "money"),
        field("fund_paid", 60_000, "money"),
        field("cash_paid", 40_060, "money"),
    )
    check = found(reported_claim, cast, paper)["sum.payers"]
    assert (check.outcome, check.note) == (Outcome.FAIL, "1,000.60 ≠ 1,000.00")
    row = PaperPart.objects.get(kind="inpatient_receipt")
    assert set(check.fields) == set(row.fields.values_list("pk", flat=True))


def test_a_payer_that_is_not_printed_is_not_zero(cast: Cast, reported_claim: Claim) -> None:
    paper = part("inpatient_receipt", field("total", 100_000, "money"), field("fund_paid", 60_000, "money"))
    assert "sum.payers" not in found(reported_claim, cast, paper)


def test_items_and_bill_are_compared_with_the_receipt(cast: Cast, reported_claim: Claim) -> None:
    line = (field("item", "西药费"), field("amount", 60_000, "money"))
    other = (field("item", "床位费"), field("amount", 40_000, "money"))
    receipt = part("inpatient_receipt", field("total", 100_000, "money"), lines=(line, other))
    bill = part("itemised_bill", field("total", 99_000, "money"))
    checked = found(reported_claim, cast, receipt, bill)
    assert (checked["sum.lines"].outcome, checked["sum.lines"].note) == (
        Outcome.PASS,
        "1,000.00 = 1,000.00",
    )
    assert (checked["sum.bill"].outcome, checked["sum.bill"].note) == (Outcome.FAIL, "990.00 ≠ 1,000.00")


def test_the_name_of_somebody_else_on_a_receipt_is_shown(cast: Cast, reported_claim: Claim) -> None:
    checked = found(reported_claim, cast, part("inpatient_receipt", field("payer_name", "王小明")))
    assert checked["person.name"].outcome == Outcome.FAIL
    assert "王小明" in checked["person.name"].note and cast.customer.name in checked["person.name"].note


def test_the_policyholder_may_show_an_identity_card(cast: Cast, reported_claim: Claim) -> None:
    assert reported_claim.policy is not None
    holder = reported_claim.policy.policyholder
    checked = found(reported_claim, cast, part("id_card", field("name", holder.name)))
    assert checked["person.name"].outcome == Outcome.PASS


def test_digits_behind_stars_may_be_anything(cast: Cast, reported_claim: Claim) -> None:
    known = cast.customer.id_number
    masked = f"{known[:6]}********{known[-4:]}"
    checked = found(reported_claim, cast, part("inpatient_receipt", field("payer_id", masked, "identity")))
    assert checked["person.identity"].outcome == Outcome.PASS
    other = f"{known[:6]}********0000"
    checked = found(
        reported_claim,
        cast,
        part("outpatient_receipt", field("payer_id", other, "identity")),
        picture="bank_card",
    )
    assert checked["person.identity"].outcome == Outcome.FAIL


def test_a_stay_outside_the_cover_and_an_expired_card_are_shown(cast: Cast, reported_claim: Claim) -> None:
    assert reported_claim.policy is not None and reported_claim.event_on is not None
    before = (reported_claim.policy.starts_on - timedelta(days=1)).isoformat()
    expired = (reported_claim.event_on - timedelta(days=1)).isoformat()
    checked = found(
        reported_claim,
        cast,
        part("discharge_summary", field("admitted_on", before, "date")),
        part("id_card", field("valid_until", expired, "date"), side="back"),
    )
    assert (checked["date.cover"].outcome, checked["date.valid"].outcome) == (Outcome.FAIL, Outcome.FAIL)


def test_a_stay_the_discharge_paper_does_not_know_is_shown(cast: Cast, reported_claim: Claim) -> None:
    def stay(kind: str, last: str) -> Part:
        return part(kind, field("admitted_on", "2026-11-02", "date"), field("discharged_on", last, "date"))

    same = found(
        reported_claim, cast, stay("inpatient_receipt", "2026-11-09"), stay("discharge_summary", "2026-11-09")
    )
    assert same["date.stay"].outcome == Outcome.PASS
    row = PaperPart.objects.get(kind="discharge_summary")
    row.fields.filter(name="discharged_on").update(value="2026-11-08")
    again = {check.code: check for check in checks.run(reported_claim, understood(reported_claim))}
    assert again["date.stay"].outcome == Outcome.FAIL


def test_the_same_number_on_another_case_is_shown_with_its_case(cast: Cast, reported_claim: Claim) -> None:
    other = course_to(cast, "reported", key="other")
    paper = part("inpatient_receipt", field("code", "06026126"), field("number", "0003841275"))
    found(other, cast, paper)
    check = found(reported_claim, cast, paper, picture="inpatient_receipt")["elsewhere.number"]
    assert (check.outcome, check.cases) == (Outcome.FAIL, (other.number,))
    assert other.number in check.note


def test_another_number_on_another_case_is_not(cast: Cast, reported_claim: Claim) -> None:
    other = course_to(cast, "reported", key="other")
    found(other, cast, part("inpatient_receipt", field("number", "0003841276")))
    mine = part("inpatient_receipt", field("number", "0003841275"))
    checked = found(reported_claim, cast, mine, picture="inpatient_receipt")
    assert checked["elsewhere.number"].outcome == Outcome.PASS


def test_the_same_file_on_another_case_is_shown(cast: Cast, reported_claim: Claim) -> None:
    other = course_to(cast, "reported", key="other")
    found(other, cast, part("id_card"))
    check = found(reported_claim, cast, part("id_card"))["elsewhere.file"]
    assert (check.outcome, check.cases) == (Outcome.FAIL, (other.number,))


def test_a_picture_saved_again_on_another_case_is_shown(cast: Cast, reported_claim: Claim) -> None:
    import io

    from PIL import Image

    other = course_to(cast, "reported", key="other")
    found(other, cast, part("id_card"))
    again = io.BytesIO()
    Image.open(io.BytesIO(papers.picture("id_card"))).save(again, "PNG")
    FakeReader.known[again.getvalue()] = reading(part("id_card"))
    actions.hand_in(reported_claim, content=again.getvalue(), filename="b.png", by=cast.customer.actor)
    worker.drain()
    checked = {check.code: check for check in checks.run(reported_claim, understood(reported_claim))}
    assert (checked["elsewhere.picture"].outcome, checked["elsewhere.picture"].cases) == (
        Outcome.FAIL,
        (other.number,),
    )


def test_nobody_asked_is_neither_right_nor_wrong(cast: Cast, reported_claim: Claim) -> None:
    check = found(reported_claim, cast, part("invoice", field("number", "24312000000012345678")))["issuer"]
    assert check.outcome == Outcome.UNKNOWN

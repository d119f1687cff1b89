"""The manual page of a product says everything a reader needs, from the file alone."""

from tests.engine.cases import MILLION, PRODUCTS

from anpei.engine.manual import page
from anpei.engine.pages import Heading, Paragraph, Table

CASH = PRODUCTS["qc-hospital-cash-2026"]


def test_sections_come_in_the_order_a_reader_asks():
    assert [b.text for b in page(CASH, "en") if isinstance(b, Heading) and b.level == 2] == [
        "What is covered",
        "What is not covered",
        "Terms that lessen what is paid",
        "How it is worked out, step by step",
        "Limits and what they remember",
        "Which papers are needed",
        "Worked examples",
    ]


def test_what_takes_cover_away_is_printed_in_bold():
    strong = [b.text for b in page(CASH, "zh") if isinstance(b, Paragraph) and b.strong]

    for clause in CASH.clauses:
        told = f"{clause.number} {clause.title}：{clause.text}"
        assert (told in strong) == clause.highlight


def test_an_example_shows_its_computed_figures():
    blocks = page(MILLION, "zh")
    start = blocks.index(Heading(3, "stay_and_visits_with_earlier_claim"))
    table = blocks[start + 2]

    assert isinstance(table, Table)
    assert ("1.6 免赔额", "−6,580.00", "2.4.2") in table.rows
    assert table.rows[-1] == ("应付合计", "15,684.58", "")


def test_papers_say_when_and_from_whom():
    papers = next(b for b in page(CASH, "en") if isinstance(b, Table) and b.head[0] == "paper").rows

    assert ("Discharge summary", "inpatient", "from the claimant") in [(r[0], r[2], r[3]) for r in papers]
    assert ("Policy contract", "always", "held by the insurer, not asked for") in [
        (r[0], r[2], r[3]) for r in papers
    ]

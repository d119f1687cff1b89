"""The list of papers: only what the case needs, each once, nothing the insurer holds itself."""

from pathlib import Path

import anpei.library
from anpei.terms import loader
from anpei.terms.papers import LABELS, Holder, PaperKind, required

HOME = Path(anpei.library.__file__).parent
DEFAULT = loader.load_papers(HOME / "papers-default.yaml")
ACCIDENT = loader.load(HOME / "products" / "qc-accident-2026.yaml")


def kinds(papers) -> list[str]:
    return [str(paper.kind) for paper in papers]


def test_every_kind_has_a_name_in_both_languages():
    assert set(LABELS) == set(PaperKind)


def test_default_list_for_an_outpatient_injury():
    assert kinds(required(DEFAULT, nature="injury", settings=["outpatient"])) == [
        "id_card",
        "bank_card",
        "accident_statement",
        "medical_record",
        "outpatient_receipt",
        "policy_contract",
    ]


def test_default_list_for_a_death_asks_for_no_receipt():
    assert kinds(required(DEFAULT, nature="death")) == [
        "id_card",
        "bank_card",
        "death_certificate",
        "relationship_proof",
        "policy_contract",
    ]


def test_product_list_for_an_inpatient_injury_says_why_and_by_which_clause():
    papers = ACCIDENT.required_papers(nature="injury", settings=["inpatient"])

    bill = next(paper for paper in papers if paper.kind is PaperKind.ITEMISED_BILL)
    assert (bill.clause, bill.why.zh, bill.label.en) == (
        "2.3.1",
        "分清医保范围内外，逐项核对",
        "Itemised bill",
    )
    assert "outpatient_receipt" not in kinds(papers)


def test_policy_is_held_by_the_insurer():
    paper = next(p for p in ACCIDENT.required_papers(nature="death") if p.kind is PaperKind.POLICY_CONTRACT)

    assert paper.holder is Holder.INSURER


def test_paper_from_an_amount_on_is_asked_from_that_amount_on():
    paper = DEFAULT[0].model_copy(update={"when": DEFAULT[0].when.model_copy(update={"min_amount_fen": 100})})

    assert required([paper], nature="injury", amount_fen=99) == []
    assert kinds(required([paper], nature="injury", amount_fen=100)) == ["id_card"]


def test_case_that_is_injury_and_death_needs_the_papers_of_both():
    both = kinds(ACCIDENT.required_papers(nature=["injury", "death"], settings=["inpatient"]))

    assert {"inpatient_receipt", "death_certificate"} <= set(both)
    assert len(both) == len(set(both))

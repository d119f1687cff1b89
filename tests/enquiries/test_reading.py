"""Clauses and notes out of files."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from pypdf import PdfWriter

from anpei.core.errors import Invalid
from anpei.enquiries import knowledge, reading
from anpei.enquiries.knowledge import KnowledgeError

SHORT = "# 代办\n可以让家人代办。带上委托书。\n\n# 加急\n等钱救命的，先说。\n"


def test_markdown_is_cut_at_its_headings(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text(SHORT, encoding="utf-8")

    found = reading.entries(file, product="qc_accident")

    assert [(one.id, one.title.zh, one.product) for one in found] == [
        ("import.notes.n001", "代办", "qc_accident"),
        ("import.notes.n002", "加急", "qc_accident"),
    ]
    assert found[0].plain is not None
    assert found[0].plain.zh == "可以让家人代办。带上委托书。"
    assert found[0].source == "notes.md"


def test_a_contract_is_cut_at_its_articles_and_clauses(tmp_path: Path) -> None:
    file = tmp_path / "条款.txt"
    file.write_text("第一条 总则\n本合同由条款组成。\n2.1 免赔额\n每次一百元。\n", encoding="utf-8")

    found = reading.entries(file)

    assert [one.title.zh for one in found] == ["第一条 总则", "2.1 免赔额"]
    assert found[0].id.startswith("import.f")


def test_a_file_without_headings_is_one_entry_and_long_text_is_cut_after_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("这是一句话。" * 100, encoding="utf-8")

    (found,) = reading.entries(file)

    assert found.plain is not None
    assert found.plain.zh == "这是一句话。" * 40
    assert found.text.endswith("这是一句话。" * 100)


def test_a_pdf_with_text_is_read(tmp_path: Path) -> None:
    file = tmp_path / "terms.pdf"
    file.write_bytes(typst.compile(b"= Deductible\nThe first hundred yuan are yours."))

    (found,) = reading.entries(file)

    assert "The first hundred yuan are yours." in found.text


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.md", b"  \n", "knowledge.empty"),
        ("gbk.txt", "条款".encode("gbk"), "knowledge.encoding"),
        ("broken.pdf", b"%PDF-1.4 nothing", "knowledge.pdf"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid) as refused:
        list(reading.folder(tmp_path))

    assert refused.value.code == code
    assert name in str(refused.value.message)


def test_a_scanned_pdf_is_not_read_as_nothing(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    with (tmp_path / "scan.pdf").open("wb") as file:
        writer.write(file)
    with pytest.raises(Invalid) as refused:
        reading.entries(tmp_path / "scan.pdf")

    assert refused.value.code == "knowledge.scanned"


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "picture.jpg").write_bytes(b"x")
    assert list(reading.folder(tmp_path)) == []


def test_the_shipped_knowledge_base_has_no_problem() -> None:
    assert knowledge.problems(knowledge.shipped()) == []
    assert len(knowledge.shipped()) == 83


def test_a_broken_entry_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"x.yaml: entry 0.title"):
        knowledge.load("- {id: a.b, kind: law, checked_on: 2026-01-01}", "x.yaml")
    with pytest.raises(KnowledgeError, match=r"x.yaml"):
        knowledge.load("- {a: [", "x.yaml")


def test_each_thing_that_would_answer_badly_is_named() -> None:
    entries = knowledge.load(
        """
- {id: law.one, kind: law, title: {zh: 一, en: One}, checked_on: 2026-01-01, asks: {zh: [怎么办]}}
- {id: law.one, kind: boundary, title: {zh: 二, en: Two}, checked_on: 2026-01-01, asks: {zh: [怎么办]}}
""",
        "x.yaml",
    )

    assert knowledge.problems(entries) == [
        "law.one: there is no plain wording",
        "law.one: an entry of law names its article",
        "law.one: there are two entries of this name",
        "law.one: a boundary says why it goes to a person",
        "law.one: '怎么办' already leads to law.one",
    ]

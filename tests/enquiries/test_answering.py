"""What is answered, from where, and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from anpei.enquiries import answering, knowledge, passages
from anpei.enquiries.answering import Answer
from anpei.enquiries.passages import Library
from anpei.retrieval import meaning
from anpei.terms import Product
from anpei.terms.shipped import find

QUESTIONS = Path(__file__).parent / "questions"


def questions(part: str) -> list[dict[str, Any]]:
    """``own``, ``apart`` or ``blind``."""
    return YAML(typ="safe").load((QUESTIONS / f"{part}.yaml").read_text(encoding="utf-8"))


def asked(question: str, library: Library, terms: Product, language: str = "zh-hans") -> Answer:
    return answering.answer(question, library=library, terms=terms, language=language)


def test_a_clause_is_said_in_plain_words_and_cited_with_its_own_text(
    library: Library, accident: Product
) -> None:
    found = asked("意外医疗免赔一百是一年一次吗", library, accident)

    assert found.lead == "每次意外先由您承担一百元，同一次意外看几次病也只扣一次。"
    assert found.lead_cites == (1,)
    first = found.citations[0]
    assert (first.kind, first.ref, first.label) == ("clause", "2.3.2", "条款 2.3.2 免赔额")
    assert first.text == accident.clause("2.3.2").text
    assert first.source == "晴川安行意外伤害保险（2026），2.1 版"


def test_an_exclusion_is_called_one(library: Library, accident: Product) -> None:
    found = asked("酒驾出事赔吗", library, accident)

    assert found.citations[0].ref == "2.4(3)"
    assert found.lines[0].text == "这一条属于不赔的情形。"


def test_the_law_is_cited_by_its_article(library: Library, accident: Product) -> None:
    found = asked("拒赔要不要写理由", library, accident)

    assert (found.citations[0].kind, found.citations[0].label) == ("law", "《保险法》第二十四条")


def test_an_english_question_is_answered_in_english_with_the_chinese_clause(
    library: Library, accident: Product
) -> None:
    found = asked("Is there a deductible for each accident?", library, accident, "en")

    assert found.citations[0].ref == "2.3.2"
    assert found.lead == accident.clause("2.3.2").plain.en
    assert found.citations[0].label == "Clause 2.3.2 免赔额"


@pytest.mark.parametrize(
    ("question", "why", "lead"),
    [
        ("我要找人工", "human", "这就请一位同事回答您。"),
        ("你能保证赔给我吗", "decision", "这个我不能决定，也不能保证。"),
        ("帮我查我同事的保单", "other_person", "别人的事，我不能说。"),
        ("这个手术要不要做", "medical_advice", "身体的事，要听医生的。"),
        ("讲个笑话", "outside", "这个我不知道。"),
        ("明年元宵节几号", "unsure", "这个我不知道。"),
    ],
)
def test_what_must_not_be_answered_is_refused_kindly(
    library: Library, accident: Product, question: str, why: str, lead: str
) -> None:
    found = asked(question, library, accident)

    assert (found.why, found.lead, found.lead_cites) == (why, lead, ())


@pytest.mark.parametrize(
    ("question", "language", "lead"),
    [
        ("钱还没到，我真的不想活了", "zh-hans", "先顾您自己，别的都可以等。"),
        ("I want to kill myself", "en", "You come first; everything else can wait."),
        ("There's no reason to live any more", "en", "You come first; everything else can wait."),
    ],
)
def test_who_may_harm_themselves_hears_who_helps_before_anything_else(
    library: Library, accident: Product, question: str, language: str, lead: str
) -> None:
    found = asked(question, library, accident, language)

    assert (found.why, found.lead, found.citations) == ("urgent", lead, ())
    assert "120" in found.text and "110" in found.text and "12356" in found.text


def test_a_long_story_is_answered_when_it_speaks_of_the_clause(library: Library, accident: Product) -> None:
    story = "昨天晚上和同事吃饭喝了几杯，骑摩托回家的路上摔了，后来警察说算酒驾，这种喝了酒骑车出的事赔吗"

    assert asked(story, library, accident).citations[0].ref == "2.4(3)"


def test_an_answer_survives_being_kept_as_text(library: Library, accident: Product) -> None:
    found = asked("没用医保赔几成", library, accident)

    assert Answer.from_json(found.to_json()) == found


def test_every_line_of_an_answer_carries_a_source(library: Library, accident: Product) -> None:
    for one in questions("own"):
        if one["product"] != accident.code:
            continue
        found = asked(one["ask"], library, accident)
        cited = [found.lead_cites, *(line.cites for line in found.lines)] if found.answered else []
        assert all(cited), one["ask"]


SLICE = {
    "年免赔额一万元是什么意思": "2.4.2",
    "等待期多少天": "1.4",
    "自己买的蛋白粉能报销么": "2.5(9)",
    "住院前一个星期的检查费": "2.3.2",
    "Which hospitals can I go to?": "2.2",
    "剖腹产的费用管吗": "2.5(6)",
}


@pytest.mark.parametrize(("question", "clause"), SLICE.items())
def test_the_slice_of_the_evaluation_cites_exactly(question: str, clause: str) -> None:
    terms = find("qc_million_medical")
    shelf = passages.library(terms=terms, entries=knowledge.shipped(), digest="tests")

    assert asked(question, shelf, terms).citations[0].ref == clause


def test_there_are_enough_questions_and_no_two_alike() -> None:
    parts = {part: questions(part) for part in ("own", "apart", "blind")}
    asks = [one["ask"] for rows in parts.values() for one in rows]

    assert {part: len(rows) for part, rows in parts.items()} == {"own": 134, "apart": 123, "blind": 130}
    assert len(set(asks)) == len(asks)


@pytest.mark.parametrize("part", ["apart", "blind"])
def test_no_question_that_is_measured_is_written_into_what_answers(part: str) -> None:
    shipped = {ask for one in knowledge.shipped() for ask in (*one.asks.zh, *one.asks.en)}
    shipped |= {ask for one in knowledge.topics() for ask in one.asks}
    measured = {one["ask"] for one in questions(part)}

    assert measured & shipped == set()


def test_shipped_texts_come_with_their_vectors() -> None:
    """`anpei knowledge index` writes them; each one missing costs the first question of a process some milliseconds."""
    texts = passages.shipped_texts()

    assert len(meaning.unshipped(texts)) * 10 < len(texts)

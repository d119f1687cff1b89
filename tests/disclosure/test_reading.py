"""Read before buying: what was shown, how long, acknowledged once, provable later."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast

from anpei.audit.models import Event
from anpei.audit.queries import present
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.disclosure import actions, printing, queries, trying
from anpei.disclosure.composing import Disclosure, compose, shown_examples
from anpei.disclosure.models import DisclosureText, ReadThrough
from anpei.products import queries as products

pytestmark = pytest.mark.django_db
VISITOR = Actor(kind="customer", id="visitor", name="")


def begin(cast: Cast, **more: object) -> ReadThrough:
    given = {"language": "zh-hans", "by": VISITOR, "unit": cast.branch, **more}
    return actions.begin(cast.versions["qc_accident"], **given)


def section(shown: Disclosure, code: str):
    return next(one for one in shown.sections if one.code == code)


def test_the_page_says_what_the_product_file_says(cast: Cast) -> None:
    version = cast.versions["qc_accident"]
    terms = products.terms(version)
    shown = compose(version, "zh-hans")

    covered = section(shown, "covered").items
    assert [(one.title, one.clause) for one in covered] == [
        ("意外医疗", "2.3"),
        ("意外伤残", "2.2"),
        ("意外身故", "2.1"),
    ]
    assert covered[0].text == terms.clause("2.3").text
    taken = {one.clause for one in section(shown, "not_covered").items}
    assert {one.clause for one in terms.exclusions} <= taken
    assert {one.number for one in terms.clauses if one.highlight} <= taken
    assert all(one.bold for one in section(shown, "not_covered").items)
    assert "保险合同" not in [one.title for one in section(shown, "keep").items]


def test_the_examples_are_worked_by_the_engine(cast: Cast) -> None:
    first = section(compose(cast.versions["qc_accident"], "zh-hans"), "examples").items[0]

    assert first.rows == (
        ("您申请的费用", "860.00"),
        ("医保和大病保险已经付的", "−260.00"),
        ("可以计算赔款的费用", "600.00"),
        ("赔付比例", "90%"),
        ("免赔额（合同约定先由您自己承担的部分）", "−100.00"),
        ("按比例由您自己承担的部分", "−50.00"),
        ("我们赔（元）", "450.00"),
    )


def test_buyers_read_the_examples_the_file_marks(cast: Cast) -> None:
    shown = section(compose(cast.versions["qc_accident"], "zh-hans"), "examples").items
    assert [one.clause for one in shown] == [
        "sprained_ankle",
        "one_injury_grade_8",
        "death_on_day_180_after_disability",
    ]


def test_where_a_file_marks_none_its_first_examples_are_shown(cast: Cast) -> None:
    terms = products.terms(cast.versions["qc_accident"])
    unmarked = tuple(one.model_copy(update={"shown": False}) for one in terms.examples)
    shown = shown_examples(terms.model_copy(update={"examples": unmarked}))
    assert shown == unmarked[:3]


@pytest.mark.parametrize("code", ["qc_term_life", "qc_hospital_cash", "qc_motor", "qc_household"])
def test_a_few_examples_of_each_product_are_worked_to_the_end(cast: Cast, code: str) -> None:
    shown = section(compose(cast.versions[code], "en"), "examples").items
    assert 2 <= len(shown) <= 4
    for one in shown:
        assert one.rows[-1][0] == "We pay, yuan" and len(one.rows) >= 2


def test_each_part_of_the_cover_ends_with_its_own_sum(cast: Cast) -> None:
    shown = section(compose(cast.versions["qc_million_medical"], "zh-hans"), "examples").items
    stay = next(one for one in shown if one.clause == "stay_and_visits_with_earlier_claim")
    assert ("住院医疗", "14,297.70") in stay.rows and ("住院前后门急诊", "1,386.88") in stay.rows
    assert stay.rows[-1] == ("我们赔（元）", "15,684.58")


def test_own_numbers_are_calculated_and_nothing_is_kept(cast: Cast) -> None:
    version = cast.versions["qc_accident"]
    example = products.terms(version).examples[0]
    given = {"lines.0.amount_fen": "1,360.00", "receipts.0.social_fen": "260"}

    assert trying.tried(version, example, given, "zh-hans")[-1] == ("我们赔（元）", "900.00")
    assert trying.tried(version, example, {}, "zh-hans")[-1] == ("我们赔（元）", "450.00")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_product_has_numbers_to_try_each_with_a_name_of_its_own(cast: Cast, language: str) -> None:
    for version in queries.on_sale():
        for example in products.terms(version).examples:
            labels = [one.label for one in trying.fields(version, example, language)]
            assert labels, (version, example.name)
            assert len(set(labels)) == len(labels), (version, example.name, labels)


def test_a_sum_insured_and_a_loss_are_named_as_the_product_file_names_them(cast: Cast) -> None:
    def named(code: str, language: str) -> list[str]:
        version = cast.versions[code]
        return [one.label for one in trying.fields(version, products.terms(version).examples[0], language)]

    assert named("qc_hospital_cash", "zh-hans") == ["住院 1：住院日数", "保险金额（意外住院津贴）"]
    assert named("qc_motor_compulsory", "zh-hans") == [
        "受害人 walker：死亡伤残赔偿",
        "受害人 walker：医疗费用",
        "受害人 walker：财产损失",
    ]
    assert named("qc_household", "en")[-1] == "Sum insured (Contents)"


def test_no_number_that_is_tried_breaks_the_calculation(cast: Cast) -> None:
    for version in queries.on_sale():
        example = products.terms(version).examples[0]
        for field in trying.fields(version, example, "zh-hans"):
            for typed in {"yuan": ("0", "0.01", "99999999"), "days": ("0",), "grade": ("10",)}[field.unit]:
                assert trying.tried(version, example, {field.name: typed}, "zh-hans"), (version, field)


@pytest.mark.parametrize("typed", ["abc", "-1", "1.234", ""])
def test_a_number_that_cannot_be_read_is_named(cast: Cast, typed: str) -> None:
    version = cast.versions["qc_accident"]
    with pytest.raises(Invalid) as refused:
        trying.tried(version, products.terms(version).examples[0], {"lines.0.amount_fen": typed}, "zh-hans")

    assert set(refused.value.fields) == {"lines.0.amount_fen"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_product_on_sale_has_its_page_and_its_pdf(cast: Cast, language: str) -> None:
    for version in queries.on_sale():
        shown = compose(version, language)
        assert [one.code for one in shown.sections] == [
            "covered",
            "not_covered",
            "claim",
            "keep",
            "examples",
            "rights",
        ]
        assert all(one.items for one in shown.sections if one.code != "not_covered"), version
    assert printing.pdf(compose(cast.versions["qc_household"], language), at=clock.now()).startswith(b"%PDF")


def test_the_same_words_are_kept_once_and_another_language_is_another_text(cast: Cast) -> None:
    first, second = begin(cast), begin(cast)
    other = begin(cast, language="en")

    assert first.text == second.text != other.text
    assert DisclosureText.objects.count() == 2


def test_time_in_view_only_grows_and_ends_with_the_acknowledgement(cast: Cast) -> None:
    reading = begin(cast)
    actions.note_seconds(reading, seconds={"covered": 10, "not_covered": 30, "nonsense": 5})
    actions.note_seconds(reading, seconds={"covered": 4, "not_covered": 45, "claim": 99_999})
    actions.acknowledge(reading, said={"read": True, "exclusions": True}, by=VISITOR)
    actions.note_seconds(reading, seconds={"covered": 500})

    assert dict(reading.sections.values_list("section", "seconds")) == {
        "covered": 10,
        "not_covered": 45,
        "claim": 14_400,
    }
    event = Event.objects.get(type="disclosure.acknowledged")
    assert (event.subject, event.subject_id) == ("reading", reading.pk)


def test_what_is_not_covered_and_was_not_in_view_is_asked_once_more(cast: Cast) -> None:
    reading = begin(cast)
    actions.note_seconds(reading, seconds={"covered": 30})
    said = {"read": True, "exclusions": True}
    with pytest.raises(Invalid) as refused:
        actions.acknowledge(reading, said=said, by=VISITOR)
    assert set(refused.value.fields) == {"unseen"}

    assert actions.acknowledge(reading, said={**said, "unseen": True}, by=VISITOR).acknowledged_at
    told = Event.objects.get(type="disclosure.acknowledged")
    assert "不保的内容没有显示过，又问了一次" in present(told, for_customer=False).text
    assert present(told, for_customer=True).text == "您确认看过，也明白不保的内容"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("故意不说", "保费也不退", "重大过失没说", "但退还保费（《保险法》第十六条）")),
        ("en", ("on purpose", "keep the premium", "gross carelessness", "the premium is returned")),
    ],
)
def test_the_duty_to_tell_says_what_follows_from_keeping_back(
    cast: Cast, language: str, words: tuple[str, ...]
) -> None:
    rights = section(compose(cast.versions["qc_accident"], language), "rights").items
    assert any(all(one in item.plain for one in words) for item in rights)


def test_it_is_acknowledged_whole_and_once(cast: Cast, frozen_clock: datetime) -> None:
    reading = begin(cast)
    actions.note_seconds(reading, seconds={"not_covered": 12})
    with pytest.raises(Invalid) as refused:
        actions.acknowledge(reading, said={"read": True}, by=VISITOR)
    assert set(refused.value.fields) == {"exclusions"}
    with clock.at(frozen_clock + timedelta(minutes=4)):
        done = actions.acknowledge(reading, said={"read": True, "exclusions": True}, by=VISITOR)
    assert done.acknowledged_at == frozen_clock + timedelta(minutes=4)
    with pytest.raises(Refused):
        actions.acknowledge(reading, said={"read": True, "exclusions": True}, by=VISITOR)


def test_the_exact_text_is_there_years_later_and_a_change_to_it_is_seen(
    cast: Cast, frozen_clock: datetime
) -> None:
    reading = begin(cast)
    with clock.at(frozen_clock + timedelta(days=3_000)):
        kept = queries.get_reading(cast.staff["care"], reading.pk)
        shown, sound = queries.proof(kept)
    assert (shown, sound) == (compose(cast.versions["qc_accident"], "zh-hans"), True)

    DisclosureText.objects.update(content=kept.text.content.replace("百分之九十", "百分之百"))
    kept.text.refresh_from_db()
    assert queries.proof(kept)[1] is False


def test_face_to_face_the_adviser_and_the_reader_are_named(cast: Cast) -> None:
    agent = cast.staff["agent"]
    reading = begin(cast, by=agent.actor, reader="王阿姨", unit=agent.unit)
    assert (reading.way, reading.adviser, reading.reader) == ("adviser", agent, "王阿姨")

    with pytest.raises(Invalid) as refused:
        begin(cast, by=agent.actor, unit=agent.unit)
    assert set(refused.value.fields) == {"reader"}
    with pytest.raises(Forbidden):
        begin(cast, by=cast.staff["payments"].actor, reader="王阿姨")


def test_an_agent_sees_their_own_readings_and_another_unit_none(cast: Cast) -> None:
    agent = cast.staff["agent"]
    mine = begin(cast, by=agent.actor, reader="王阿姨", unit=agent.unit)
    theirs = begin(cast)

    assert list(queries.readings(agent)) == [mine]
    with pytest.raises(NotFound):
        queries.get_reading(agent, theirs.pk)
    assert list(queries.readings(cast.other_handler)) == []
    with pytest.raises(NotFound):
        queries.by_token("")


def test_a_question_asked_while_reading_is_kept_with_it(cast: Cast) -> None:
    reading = begin(cast)
    asked = actions.ask(reading, question="没用医保赔几成", by=VISITOR)

    assert [row.enquiry for row in reading.questions.all()] == [asked]
    assert (asked.channel, asked.product_version) == ("disclosure", cast.versions["qc_accident"])
    assert "2.3.3" in asked.answer


def test_titles_are_translated_for_readers_of_english_who_learn_that_the_chinese_prevails(cast: Cast) -> None:
    english, chinese = (compose(cast.versions["qc_accident"], one) for one in ("en", "zh-hans"))
    titles = [one.title for one in section(english, "not_covered").items]
    assert "Deductible" in " ".join(titles) and all(one.isascii() for one in titles)
    assert section(english, "rights").items[-1].title == "The Chinese wording is the contract"
    assert len(section(english, "rights").items) == len(section(chinese, "rights").items) + 1


def test_a_clause_nobody_translated_keeps_its_title(cast: Cast) -> None:
    clause = products.terms(cast.versions["qc_accident"]).clauses[0]
    assert clause.title_en and clause.title_in("en") == clause.title_en
    assert (
        clause.model_copy(update={"title_en": None}).title_in("en")
        == clause.title
        == clause.title_in("zh-hans")
    )

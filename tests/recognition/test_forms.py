"""Values as they are written on papers, in the product's own form; what is not one stays none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anpei.recognition.forms import FORMS, fen_of_words
from anpei.values.money import format_yuan, rmb_words


def values(form: str, text: str, pattern: str = ".+") -> list[object]:
    return [one.value for one in FORMS[form].find(text, pattern)]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("¥1,234.50", 123450), ("合计:88.00元", 8800), ("-12.30", -1230), ("￥500", 50000), ("共500元", 50000)],
)
def test_money_becomes_fen(text, fen):
    assert values("money", text) == [fen]


@pytest.mark.parametrize("text", ["2026", "12.345", "1.2.30", "第3号"])
def test_a_figure_that_is_no_amount_is_none(text):
    assert values("money", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月5日",
        "2026年01月05日",
        "2026-01-05",
        "2026.01.05",
        "2026/1/5",
        "20260105",
        "2026 年 1 月 5 日",
    ],
)
def test_a_date_becomes_iso(text):
    assert values("date", text) == ["2026-01-05"]


def test_a_period_holds_two_dates():
    assert values("date", "2020.03.17-2040.03.17") == ["2020-03-17", "2040-03-17"]


def test_a_day_that_does_not_exist_is_none():
    assert values("date", "2026-02-30") == []


@given(st.integers(min_value=1, max_value=99_999_999_99))
def test_every_amount_in_words_is_read_back(fen):
    assert fen_of_words(rmb_words(fen)) == fen, format_yuan(fen)


def test_both_signs_for_yuan_are_read():
    assert fen_of_words("柒仟零壹拾捌圆捌角叁分") == 701883


def test_words_that_are_no_amount_are_none():
    assert fen_of_words("壹贰叁") is None


def test_a_resident_id_tells_whether_its_check_digit_holds():
    assert [one.proven for one in FORMS["resident_id"].find("110000199001010013", "")] == [True]
    assert [one.proven for one in FORMS["resident_id"].find("110000199001010014", "")] == [False]


def test_a_resident_id_set_in_groups_is_one_number():
    assert values("resident_id", "110000 19900101 0013") == ["110000199001010013"]


@pytest.mark.parametrize("plate", ["新Z00000", "新ZD00000", "新Z0000学"])
def test_a_plate_is_known_by_its_form(plate):
    assert values("plate", f"号牌{plate}") == [plate]


def test_a_plate_is_written_without_its_dot():
    assert values("plate", "新Z·12345") == ["新Z12345"]


def test_a_vehicle_number_tells_whether_its_check_digit_holds():
    assert [one.proven for one in FORMS["vin"].find("L00TEST09TA000001", "")] == [True]
    assert [one.proven for one in FORMS["vin"].find("L00TEST08TA000001", "")] == [False]


def test_a_bank_card_is_read_through_its_blanks():
    assert values("bank_card", "6200 0000 0000 0005") == ["6200000000000005"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(盖章) 云州同济医院", "云州同济医院"),
        ("(签名)", None),
        ("张三(签章)", "张三"),
        ("√医疗卫生机构 □来院途中 □家中", "医疗卫生机构"),
        ("□男 ☑女", "女"),
    ],
)
def test_hints_of_a_form_are_no_values_and_of_boxes_the_ticked_one_counts(text, value):
    found = next(FORMS["text"].find(text, ".+"), None)
    assert (found and found.value) == value

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anpei.values.money import (
    MAX_FEN,
    MoneyError,
    format_yuan,
    half_up_div,
    mul_bp,
    parse_yuan,
    rmb_words,
    split_by_largest_remainder,
)

AMOUNTS = st.integers(-MAX_FEN, MAX_FEN)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.56", 123456),
        ("1234.5", 123450),
        (" 0 ", 0),
        ("-3", -300),
        ("007.10", 710),
        ("12,345,678.90", 1234567890),
    ],
)
def test_parse_yuan_reads_what_people_write(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.empty"),
        ("  ", "money.empty"),
        ("abc", "money.not_a_number"),
        ("1,23.00", "money.not_a_number"),
        ("1e5", "money.not_a_number"),
        ("¥5", "money.not_a_number"),
        ("１２", "money.not_a_number"),
        (".5", "money.not_a_number"),
        ("5.", "money.not_a_number"),
        ("+5", "money.not_a_number"),
        ("1.234", "money.too_many_decimals"),
        ("1000000000000.00", "money.too_large"),
    ],
)
def test_parse_yuan_refuses_what_it_would_have_to_guess(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as refused:
        parse_yuan(text)
    assert refused.value.code == code


@given(AMOUNTS)
def test_format_and_parse_are_inverse(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


def test_format_yuan_groups_and_keeps_two_decimals() -> None:
    assert [format_yuan(fen) for fen in (0, 5, -5, 100000, 1568458)] == [
        "0.00",
        "0.05",
        "-0.05",
        "1,000.00",
        "15,684.58",
    ]


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (1005, "壹拾元零伍分"),
        (123456, "壹仟贰佰叁拾肆元伍角陆分"),
        (1568458, "壹万伍仟陆佰捌拾肆元伍角捌分"),
        (10000000000, "壹亿元整"),
        (-100, "负壹元整"),
    ],
)
def test_rmb_words_write_the_amount_in_capitals(fen: int, words: str) -> None:
    assert rmb_words(fen) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "result"),
    [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (15, 10, 2), (5, -10, -1), (-5, -10, 1), (0, 3, 0)],
)
def test_half_up_div_rounds_halves_away_from_zero(numerator: int, denominator: int, result: int) -> None:
    assert half_up_div(numerator, denominator) == result


@given(st.integers(), st.integers(1, 10**9))
def test_half_up_div_is_off_by_at_most_one_half(numerator: int, denominator: int) -> None:
    assert abs(2 * (half_up_div(numerator, denominator) * denominator - numerator)) <= denominator


def test_mul_bp_rounds_at_the_fen() -> None:
    assert (mul_bp(1005, 5000), mul_bp(-1005, 5000), mul_bp(1000, 8000), mul_bp(3, 3333)) == (
        503,
        -503,
        800,
        1,
    )


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_split_adds_up_and_no_part_is_a_fen_off(total: int, weights: list[int]) -> None:
    parts = split_by_largest_remainder(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


@given(AMOUNTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_split_of_a_reversal_mirrors_the_original(total: int, weights: list[int]) -> None:
    mirrored = [-part for part in split_by_largest_remainder(total, weights)]
    assert split_by_largest_remainder(-total, weights) == mirrored


def test_split_serves_equal_remainders_in_order() -> None:
    assert split_by_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by_largest_remainder(200, [1, 1, 1]) == [67, 67, 66]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_split_refuses_weights_without_meaning(weights: list[int]) -> None:
    with pytest.raises(MoneyError) as refused:
        split_by_largest_remainder(100, weights)
    assert refused.value.code == "money.bad_weights"

"""Intervals of shares against published figures."""

from __future__ import annotations

import pytest

from anpei.values.shares import net, newcombe, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(part: int, whole: int, low: float, high: float):
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(part, whole) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_everything_is_possible():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_as_published(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
):
    """Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10."""
    difference, lower, upper = newcombe(*first, *second)

    assert difference == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (lower, upper) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("plus", "minus", "whole", "low", "high"),
    [
        (8, 2, 20, 0.0001, 0.5453),
        (10, 0, 10, 0.5666, 1.0),
        (0, 0, 10, -0.1633, 0.1633),
        (0, 30, 30, -1.0, -0.8336),
    ],
)
def test_the_net_of_two_shares_as_the_adjusted_wald_interval_says(
    plus: int, minus: int, whole: int, low: float, high: float
):
    """Agresti's published function ``diffpropci`` (Wald+2), worked for these counts."""
    assert net(plus, minus, whole) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))

"""The table of confidence is made from counts alone: never rising as the picture gets worse, never surer than the count."""

from __future__ import annotations

from bench.papers.report import isotonic
from hypothesis import given
from hypothesis import strategies as st

CELLS = st.lists(
    st.integers(0, 2_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=5,
    max_size=5,
)


def test_of_a_thousand_that_were_all_right_no_more_than_999_is_said() -> None:
    assert isotonic([(998, 998), (0, 0), (0, 0), (0, 0), (0, 0)]) == [9990] * 5


def test_what_was_wrong_more_often_is_said_to_be_less_sure() -> None:
    assert isotonic([(990, 1000), (450, 500), (40, 100), (0, 0), (0, 0)]) == [9887, 9009, 5966, 5966, 5966]


@given(CELLS)
def test_confidence_never_rises_as_clarity_falls(cells: list[tuple[int, int]]) -> None:
    found = isotonic(cells)
    assert found == sorted(found, reverse=True)
    count = sum(of for _right, of in cells)
    assert max(found) <= 10_000 * (count + 1) / (count + 2)

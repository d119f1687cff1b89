from __future__ import annotations

import pytest

from anpei.values.regions import is_region_code


@pytest.mark.parametrize("text", ["510100", "990201"])
def test_six_digits_name_a_region(text: str) -> None:
    assert is_region_code(text)


@pytest.mark.parametrize("text", ["", "5101", "010100", "5101000", "51010x", "５１０１００", "510100\n"])
def test_anything_else_does_not(text: str) -> None:
    assert not is_region_code(text)

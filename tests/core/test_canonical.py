from __future__ import annotations

import pytest

from anpei.core.canonical import canonical_json, digest


def test_key_order_does_not_matter_and_chinese_stays_readable() -> None:
    assert canonical_json({"b": [1, None, True], "a": "理赔"}) == '{"a":"理赔","b":[1,null,true]}'.encode()


def test_another_value_has_another_digest() -> None:
    assert digest(["1"]) != digest([1])


@pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, {1: "a"}, {"a": object()}])
def test_what_has_no_single_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)

from __future__ import annotations

import pytest
from django.utils import translation

from anpei.core.errors import Forbidden, Invalid, NotFound, Refused


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Refused, 409, "refused"),
        (Invalid, 422, "invalid"),
        (NotFound, 404, "not_found"),
        (Forbidden, 403, "forbidden"),
    ],
)
def test_each_kind_has_a_status_and_says_what_to_do(kind: type[Refused], status: int, code: str) -> None:
    refusal = kind()
    assert (refusal.status, refusal.code, refusal.fields) == (status, code, {})
    assert str(refusal.message)


def test_an_invalid_form_names_its_fields() -> None:
    refusal = Invalid(fields={"event_on": "The day lies ahead."})
    assert refusal.fields == {"event_on": "The day lies ahead."}
    assert str(refusal).endswith("(event_on: The day lies ahead.)")


def test_a_status_of_its_own_is_kept_to_the_one_refusal() -> None:
    assert Refused("too_many", "Later, please.", status=429).status == 429
    assert Refused.status == 409


def test_the_message_follows_the_language_of_the_reader() -> None:
    refusal = Forbidden()
    with translation.override("zh-hans"):
        assert str(refusal.message) == "您的岗位不能做这一步，请找主管办理。"
    with translation.override("en"):
        assert str(refusal.message) == "Your role does not allow this. Please ask your supervisor."

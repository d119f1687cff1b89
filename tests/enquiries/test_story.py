"""A chat with the assistant does not fill the story of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import translation

from anpei.audit.queries import Item
from anpei.enquiries.story import folded

NINE = datetime(2026, 11, 16, 1, tzinfo=UTC)


def line(seq: int, type_: str) -> Item:
    return Item(seq, NINE + timedelta(minutes=seq), "customer", "王芳", "customer", type_, type_, {})


def test_neighbouring_answers_are_one_line_with_their_count() -> None:
    types = ["claim.reported", *["enquiry.answered"] * 3, "claim.accepted", "enquiry.answered"]
    with translation.override("zh-hans"):
        lines = folded([line(seq, type_) for seq, type_ in enumerate(types)])

    assert [(one.seq, one.text) for one in lines] == [
        (0, "claim.reported"),
        (3, "问了 3 个问题，都查到了答案"),
        (4, "claim.accepted"),
        (5, "enquiry.answered"),
    ]

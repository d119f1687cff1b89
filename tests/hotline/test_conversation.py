"""One conversation per customer: every channel, in the order of time, page by page, nothing of anybody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast, course_to
from tests.hotline.test_calls import tell

from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, NotFound
from anpei.enquiries import actions as enquiries
from anpei.enquiries.actions import About
from anpei.hotline import actions, queries
from anpei.messages.conversation import Mark, Whose, page


def talk(cast: Cast, claim: Claim) -> None:
    """A call, a text message, an answer, a question, a call wanted, a visit; one a minute."""
    began = clock.now()
    steps = (
        lambda: actions.link(
            tell(cast, "ringing", 3600), party=cast.customer, known_by="id_last4", by=cast.handler.actor
        ),
        lambda: actions.receive(
            channel="sms", sender=cast.customer.phone, text="在吗", external_id="1", unit=cast.branch,
            by=Actor(kind="api", id="x", name=""),
        ),
        lambda: actions.answer(cast.customer, text="在的", by=cast.handler.actor),
        lambda: enquiries.ask(
            "手机坏了怎么办", about=About(claim=claim, full=True, phone_hash=cast.customer.phone_hash),
            by=cast.customer.actor, unit=cast.branch, language="zh-hans",
        ),
        lambda: claims.ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=claim, topic="回电"),
        lambda: claims.note_contact(claim, medium="visit", text="上门看望", by=cast.handler.actor),
        lambda: claims.note_contact(claim, medium="note", text="内部", by=cast.handler.actor),
    )  # fmt: skip
    for minute, step in enumerate(steps, start=1):
        with clock.at(began + timedelta(minutes=minute)):
            step()


def test_everything_said_stands_in_the_order_of_time(cast: Cast, reported_claim: Claim):
    talk(cast, reported_claim)

    shown, more = page(queries.whose(cast.handler, cast.customer))

    assert [(one.kind, one.mine, one.channel) for one in shown[:6]] == [
        ("contact", False, "visit"),
        ("callback", True, "phone"),
        ("enquiry", True, "portal"),
        ("message", False, "in_app"),
        ("message", True, "sms"),
        ("call", True, "phone"),
    ]
    assert (shown[4].text, shown[3].text, more) == ("在吗", "在的", None)
    assert all("内部" not in one.text for one in shown)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_hang_together_without_a_gap_or_a_double(cast: Cast, reported_claim: Claim, size: int):
    talk(cast, reported_claim)
    whose = queries.whose(cast.handler, cast.customer)
    whole, _more = page(whose, size=100)
    found = []
    before = None
    while True:
        shown, before = page(whose, before=before, size=size)
        found += shown
        if before is None:
            break
        assert Mark.from_text(before.to_text()) == before

    assert found == whole


def test_many_words_of_one_moment_are_paged_too(cast: Cast, reported_claim: Claim):
    for number in range(5):
        claims.message_from_customer(reported_claim, text=f"第{number}句", by=cast.customer.actor)
        claims.note_contact(reported_claim, medium="counter", text=f"柜面{number}", by=cast.handler.actor)
    whose = queries.whose(cast.handler, cast.customer)
    first, before = page(whose, size=7)
    rest, _end = page(whose, before=before, size=100)

    said = [one.text for one in [*first, *rest] if one.kind == "contact" or one.mine]
    assert len(said) == len(set(said)) == 10


def test_a_page_costs_so_many_statements_whatever_was_said(
    cast: Cast, reported_claim: Claim, django_assert_num_queries
):  # type: ignore[no-untyped-def]
    whose = queries.whose(cast.handler, cast.customer)
    with django_assert_num_queries(8):
        page(whose)
    talk(cast, reported_claim)

    with django_assert_num_queries(8):
        page(whose)


def test_nothing_of_another_persons_stands_there(cast: Cast, reported_claim: Claim):
    talk(cast, reported_claim)

    shown, _more = page(queries.whose(cast.handler, cast.stranger))

    assert shown == []


def test_a_phone_alone_shows_no_calls_and_no_messages_of_its_owner(cast: Cast, reported_claim: Claim):
    talk(cast, reported_claim)

    shown, _more = page(Whose(parties=(), phone_hash=cast.customer.phone_hash))

    assert {one.kind for one in shown} == {"callback", "enquiry"}  # asked for from this very phone


def test_cases_of_another_unit_stay_there(cast: Cast, reported_claim: Claim):
    other = course_to(cast, "reported", key="cast-2")
    Claim.objects.filter(pk=other.pk).update(unit=cast.other_branch)
    claims.message_from_customer(reported_claim, text="这里的", by=cast.customer.actor)
    claims.message_from_customer(other, text="那里的", by=cast.customer.actor)

    here, _more = page(queries.whose(cast.handler, cast.customer))
    everywhere, _more = page(queries.whose(cast.staff["operator"], cast.customer))

    assert [one.text for one in here if one.mine] == ["这里的"]
    assert {one.text for one in everywhere if one.mine} == {"这里的", "那里的"}


def test_a_customer_of_another_unit_is_not_found(cast: Cast, reported_claim: Claim):
    assert queries.customer(cast.handler, cast.customer.pk) == cast.customer
    with pytest.raises(NotFound):
        queries.customer(cast.other_handler, cast.customer.pk)


@pytest.mark.parametrize("mark", ["x", "AAAA", "MjAyNnxtZXNzYWdlfDE", "eHx5fHo"])
def test_a_place_we_did_not_give_out_is_refused(mark: str):
    with pytest.raises(Invalid):
        Mark.from_text(mark)

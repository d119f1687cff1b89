"""Handing in, sorting and taking back: on one's own case only, each file once."""

from __future__ import annotations

import pytest
from tests.cast import Cast, course_to

from anpei.audit.models import Event
from anpei.claims.models import Claim, ItemState
from anpei.core.errors import Invalid, Refused
from anpei.demo import papers
from anpei.documents import actions
from anpei.documents.models import Paper, PaperState


def handed(claim: Claim, cast: Cast, item: object = None, content: bytes = b"") -> Paper:
    return actions.hand_in(
        claim,
        content=content or papers.picture("id_card"),
        filename="a.html",
        item=item,
        by=cast.customer.actor,
    ).paper  # type: ignore[arg-type]


def test_file_handed_in_twice_is_one_paper(cast: Cast, reported_claim: Claim) -> None:
    first = handed(reported_claim, cast)
    again = actions.hand_in(
        reported_claim, content=papers.picture("id_card"), filename="b.jpg", by=cast.customer.actor
    )
    assert again.known and again.paper.pk == first.pk
    assert reported_claim.papers.count() == 1
    assert first.file is not None and first.file.media_type == "image/jpeg"


def test_item_of_another_case_is_refused(cast: Cast, reported_claim: Claim) -> None:
    other = course_to(cast, "reported", key="other")
    item = other.checklist.first()
    paper = handed(reported_claim, cast)
    for act in (
        lambda: handed(reported_claim, cast, item=item),
        lambda: actions.sort_into(paper, item=item, by=cast.handler.actor),  # type: ignore[arg-type]
        lambda: actions.receive_original(
            reported_claim,
            items=[item],
            origin="counter",
            by=cast.handler.actor,  # type: ignore[list-item]
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "paper.other_case"
    assert Paper.objects.count() == 1


def test_paper_moved_to_another_item_leaves_the_first_one_wanted(cast: Cast, reported_claim: Claim) -> None:
    one, two = reported_claim.checklist.filter(state=ItemState.WANTED)[:2]
    paper = handed(reported_claim, cast, item=one)
    actions.sort_into(paper, item=two, by=cast.handler.actor)
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.state, two.state) == (ItemState.WANTED, ItemState.RECEIVED)


def test_replaced_paper_steps_back_and_cannot_be_sorted(cast: Cast, reported_claim: Claim) -> None:
    item = reported_claim.checklist.filter(state=ItemState.WANTED)[0]
    old = handed(reported_claim, cast, item=item)
    new = actions.hand_in(
        reported_claim,
        content=papers.picture("bank_card"),
        filename="b.jpg",
        replaces=old,
        by=cast.customer.actor,
    ).paper
    old.refresh_from_db()
    assert (old.state, old.replaced_by, new.item) == (PaperState.REPLACED, new, item)
    with pytest.raises(Refused) as refused:
        actions.sort_into(old, item=item, by=cast.handler.actor)
    assert refused.value.code == "paper.gone"


def test_paper_taken_back_is_wanted_again_and_the_file_stays(cast: Cast, reported_claim: Claim) -> None:
    item = reported_claim.checklist.filter(state=ItemState.WANTED)[0]
    paper = actions.take_back(handed(reported_claim, cast, item=item), by=cast.customer.actor)
    item.refresh_from_db()
    assert (paper.state, item.state, item.received_at) == (PaperState.WITHDRAWN, ItemState.WANTED, None)
    assert paper.file is not None


def test_paper_relied_on_is_not_taken_back(cast: Cast, accepted_claim: Claim) -> None:
    paper = accepted_claim.papers.first()
    assert paper is not None
    with pytest.raises(Refused) as refused:
        actions.take_back(paper, by=cast.customer.actor)
    assert refused.value.code == "paper.relied_on"


def test_closed_case_takes_no_papers(cast: Cast, reported_claim: Claim) -> None:
    from anpei.claims import actions as claims

    claims.withdraw(reported_claim, by=cast.customer.actor)
    with pytest.raises(Refused) as refused:
        handed(reported_claim, cast)
    assert refused.value.code == "claim.closed"


def test_original_needs_a_way_it_came_and_fitting_words(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Invalid) as refused:
        actions.receive_original(
            reported_claim,
            items=[],
            origin="portal",
            tracking="1" * 61,
            note="字" * 201,
            by=cast.handler.actor,
        )
    assert set(refused.value.fields) == {"items", "origin", "tracking", "note"}


def test_viewing_a_paper_is_recorded_with_name(cast: Cast, handed_in_claim: Claim) -> None:
    paper = handed_in_claim.papers.first()
    assert paper is not None
    actions.note_viewed(paper, by=cast.handler.actor)
    event = Event.objects.get(type="paper.viewed")
    assert (event.actor_name, event.data) == (cast.handler.display_name, {"paper": paper.pk})

"""A file in pieces: it goes on where it stopped, becomes one paper, and belongs to its sender."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import Cast

from anpei.claims import actions as claims
from anpei.claims.models import Claim, ItemState
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.demo import papers
from anpei.documents import actions, queries, vault
from anpei.documents.actions import uploads
from anpei.documents.models import Paper, Upload, UploadPiece
from anpei.jobs import worker

PHOTO = papers.picture("id_card")
SHA256 = hashlib.sha256(PHOTO).hexdigest()
HALF = len(PHOTO) // 2


def begin(claim: Claim, cast: Cast, **more: Any) -> Upload:
    said = {"filename": "a.jpg", "size": len(PHOTO), "sha256": SHA256, "by": cast.customer.actor}
    return uploads.begin_upload(claim, **(said | more))


def add(upload: Upload, cast: Cast, offset: int, content: bytes) -> Upload:
    return uploads.add_piece(upload, offset=offset, content=content, by=cast.customer.actor)


def test_pieces_become_one_paper_and_are_gone(cast: Cast, reported_claim: Claim) -> None:
    item = reported_claim.checklist.get(kind="id_card")
    upload = begin(reported_claim, cast, item=item)
    assert (upload.received, upload.paper) == (0, None)
    upload = add(upload, cast, 0, PHOTO[:HALF])
    assert (upload.received, Paper.objects.count()) == (HALF, 0)
    upload = add(upload, cast, HALF, PHOTO[HALF:])
    paper = Paper.objects.get()
    assert (upload.paper, upload.known, paper.item) == (paper, False, item)
    assert paper.file is not None and vault.read(paper.file) == PHOTO
    assert UploadPiece.objects.count() == 0


def test_same_file_begun_again_goes_on_where_it_stopped(cast: Cast, reported_claim: Claim) -> None:
    first = add(begin(reported_claim, cast), cast, 0, PHOTO[:HALF])
    again = begin(reported_claim, cast)
    assert (again.pk, again.received) == (first.pk, HALF)


def test_without_a_hash_a_file_begins_anew(cast: Cast, reported_claim: Claim) -> None:
    first = begin(reported_claim, cast, sha256="")
    assert begin(reported_claim, cast, sha256="").pk != first.pk


def test_file_that_is_on_the_case_is_done_at_once(cast: Cast, reported_claim: Claim) -> None:
    paper = actions.hand_in(reported_claim, content=PHOTO, filename="b.jpg", by=cast.customer.actor).paper
    item = reported_claim.checklist.get(kind="id_card")
    upload = begin(reported_claim, cast, item=item)
    assert (upload.paper, upload.known, upload.received) == (paper, True, len(PHOTO))
    item.refresh_from_db()
    assert item.state == ItemState.RECEIVED
    assert Paper.objects.count() == 1


def test_piece_that_came_already_is_refused_and_changes_nothing(cast: Cast, reported_claim: Claim) -> None:
    upload = add(begin(reported_claim, cast), cast, 0, PHOTO[:HALF])
    for offset in (0, HALF - 1, HALF + 1):
        with pytest.raises(Refused) as refused:
            add(upload, cast, offset, b"xx")
        assert refused.value.code == "upload.offset"
    upload.refresh_from_db()
    assert (upload.received, upload.pieces.count()) == (HALF, 1)


def test_more_than_was_announced_is_refused(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        add(begin(reported_claim, cast), cast, 0, PHOTO + b"x")
    assert refused.value.code == "upload.offset"
    assert UploadPiece.objects.count() == 0


def test_piece_that_is_too_large_is_refused(cast: Cast, reported_claim: Claim) -> None:
    upload = begin(reported_claim, cast, size=10_000_000, sha256="")
    with pytest.raises(Refused) as refused:
        add(upload, cast, 0, b"x" * (uploads.LARGEST_PIECE + 1))
    assert refused.value.status == 413


def test_last_answer_lost_is_asked_for_again(cast: Cast, reported_claim: Claim) -> None:
    upload = add(begin(reported_claim, cast), cast, 0, PHOTO)
    again = add(upload, cast, 0, PHOTO)
    assert (again.paper, again.known) == (upload.paper, False)
    assert Paper.objects.count() == 1


def test_crash_before_the_paper_was_made_is_mended_by_an_empty_piece(
    cast: Cast, reported_claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begin(reported_claim, cast)
    with monkeypatch.context() as broken:
        broken.setattr("anpei.documents.actions.uploads.hand_in", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(upload, cast, 0, PHOTO)
    assert Paper.objects.count() == 0
    assert add(upload, cast, len(PHOTO), b"").paper == Paper.objects.get()


def test_file_altered_on_its_way_starts_again(cast: Cast, reported_claim: Claim) -> None:
    upload = begin(reported_claim, cast)
    with pytest.raises(Refused) as refused:
        add(upload, cast, 0, PHOTO[:-1] + b"!")
    assert refused.value.code == "upload.altered"
    upload.refresh_from_db()
    assert (upload.received, UploadPiece.objects.count(), Paper.objects.count()) == (0, 0, 0)
    assert add(upload, cast, 0, PHOTO).paper is not None


def test_file_that_cannot_be_read_is_refused_beside_the_field_and_dropped(
    cast: Cast, reported_claim: Claim
) -> None:
    upload = begin(reported_claim, cast, size=5, sha256="")
    with pytest.raises(Invalid) as refused:
        add(upload, cast, 0, b"hello")
    assert set(refused.value.fields) == {"file"}
    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"size": 0}, "file"), ({"size": 20 * 1024 * 1024 + 1}, "file"), ({"sha256": "X" * 64}, "sha256")],
)
def test_what_cannot_come_is_refused_before_it_is_sent(
    cast: Cast, reported_claim: Claim, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        begin(reported_claim, cast, **said)
    assert set(refused.value.fields) == {field}
    assert Upload.objects.count() == 0


def test_nobody_else_goes_on_with_an_upload(cast: Cast, reported_claim: Claim) -> None:
    upload = begin(reported_claim, cast)
    with pytest.raises(NotFound):
        queries.get_upload(reported_claim, upload.token, by=cast.relative.actor)
    with pytest.raises(NotFound):
        uploads.add_piece(upload, offset=0, content=PHOTO, by=cast.relative.actor)
    with pytest.raises(NotFound):
        uploads.give_up_upload(upload, by=cast.relative.actor)
    assert begin(reported_claim, cast, by=cast.relative.actor).pk != upload.pk
    assert Upload.objects.get(pk=upload.pk).received == 0


def test_one_person_cannot_pile_up_uploads(
    cast: Cast, reported_claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anpei.documents.actions.uploads.MOST_UNDER_WAY", 2)
    begin(reported_claim, cast, sha256=""), begin(reported_claim, cast, sha256="")
    with pytest.raises(Refused) as refused:
        begin(reported_claim, cast, sha256="")
    assert (refused.value.code, refused.value.status) == ("upload.too_many", 429)
    begin(reported_claim, cast, by=cast.relative.actor)  # somebody else may


def test_closed_case_takes_no_uploads(cast: Cast, reported_claim: Claim) -> None:
    claims.withdraw(reported_claim, by=cast.customer.actor)
    with pytest.raises(Refused) as refused:
        begin(reported_claim, cast)
    assert refused.value.code == "claim.closed"


def test_given_up_upload_is_gone_and_the_paper_of_a_done_one_stays(cast: Cast, reported_claim: Claim) -> None:
    upload = add(begin(reported_claim, cast), cast, 0, PHOTO[:HALF])
    uploads.give_up_upload(upload, by=cast.customer.actor)
    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)
    uploads.give_up_upload(add(begin(reported_claim, cast), cast, 0, PHOTO), by=cast.customer.actor)
    assert (Upload.objects.count(), Paper.objects.count()) == (0, 1)


def test_unfinished_upload_is_forgotten_after_three_days(cast: Cast, reported_claim: Claim) -> None:
    upload = add(begin(reported_claim, cast), cast, 0, PHOTO[:HALF])
    with clock.at(clock.now() + timedelta(days=3)):
        with pytest.raises(NotFound):
            queries.get_upload(reported_claim, upload.token, by=cast.customer.actor)
        worker.drain()
        uploads.forget_uploads()
    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)

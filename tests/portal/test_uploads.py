"""What the script of the papers page asks: uploads in pieces, the live part, what the customer says of a paper."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.documents.fake import FakeReader, field, part, reading
from tests.portal import scene

from anpei.claims.models import Claim
from anpei.demo import papers
from anpei.documents.models import Paper, PaperPart, Upload
from anpei.jobs.worker import drain
from anpei.policies.models import InsuredMember

PHOTO = papers.picture("id_card")


@pytest.fixture
def claim(member: InsuredMember) -> Claim:
    return scene.reported(member)


def begin(client: Client, claim: Claim, **said: Any) -> Any:
    about = {"name": "a.jpg", "size": len(PHOTO), "sha256": hashlib.sha256(PHOTO).hexdigest()}
    return client.post(reverse("portal:uploads", args=[claim.number]), about | said)


def piece(client: Client, claim: Claim, token: str, offset: int | str, content: bytes) -> Any:
    return client.put(
        reverse("portal:upload", args=[claim.number, token]),
        content,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def test_photo_comes_in_two_pieces(insured: Client, claim: Claim) -> None:
    begun = begin(insured, claim, item="id_card")
    assert begun.status_code == 201
    token = begun.json()["token"]
    first = piece(insured, claim, token, 0, PHOTO[:1000])
    assert first.json() == {"token": token, "offset": 1000, "size": len(PHOTO), "done": False, "known": False}
    asked = insured.get(reverse("portal:upload", args=[claim.number, token]))
    assert asked.json()["offset"] == 1000
    assert piece(insured, claim, token, 1000, PHOTO[1000:]).json()["done"] is True
    paper = Paper.objects.get()
    assert paper.item is not None and paper.item.kind == "id_card"
    assert begin(insured, claim).json()["known"] is True


@pytest.mark.parametrize("offset", [7, "", "-1", "x"])
def test_piece_at_another_place_is_refused_and_changes_nothing(
    insured: Client, claim: Claim, offset: int | str
) -> None:
    token = begin(insured, claim).json()["token"]
    answer = piece(insured, claim, token, offset, b"xx")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload.offset")
    assert Upload.objects.get().received == 0


@pytest.mark.parametrize("said", [{"size": ""}, {"size": "0"}, {"size": "99999999999"}, {"size": "x"}])
def test_what_cannot_come_is_refused_with_words(insured: Client, claim: Claim, said: dict[str, str]) -> None:
    answer = begin(insured, claim, **said)
    assert answer.status_code == 422 and answer.json()["words"]
    assert Upload.objects.count() == 0


def test_unreadable_file_is_refused_with_words(insured: Client, claim: Claim) -> None:
    token = begin(insured, claim, size=5, sha256="").json()["token"]
    answer = piece(insured, claim, token, 0, b"hello")
    assert answer.status_code == 422 and "JPG" in answer.json()["words"]


def test_given_up_upload_is_gone(insured: Client, claim: Claim) -> None:
    address = reverse("portal:upload", args=[claim.number, begin(insured, claim).json()["token"]])
    assert insured.delete(address).status_code == 200
    assert insured.get(address).status_code == 404


def test_strangers_and_those_not_logged_in_learn_nothing(
    insured: Client, stranger: Client, claim: Claim
) -> None:
    token = begin(insured, claim).json()["token"]
    for answer in (begin(stranger, claim), piece(stranger, claim, token, 0, PHOTO)):
        assert (answer.status_code, answer.json()["code"]) == (404, "claim.unknown")
    nobody = begin(Client(), claim)
    assert (nobody.status_code, nobody.json()["login"]) == (401, reverse("portal:login"))
    assert Upload.objects.get().received == 0


def test_live_part_answers_only_when_something_changed(insured: Client, claim: Claim) -> None:
    claim.refresh_from_db()
    address = reverse("portal:papers_live", args=[claim.number])
    assert insured.get(address, {"seen": f"{claim.version}-{claim.state}"}).status_code == 204
    insured.post(reverse("portal:papers", args=[claim.number]), {"item": "id_card", "files": [scene.photo()]})
    answer = insured.get(address, {"seen": f"{claim.version}-{claim.state}"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'id="pile"' in page and 'hx-swap-oob="true"' in page


def test_live_part_is_for_the_insured_only(insured: Client, stranger: Client, claim: Claim) -> None:
    assert stranger.get(reverse("portal:papers_live", args=[claim.number])).status_code == 404


def test_same_photo_in_the_form_is_said_to_be_here(insured: Client, claim: Claim) -> None:
    address = reverse("portal:papers", args=[claim.number])
    insured.post(address, {"files": [scene.photo()]})
    answer = insured.post(address, {"files": [scene.photo()]}, follow=True)
    assert "white.jpg：这张之前交过了，我们只留一份。" in answer.content.decode()
    assert Paper.objects.count() == 1


# ---- what the customer says --------------------------------------------------------------------------------------


@pytest.fixture
def read(insured: Client, claim: Claim, settings: Any) -> PaperPart:
    """A receipt that was read."""
    settings.READER = "tests.documents.fake.FakeReader"
    FakeReader.forget()
    FakeReader.known[PHOTO] = reading(
        part(
            "inpatient_receipt",
            field("total", 800_000, "money"),
            field("payer_id", "330102196203081236", "identity"),
        )
    )
    piece(insured, claim, begin(insured, claim).json()["token"], 0, PHOTO)
    drain()
    return PaperPart.objects.get()


def test_read_receipt_is_shown_for_a_yes(insured: Client, claim: Claim, read: PaperPart) -> None:
    page = insured.get(reverse("portal:papers", args=[claim.number])).content.decode()
    assert 'data-test="card-inpatient_receipt"' in page and "8,000.00 元" in page
    assert "330102196203081236" not in page


def test_yes_and_correction_are_kept(insured: Client, claim: Claim, read: PaperPart) -> None:
    address = reverse("portal:tell", args=[claim.number, read.paper_id])
    assert insured.post(address, {"part": read.pk}).status_code == 302
    total = read.fields.get(name="total")
    answer = insured.post(address, {"part": read.pk, f"field-{total.pk}": "8100"})
    assert answer.status_code == 302
    total.refresh_from_db(), read.refresh_from_db()
    assert (total.told_value, total.value, read.told_at is not None) == ("810000", "800000", True)


def test_refused_correction_comes_back_with_what_was_typed(
    insured: Client, claim: Claim, read: PaperPart
) -> None:
    total = read.fields.get(name="total")
    address = reverse("portal:tell", args=[claim.number, read.paper_id])
    answer = insured.post(address, {"part": read.pk, f"field-{total.pk}": "八千"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="八千"' in page and f'id="err-field-{total.pk}"' in page


def test_paper_of_another_case_is_not_spoken_of(stranger: Client, claim: Claim, read: PaperPart) -> None:
    address = reverse("portal:tell", args=[claim.number, read.paper_id])
    assert stranger.post(address, {"part": read.pk}).status_code == 404
    read.refresh_from_db()
    assert read.told_at is None


@pytest.mark.parametrize(
    "told", [{"part": "x"}, {"part": "999"}, {"part": ""}, {"kind": "no"}, {"field-x": "1"}]
)
def test_nonsense_is_answered_kindly(
    insured: Client, claim: Claim, read: PaperPart, told: dict[str, str]
) -> None:
    address = reverse("portal:tell", args=[claim.number, read.paper_id])
    assert insured.post(address, {"part": read.pk} | told).status_code in (302, 404, 422)

"""What people corrected comes out as evidence: the place, what was read, what is right."""

from __future__ import annotations

from tests.cast import Cast
from tests.documents.fake import ENGINE, FakeReader, field, part, reading

from anpei.claims.models import Claim
from anpei.demo import papers
from anpei.documents import actions
from anpei.documents.models import PaperPart
from anpei.documents.training import corrections
from anpei.jobs import worker


def test_corrected_fields_and_kinds_and_nothing_else(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    content = papers.picture("id_card")
    fake_reader.known[content] = reading(
        part("bank_card", field("number", "6222", "account", at=0.5), field("bank", "工商银行"))
    )
    paper = actions.hand_in(reported_claim, content=content, filename="a.jpg", by=cast.customer.actor).paper
    worker.drain()
    row = PaperPart.objects.get()
    actions.confirm_field(row.fields.get(name="bank"), by=cast.handler.actor)
    assert list(corrections()) == []
    actions.confirm_field(row.fields.get(name="number"), typed="6223", by=cast.handler.actor)
    actions.say_kind(row, kind="id_card", by=cast.handler.actor)
    assert paper.file is not None
    place = {
        "sha256": paper.file.sha256,
        "engine": ENGINE,
        "kind": "id_card",
        "pages": [0, 0],
        "region": None,
    }
    assert list(corrections()) == [
        {
            "what": "field",
            **place,
            "field": "number",
            "row": None,
            "box": [0, 0.1, 0.5, 0.3, 0.03],
            "read": "6222",
            "read_value": "6222",
            "value": "6223",
            "confidence_bp": 9950,
        },
        {"what": "kind", **place, "read": "bank_card", "value": "id_card", "confidence_bp": 9950},
    ]

"""The pages of whoever receives after a death, or acts for somebody: their own part, inside what they may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast
from tests.mandates.conftest import PHONE, give
from tests.portal import scene

from anpei.claims.models import Claim, Heir
from anpei.core import clock
from anpei.jobs.worker import drain
from anpei.messages import templates
from anpei.messages.models import Message
from anpei.payments.models import Instruction, Payee
from anpei.portal.presenters import acting


@pytest.fixture(autouse=True)
def codes_on_the_page(settings: Any) -> None:
    settings.DEMO = settings.SHOW_CODES = True


@pytest.fixture
def widowed(cast: Cast, paying_claim: Claim) -> Claim:
    """The customer died; her daughter receives, and a payment to the daughter is on its way."""
    Claim.objects.filter(pk=paying_claim.pk).update(nature="death")
    Heir.objects.create(
        claim=paying_claim, person=cast.relative, capacity="beneficiary", relation="女儿", proof="policy", state="active",
        recorded_by=cast.handler, checked_by=cast.supervisor, checked_at=clock.now(),
    )  # fmt: skip
    Payee.objects.filter(claim=paying_claim).update(party=cast.relative)
    drain()
    paying_claim.refresh_from_db()
    return paying_claim


def in_english(phone: str) -> Client:
    client = scene.log_in(phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_who_was_paid_reads_their_amount_and_card(cast: Cast, widowed: Claim) -> None:
    paid = Instruction.objects.get(claim=widowed)
    assert (widowed.state, paid.state, paid.amount_fen) == ("paid", "paid", 784_998)

    page = in_english(cast.relative.phone).get(f"/claims/{widowed.number}/result/").content.decode()
    assert 'data-test="my-part">7,849.98<' in page
    assert f"To the card ending {paid.payee.account.last4}" in page
    assert "not settled yet" not in page


def test_nothing_waits_to_be_shared_once_all_is_paid(cast: Cast, widowed: Claim) -> None:
    Payee.objects.filter(claim=widowed).update(party=cast.stranger)

    page = in_english(cast.relative.phone).get(f"/claims/{widowed.number}/result/").content.decode()
    assert "The money is paid" in page and "not settled yet" not in page
    assert "my-part" not in page and "7,849.98" not in page


@pytest.mark.parametrize(
    ("powers", "read"),
    [
        (("talk",), {"words", "claim.accepted", "care.service_done"}),
        (("talk", "papers"), {"words", "claim.accepted", "claim.papers", "care.service_done"}),
        (("talk", "result"), {"words", "claim.accepted", "payment.arrived", "care.service_done"}),
    ],
)
def test_who_acts_reads_the_messages_of_their_powers_and_no_other_policy(
    cast: Cast, reported_claim: Claim, powers: tuple[str, ...], read: set[str]
) -> None:
    give(cast, claim=reported_claim, powers=powers)
    Message.objects.all().delete()
    for template in (
        "", "claim.accepted", "claim.papers", "care.service_done", "payment.arrived", "advice.entitlements", "care.visit_asked",
    ):  # fmt: skip
        Message.objects.create(
            channel="in_app", recipient_kind="party", recipient_id=str(cast.customer.pk), subject="claim",
            subject_id=reported_claim.pk, template=template, body=template or "words", language="en", dedupe=template or "w",
        )  # fmt: skip

    page = in_english(PHONE).get(f"/claims/{reported_claim.number}/")
    assert {one.text for one in page.context["talk"]} == read


def test_every_message_somebody_acting_may_read_exists() -> None:
    for names in acting.READ_WITH.values():
        assert set(names) <= set(templates.catalogue())

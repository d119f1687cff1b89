"""Before and after a sale: what a product covers and what not, and the receipt of a contract."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import signing
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import disclosure as show
from anpei.api.schemas.base import MOST_ROWS, Number, RowId
from anpei.api.schemas.disclosure import (
    DeliveryIn,
    DeliveryOut,
    DisclosureOut,
    DisclosureReadingOut,
    LedToIn,
    MindEndIn,
    MindIn,
    MindKeepIn,
    MindOut,
    MindPaidIn,
    ProofOut,
    ReadingIn,
    ReturnVisitIn,
    ReturnVisitOut,
    SolutionIn,
)
from anpei.core.errors import Refused
from anpei.disclosure import actions, queries
from anpei.disclosure.composing import compose
from anpei.products.queries import published

disclosure = Operations("disclosure")


@disclosure.read(
    "/products/{code}/disclosure", S.POLICIES_READ, answer=DisclosureOut, permission=P.TERMS_VIEW
)
def read_disclosure(
    call: Call, code: Number, language: Literal["zh-hans", "en"] = "zh-hans"
) -> DisclosureOut:
    """Read the page shown before buying, in plain words and with the clauses, as it stands today."""
    shown = compose(published(code), language)
    return DisclosureOut.model_validate({**asdict(shown), "sha256": shown.sha256})


@disclosure.post(
    "/policies/{number}/delivery", S.IMPORTS_WRITE, answer=DeliveryOut, status=201, permission=P.CARE_DO
)
def record_delivery(call: Call, number: Number, data: DeliveryIn) -> DeliveryOut:
    """Record that the holder has received the contract: the cooling-off period and the call in it start."""
    policy = call.policy(number)
    return show.delivery(actions.deliver(policy, way=data.way, received_on=data.received_on, by=call.by))


@disclosure.post("/policies/{number}/receipt", S.CARE_WRITE, answer=DeliveryOut, status=201, signed=False)
def confirm_receipt(call: Call, number: Number) -> DeliveryOut:
    """Pass on that the holder said in your app that the contract is there: the moment is the proof. Once."""
    return show.delivery(actions.receive(call.policy(number), by=call.by))


@disclosure.post("/policies/{number}/change-of-mind", S.CARE_WRITE, answer=MindOut, status=201, signed=False)
def change_mind(call: Call, number: Number, data: MindIn) -> MindOut:
    """Pass on that the holder wants to leave inside the cooling-off period. Said again while it is open: the open one."""
    return show.mind(actions.change_mind(call.policy(number), words=data.words, by=call.by))


@disclosure.read("/policies/{number}/change-of-mind", S.CARE_READ, answer=MindOut)
def read_change_of_mind(call: Call, number: Number) -> MindOut:
    """Read how it stands with a holder who wanted to leave: who sees to it, by when, and what came of it."""
    return show.mind(queries.mind_of(call.policy(number)))


@disclosure.post("/policies/{number}/change-of-mind/withdraw", S.CARE_WRITE, answer=MindOut, signed=False)
def withdraw_change_of_mind(call: Call, number: Number) -> MindOut:
    """Pass on that the holder keeps the contract after all."""
    return show.mind(actions.keep_after_all(queries.mind_of(call.policy(number)), by=call.by))


@disclosure.read("/changes-of-mind", S.CARE_READ, answer=list[MindOut], permission=P.CARE_DO, signed=True)
def list_changes_of_mind(call: Call) -> list[MindOut]:
    """List the holders to talk to, and those who wait for their money."""
    return [show.mind(one) for one in queries.minds(signing(call.by))[:MOST_ROWS]]


@disclosure.post("/policies/{number}/change-of-mind/end", S.CARE_WRITE, answer=MindOut, permission=P.CARE_DO)
def end_contract(call: Call, number: Number, data: MindEndIn) -> MindOut:
    """End the contract as the holder wants: the premium goes back, less the cost kept."""
    found = queries.mind_of(call.policy(number))
    return show.mind(actions.finish(found, cost_fen=data.cost_fen, by=call.by))


@disclosure.post("/policies/{number}/change-of-mind/keep", S.CARE_WRITE, answer=MindOut, permission=P.CARE_DO)
def keep_contract(call: Call, number: Number, data: MindKeepIn) -> MindOut:
    """Say that the holder keeps the contract after a talk, with what they said; they read that it was kept."""
    return show.mind(actions.keep(queries.mind_of(call.policy(number)), note=data.note, by=call.by))


@disclosure.post("/policies/{number}/change-of-mind/paid", S.CARE_WRITE, answer=MindOut, permission=P.CARE_DO)
def note_paid_back(call: Call, number: Number, data: MindPaidIn) -> MindOut:
    """Say on which day the money left."""
    found = queries.mind_of(call.policy(number))
    return show.mind(actions.paid_back(found, paid_on=data.paid_on, by=call.by))


@disclosure.read(
    "/readings",
    S.POLICIES_READ,
    answer=list[DisclosureReadingOut],
    permission=P.DISCLOSURE_PRESENT,
    signed=True,
)
def list_read_throughs(
    call: Call, before: Annotated[RowId | None, Query(description="Id of the last row seen.")] = None
) -> list[DisclosureReadingOut]:
    """List who read what before buying, the latest first."""
    rows = queries.readings(signing(call.by))
    rows = rows.filter(pk__lt=before) if before else rows
    return [show.reading(one, call.masked) for one in rows[:MOST_ROWS]]


@disclosure.read(
    "/readings/{reading_id}", S.POLICIES_READ, answer=ProofOut, permission=P.DISCLOSURE_PRESENT, signed=True
)
def read_proof(call: Call, reading_id: RowId) -> ProofOut:
    """Read the proof of one reading: the exact text, its hash, the times, what was asked."""
    return show.proof(queries.get_reading(signing(call.by), reading_id), call.masked)


@disclosure.post(
    "/products/{code}/readings",
    S.IMPORTS_WRITE,
    answer=ProofOut,
    status=201,
    permission=P.DISCLOSURE_PRESENT,
)
def record_reading(call: Call, code: Number, data: ReadingIn) -> ProofOut:
    """Record a reading face to face in one go: who read, how long each part was in view, what they confirmed."""
    version = published(code)
    with transaction.atomic():
        made = actions.begin(
            version, language=data.language, by=call.by, unit=call.client.unit, reader=data.reader
        )
        if data.sha256 and data.sha256 != made.text.sha256:
            raise Refused(
                "reading.other_text",
                _("The text shown is not the one of today. Please fetch it again and show that."),
            )
        actions.note_seconds(made, seconds=data.seconds)
        said = {"read": data.read, "exclusions": data.exclusions, "unseen": data.unseen}
        actions.acknowledge(made, said=said, by=call.by)
    return show.proof(queries.get_reading(signing(call.by), made.pk), call.masked)


@disclosure.post(
    "/readings/{reading_id}/policy",
    S.IMPORTS_WRITE,
    answer=DisclosureReadingOut,
    permission=P.DISCLOSURE_PRESENT,
)
def name_contract(call: Call, reading_id: RowId, data: LedToIn) -> DisclosureReadingOut:
    """Say which contract was bought after a reading; the adviser counts as who sold it."""
    found = queries.get_reading(signing(call.by), reading_id)
    return show.reading(actions.led_to(found, policy=call.policy(data.policy), by=call.by), call.masked)


@disclosure.read(
    "/policies/{number}/readings",
    S.POLICIES_READ,
    answer=list[DisclosureReadingOut],
    permission=P.POLICY_VIEW,
    signed=True,
)
def list_readings_of_policy(call: Call, number: Number) -> list[DisclosureReadingOut]:
    """List what was read before this contract was bought."""
    return [show.reading(one, call.masked) for one in queries.of_policy(call.policy(number))[:MOST_ROWS]]


@disclosure.read(
    "/policies/{number}/return-visit", S.CARE_READ, answer=ReturnVisitOut, permission=P.CARE_DO, signed=True
)
def read_return_visit(call: Call, number: Number) -> ReturnVisitOut:
    """Read the call to the new holder: when it is due, and what it found."""
    return show.visit(queries.visit_of(call.policy(number)))


@disclosure.post("/policies/{number}/return-visit", S.CARE_WRITE, answer=ReturnVisitOut, permission=P.CARE_DO)
def record_return_visit(call: Call, number: Number, data: ReturnVisitIn) -> ReturnVisitOut:
    """Note the answers of the call. A no needs a sentence and opens a problem with a date."""
    found = queries.visit_of(call.policy(number))
    return show.visit(actions.return_visit(found, answers=data.answers, problem=data.problem, by=call.by))


@disclosure.post(
    "/policies/{number}/return-visit/not-reached", S.CARE_WRITE, answer=ReturnVisitOut, permission=P.CARE_DO
)
def note_not_reached(call: Call, number: Number) -> ReturnVisitOut:
    """Note a call nobody answered; the date stays."""
    return show.visit(actions.not_reached(queries.visit_of(call.policy(number)), by=call.by))


@disclosure.post(
    "/policies/{number}/return-visit/solution", S.CARE_WRITE, answer=ReturnVisitOut, permission=P.CARE_DO
)
def solve_problem(call: Call, number: Number, data: SolutionIn) -> ReturnVisitOut:
    """Say what was done about the problem; never by whoever sold the contract."""
    found = queries.visit_of(call.policy(number))
    return show.visit(actions.solve(found, solution=data.solution, by=call.by))

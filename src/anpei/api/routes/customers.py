"""What a customer decides about us: how they are reached, what they agree to, what they answer to ideas."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.advice import actions as advice
from anpei.advice import queries as advice_queries
from anpei.advice.models import IdeaState
from anpei.alerts import actions as alerts
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import customers as show
from anpei.api.schemas.base import MOST_ROWS, RowId
from anpei.api.schemas.customers import (
    ConsentIn,
    ConsentOut,
    IdeaAnswerIn,
    MeansIn,
    MeansOut,
    ReachIn,
    ReachOut,
    ShownIdeaOut,
)
from anpei.claims.models import Channel
from anpei.core.errors import NotFound
from anpei.parties import actions as parties
from anpei.parties.models import LegalBasis

customers = Operations("customers")


@customers.read("/parties/{party_id}/reach", S.POLICIES_READ, answer=ReachOut, permission=P.PARTY_VIEW)
def get_reach(call: Call, party_id: RowId) -> ReachOut:
    """Read how a customer wants to hear from the insurer."""
    return show.reach(call.party(party_id))


@customers.change(
    "PUT",
    "/parties/{party_id}/reach",
    S.CUSTOMERS_WRITE,
    answer=ReachOut,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def set_reach(call: Call, party_id: RowId, data: ReachIn) -> ReachOut:
    """Set way, language, quiet hours and which notices of danger, as the customer asks. They are told by text message."""
    party = call.party(party_id)
    with transaction.atomic():
        party = parties.choose_way(
            party,
            channel=data.channel,
            email=data.email,
            language=data.language,
            at_night=data.at_night,
            quiet_from=f"{data.quiet_from:%H:%M}" if data.quiet_from else "",
            quiet_until=f"{data.quiet_until:%H:%M}" if data.quiet_until else "",
            by=call.by,
        )
        alerts.choose(party, serious_only=data.serious_alerts_only, by=call.by)
    return show.reach(party)


@customers.read(
    "/parties/{party_id}/consents", S.POLICIES_READ, answer=list[ConsentOut], permission=P.PARTY_VIEW
)
def list_consents(call: Call, party_id: RowId) -> list[ConsentOut]:
    """List what a customer agreed to and took back, the latest first."""
    rows = call.party(party_id).consents.order_by("-given_at", "-id")
    return [show.consent(one) for one in rows[:MOST_ROWS]]


@customers.post(
    "/parties/{party_id}/consents",
    S.CUSTOMERS_WRITE,
    answer=ConsentOut,
    status=201,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def give_consent(call: Call, party_id: RowId, data: ConsentIn) -> ConsentOut:
    """Record that a customer agreed to something nothing else depends on (PIPL arts 24, 29; under 14 the guardian, art. 31).

    What stands already is answered as it is.
    """
    party = call.party(party_id)
    standing = party.consents.filter(purpose=data.purpose, withdrawn_at__isnull=True).first()
    made = standing or parties.give_consent(
        party=party,
        purpose=data.purpose,
        text_version=data.text_version,
        channel=Channel.API,
        basis=LegalBasis.GUARDIAN_CONSENT if data.given_by else LegalBasis.SEPARATE_CONSENT,
        given_by=data.given_by,
        by=call.by,
    )
    return show.consent(made)


@customers.post(
    "/parties/{party_id}/consents/{consent_id}/withdraw",
    S.CUSTOMERS_WRITE,
    answer=ConsentOut,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def withdraw_consent(call: Call, party_id: RowId, consent_id: RowId) -> ConsentOut:
    """Take an agreement back, as easily as it was given (PIPL art. 15). Taken back already: nothing changes."""
    row = call.party(party_id).consents.filter(pk=consent_id).first()
    if row is None:
        raise NotFound("consent.unknown", _("We could not find this agreement."))
    parties.withdraw_consent(row, by=call.by)
    row.refresh_from_db()
    return show.consent(row)


@customers.post(
    "/parties/{party_id}/ideas",
    S.CUSTOMERS_WRITE,
    answer=list[ShownIdeaOut],
    permission=P.MESSAGE_SEND,
    signed=False,
)
def show_ideas(call: Call, party_id: RowId) -> list[ShownIdeaOut]:
    """Show a customer today's ideas, kept as shown: only with their consents, where they suit, never in a hard time."""
    return [show.idea(one) for one in advice.show(call.party(party_id), by=call.by)]


@customers.post(
    "/parties/{party_id}/ideas/{idea_id}/answer",
    S.CUSTOMERS_WRITE,
    answer=ShownIdeaOut,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def answer_idea(call: Call, party_id: RowId, idea_id: RowId, data: IdeaAnswerIn) -> ShownIdeaOut:
    """Keep what the customer answered; asked for a call, a named person's clock runs and nothing is bought by it."""
    idea = advice_queries.idea_of([call.party(party_id)], idea_id)
    if data.answer == IdeaState.ASKED:
        advice.ask_person(idea, by=call.by)
    else:
        advice.answer(idea, state=data.answer, by=call.by)
    idea.refresh_from_db()
    return show.idea(idea)


@customers.post(
    "/parties/{party_id}/means",
    S.CUSTOMERS_WRITE,
    answer=MeansOut,
    status=201,
    permission=P.MESSAGE_SEND,
    signed=False,
)
def answer_means(call: Call, party_id: RowId, data: MeansIn) -> MeansOut:
    """Keep the customer's answer whether another premium fits the household; the latest counts."""
    row = advice.answer_means(call.party(party_id), answer=data.answer, by=call.by)
    return MeansOut(answer=row.answer, answered_at=row.answered_at)

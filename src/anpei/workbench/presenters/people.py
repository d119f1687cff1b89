"""Whom a call or a message may belong to: a short list of names to choose from, never what they are insured for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.claims import queries as claims
from anpei.core.errors import NotFound
from anpei.hotline import queries
from anpei.hotline.models import Call, Inbound
from anpei.messages.models import Channel
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.workbench.presenters import cases

LONGEST = 80
Choice = tuple[str, str]


def asked_for(request: HttpRequest) -> str:
    """What was typed to find somebody: it goes along with each step of the page."""
    return (request.POST.get("q") or request.GET.get("q") or "").strip()[:LONGEST]


def of_call(call: Call, staff: Staff, asked: str) -> list[Choice]:
    return _choices((party for party, _claim in queries.proposals(call, staff)), staff, asked)


def of_sender(row: Inbound, staff: Staff, asked: str) -> list[Choice]:
    return _choices(queries.senders(row.channel, row.sender), staff, asked)


def of_inbound(row: Inbound, seen: View) -> dict[str, Any]:
    """A message nobody placed yet, with its sender as far as the reader may see it; an openid says nothing to anybody."""
    sender = {Channel.SMS: seen.phone(row.sender), Channel.WECHAT: ""}.get(Channel(row.channel), row.sender)
    return {"row": row, "sender": sender, "waited": cases.waited(row.received_at)}


def _choices(known: Iterable[Party], staff: Staff, asked: str) -> list[Choice]:
    """Those known by the address, and those the search finds by case, policy, ID, phone or name; those one may see."""
    found = {party.pk: party for party in known}
    if asked:
        for claim in claims.search(staff, asked):
            if claim.insured is not None:
                found[claim.insured.pk] = claim.insured
        found |= {party.pk: party for party in parties.by_phone(parties.phone_hash(asked))}
    seen = view(staff, Purpose.CONTACT)
    return [(str(pk), _label(party, seen)) for pk, party in found.items() if _may_see(staff, pk)]


def _label(party: Party, seen: View) -> str:
    return f"{seen.name(party.name)} {seen.phone(party.phone)}".strip()


def _may_see(staff: Staff, party_id: int) -> bool:
    try:
        queries.customer(staff, party_id)
    except NotFound:
        return False
    return True

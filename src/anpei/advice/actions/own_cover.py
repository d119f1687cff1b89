"""Claiming further cover of the same contract: into the case while it can carry it, else by a report of its own."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.advice import events
from anpei.advice.own_cover import OwnCover, own_cover
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core.actor import Actor
from anpei.core.errors import NotFound
from anpei.documents import actions as documents


def claim_own_cover(claim: Claim, *, benefit: str, by: Actor, channel: str) -> Claim:
    """Gives the case it is claimed in: this one, with the paper on its list, or a new one after the decision.

    The same tap again gives the same case. NotFound where the contract has no such further cover for this event.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        found = next((one for one in own_cover(claim) if one.benefit == benefit), None)
        if found is None:
            raise NotFound(
                "advice.no_own_cover", _("We could not find this. Please look at your case again.")
            )
        carries = claim.state in BEFORE_DECISION
        if carries and found.asked:
            return claim
        into = _added(claim, found, by=by) if carries else _reported(claim, benefit, by=by, channel=channel)
        done = events.OwnCoverClaimed(benefit_zh=found.name.zh, benefit_en=found.name.en, number=into.number)
        record(subject="claim", subject_id=claim.pk, event=done, by=by)
    return into


def _added(claim: Claim, found: OwnCover, *, by: Actor) -> Claim:
    why = found.why.text.in_(get_language() or "zh-hans")
    claims.add_item(claim, kind=found.paper, why=why, clause=found.why.clause, by=by)
    claim.refresh_from_db()
    return claim


def _reported(source: Claim, benefit: str, *, by: Actor, channel: str) -> Claim:
    """The same event under the same contract, once: what was told and handed in is carried over."""
    assert source.policy is not None and source.member is not None  # own cover is of a contract
    claim = claims.report(
        form=claims.same_event(source, policy_number=source.policy.number),
        channel=channel,
        by=by,
        key=f"own-cover:{source.pk}:{benefit}",
    )
    if claim.member_id != source.member_id:
        claim = claims.identify(claim, member=source.member, by=by)
    documents.reuse(claim, source=source, by=by)
    return claim

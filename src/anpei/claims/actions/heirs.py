"""Who receives after a death: beneficiaries the policy names come first, then the heirs (Insurance Law art. 42)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import events, notices
from anpei.claims.models import Capacity, Claim, EstateBecause, Heir, HeirProof, HeirState, ItemState, Nature
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.mandates import actions as mandates
from anpei.parties.models import Party

DEATH_CERTIFICATE = "death_certificate"
LONGEST = {"relation": 40, "document": 200, "reason": 300}


@dataclass(frozen=True)
class HeirForm:
    """What is noted of one person: ``capacity`` and ``proof`` by code; ``estate_because`` for heirs alone."""

    capacity: str
    relation: str
    proof: str
    document: str = ""
    estate_because: str = ""


def record_heir(claim: Claim, *, person: Party, form: HeirForm, by: Actor) -> Heir:
    """Note who says they receive, and what proves it. It counts once somebody else has accepted it."""
    require(by, Permission.MANDATE_RECORD)
    recorder = signing(by)
    _require_death(claim)
    if errors := _wrong(claim, person, form):
        raise Invalid(fields=errors)
    try:
        with transaction.atomic():
            claim = locked(claim.pk)
            heir = Heir.objects.create(
                claim=claim,
                person=person,
                capacity=form.capacity,
                relation=form.relation.strip(),
                estate_because=form.estate_because if form.capacity == Capacity.HEIR else "",
                proof=form.proof,
                document=form.document.strip(),
                recorded_by=recorder,
            )
            recorded = events.HeirRecorded(heir=heir.pk, capacity=heir.capacity, name=person.name)
            record(subject="claim", subject_id=claim.pk, event=recorded, by=by)
            _touch(claim)
    except IntegrityError:
        raise Refused("heir.known", _("This person is recorded for this case already.")) from None
    return heir


def accept_heir(heir: Heir, *, by: Actor) -> Heir:
    """A second person compared the papers. From now on the heir sees the case and their part of it.

    Needs the death certificate in order; what the deceased had allowed others to do for them ends (Civil Code art. 173).
    """
    require(by, Permission.MANDATE_CHECK)
    checker = signing(by)
    if heir.recorded_by_id == checker.pk:
        raise Refused("heir.own_record", _("You recorded this one. Please let somebody else check it."))
    with transaction.atomic():
        claim = locked(heir.claim_id)
        asked = claim.checklist.filter(kind=DEATH_CERTIFICATE).first()
        if asked is not None and asked.state not in (ItemState.CONFIRMED, ItemState.WAIVED, ItemState.HELD):
            raise Refused(
                "heir.no_certificate",
                _("The death certificate is not in order yet. Please check it under Documents first."),
            )
        heir = _move(heir, (HeirState.WAITING,), HeirState.ACTIVE, checked_by=checker, checked_at=clock.now())
        accepted = events.HeirAccepted(heir=heir.pk, capacity=heir.capacity, name=heir.person.name)
        record(subject="claim", subject_id=claim.pk, event=accepted, by=by)
        if claim.insured is not None:
            mandates.principal_died(claim.insured, by=by)
        notices.heir_accepted(heir)
        _touch(claim)
    return heir


def refuse_heir(heir: Heir, *, reason: str, by: Actor) -> Heir:
    """The papers do not show it. The reason stays on the case for whoever talks with the person."""
    require(by, Permission.MANDATE_CHECK)
    return _out(heir, (HeirState.WAITING,), HeirState.REFUSED, reason, by)


def end_heir(heir: Heir, *, reason: str, by: Actor) -> Heir:
    """Somebody accepted does not receive after all: gave it up, or a court said so."""
    require(by, Permission.MANDATE_CHECK)
    return _out(heir, (HeirState.ACTIVE,), HeirState.ENDED, reason, by)


def _out(heir: Heir, origins: tuple[str, ...], to: str, reason: str, by: Actor) -> Heir:
    reason = reason.strip()
    if not reason:
        raise Invalid(fields={"reason": _("Please say why. It stays on record.")})
    if len(reason) > LONGEST["reason"]:
        raise Invalid(fields={"reason": _too_long("reason")})
    with transaction.atomic():
        claim = locked(heir.claim_id)
        heir = _move(heir, origins, to, reason=reason)
        refused = events.HeirRefused(
            heir=heir.pk, capacity=heir.capacity, reason=reason, name=heir.person.name
        )
        record(subject="claim", subject_id=claim.pk, event=refused, by=by)
        _touch(claim)
    return heir


def _require_death(claim: Claim) -> None:
    if claim.nature != Nature.DEATH or claim.insured is None:
        raise Refused(
            "heir.no_death",
            _("Beneficiaries and heirs are recorded after a death, once the insured person is known."),
        )
    if claim.state == ClaimState.CLOSED:
        raise Refused("claim.closed", _("This case is closed. Please reopen it first."))


def _wrong(claim: Claim, person: Party, form: HeirForm) -> dict[str, str]:
    errors = {
        name: _too_long(name) for name in ("relation", "document") if len(getattr(form, name)) > LONGEST[name]
    }
    if not form.relation.strip():
        errors["relation"] = _("What was this person to the one who died?")
    if form.proof not in HeirProof.values:
        errors["proof"] = _("Please choose one of the answers shown.")
    if person.pk == claim.insured_id:
        errors["capacity"] = _("This is the person who died.")
    elif form.capacity == Capacity.BENEFICIARY:
        if not _named(claim, person):
            errors["capacity"] = _(
                "The policy does not name this person. Please look under Policy and cover."
            )
    elif form.capacity == Capacity.HEIR:
        errors |= _wrong_for_heir(claim, form)
    else:
        errors["capacity"] = _("Please choose one of the answers shown.")
    return errors


def _wrong_for_heir(claim: Claim, form: HeirForm) -> dict[str, str]:
    errors = {}
    if form.estate_because not in EstateBecause.values:
        errors["estate_because"] = _(
            "Beneficiaries of the policy come first. Why does the money go to the heirs (Insurance Law art. 42)?"
        )
    elif form.estate_because == EstateBecause.NOT_NAMED and _beneficiaries(claim):
        errors["estate_because"] = _("The policy names a beneficiary, who comes before the heirs.")
    elif form.estate_because != EstateBecause.NOT_NAMED and not _beneficiaries(claim):
        errors["estate_because"] = _("The policy names no beneficiary, so this cannot be the reason.")
    if form.proof == HeirProof.POLICY:
        errors["proof"] = _(
            "An heir is proven by a notarial certificate, an agreement of all heirs or a court."
        )
    if not form.document.strip():
        errors["document"] = _("Which paper is it, and of which day?")
    return errors


def _beneficiaries(claim: Claim) -> list[str]:
    return [one.name for one in claim.member.beneficiaries.all()] if claim.member else []


def _named(claim: Claim, person: Party) -> bool:
    rows = list(claim.member.beneficiaries.all()) if claim.member else []
    return any(one.party_id == person.pk or one.name.strip() == person.name for one in rows)


def _move(heir: Heir, origins: tuple[str, ...], to: str, **changes: object) -> Heir:
    if Heir.objects.filter(pk=heir.pk, state__in=origins).update(state=to, **changes) != 1:
        raise Refused("heir.over", _("This has been accepted, refused or ended already."))
    heir.refresh_from_db()
    return heir


def _touch(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


def _too_long(name: str) -> str:
    return _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": LONGEST[name]}

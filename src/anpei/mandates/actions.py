"""Every write about mandates: given in the portal by code or on paper by two people of ours, refused, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts import actions as accounts
from anpei.accounts.actions.codes import RequestedCode
from anpei.accounts.models import CodePurpose
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import erase_personal, record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.core.idempotency import once
from anpei.core.refs import with_new_ref
from anpei.jobs.actions import New, enqueue_all
from anpei.mandates import events, notices, queries, rules
from anpei.mandates.models import EndReason, How, Mandate, MandateState, Power
from anpei.mandates.rules import Terms
from anpei.mandates.states import MOVES
from anpei.parties.models import Party
from anpei.parties.queries import phone_hash
from anpei.values.dates import day_start
from anpei.values.identifiers import parse_mobile

WARNED_DAYS = 7
CONFIRM_DAYS = 7  # a mandate nobody confirmed by then is forgotten
LONGEST_DOCUMENT = 200
LONGEST_REASON = 300
SYSTEM = Actor.system("mandates")


def ask(
    principal: Party, *, terms: Terms, by: Actor, claim_id: int | None = None, claim_number: str = ""
) -> Mandate:
    """The person writes down in the portal who may act for them. It counts once they confirmed it by code."""
    if by.id != principal.actor.id or by.kind != "customer":
        raise Forbidden("mandate.not_yours", _("Only the person themself can let somebody act for them."))
    return _create(principal, terms, how=How.PORTAL, by=by, claim_id=claim_id, claim_number=claim_number)


def send_code(mandate: Mandate, *, ip: str, by: Actor) -> RequestedCode:
    """A code to the phone of the person represented. Raises Refused when too many were asked for."""
    _require_waiting(mandate)
    return accounts.request_code(phone=mandate.principal.phone, ip=ip, by=by, purpose=CodePurpose.SIGN)


def confirm(mandate: Mandate, *, code: str, by: Actor) -> Mandate:
    """The person confirms by the code sent to their own phone. Outside a transaction: a wrong code counts."""
    if by.id != mandate.principal.actor.id:
        raise Forbidden("mandate.not_yours", _("Only the person themself can let somebody act for them."))
    _require_waiting(mandate)
    rules.refuse_unable(mandate.principal)
    accounts.verify_code(phone=mandate.principal.phone, code=code, purpose=CodePurpose.SIGN)
    with transaction.atomic():
        return _take_effect(mandate, by=by)


def record_paper(
    principal: Party,
    *,
    terms: Terms,
    document: str,
    by: Actor,
    agent: Party | None = None,
    document_sha256: str = "",
    claim_id: int | None = None,
    claim_number: str = "",
) -> Mandate:
    """A written power of attorney (授权委托书) was handed in. It counts once somebody else has checked it."""
    require(by, Permission.MANDATE_RECORD)
    return _create(
        principal, terms, how=How.PAPER, by=by, agent=agent, document=document.strip(),
        document_sha256=document_sha256, claim_id=claim_id, claim_number=claim_number,
    )  # fmt: skip


def accept_paper(mandate: Mandate, *, by: Actor) -> Mandate:
    """A second person compared paper, identity and signature: from now on it counts."""
    require(by, Permission.MANDATE_CHECK)
    checker = signing(by)
    if mandate.how != How.PAPER:
        raise Refused("mandate.no_paper", _("The person confirms this one themself, by code."))
    if mandate.recorded_by_id == checker.pk:
        raise Refused("mandate.own_record", _("You recorded this one. Please let somebody else check it."))
    rules.refuse_unable(mandate.principal)
    with transaction.atomic():
        return _take_effect(mandate, by=by, checked_by=checker)


def refuse(mandate: Mandate, *, reason: str, by: Actor) -> Mandate:
    """The paper does not do; the person reads why and what helps."""
    require(by, Permission.MANDATE_CHECK)
    reason = _reason(reason)
    with transaction.atomic():
        mandate = _move(mandate, to=MandateState.REFUSED, refused_because=reason)
        refused = events.MandateRefused(mandate=mandate.pk, ref=mandate.ref, reason=reason)
        record(subject="party", subject_id=mandate.principal_id, event=refused, by=by)
        notices.refused(mandate)
    return mandate


def revoke(mandate: Mandate, *, by: Actor) -> Mandate:
    """The person takes it back: at any time, without a reason; staff note it for a person who calls or writes."""
    if by.kind == "customer" and by.id != mandate.principal.actor.id:
        raise Forbidden("mandate.not_yours", _("Only the person themself can let somebody act for them."))
    if by.kind != "customer":
        require(by, Permission.MANDATE_RECORD)
    return _end(mandate, EndReason.REVOKED, by=by)


def renounce(mandate: Mandate, *, agent_phone_hash: str, by: Actor) -> Mandate:
    """Whoever acts does not want to any more."""
    if not agent_phone_hash or agent_phone_hash != mandate.agent_phone_hash:
        raise Forbidden("mandate.not_yours", _("Only whoever acts under this mandate can give it up."))
    return _end(mandate, EndReason.RENOUNCED, by=by)


def expire(mandate: Mandate) -> Mandate:
    """The last day is over, or nobody confirmed in time; whatever ended before is left as it is."""
    if mandate.state == MandateState.ACTIVE and mandate.until_on < clock.today():
        return _end(mandate, EndReason.EXPIRED, by=SYSTEM)
    if mandate.state == MandateState.WAITING and mandate.how == How.PORTAL:
        return _end(mandate, EndReason.UNCONFIRMED, by=SYSTEM)
    return mandate


def warn(mandate: Mandate) -> Mandate:
    """Both hear once that it ends in a week."""
    with transaction.atomic():
        due = queries.in_force().filter(pk=mandate.pk, warned_at__isnull=True).update(warned_at=clock.now())
        mandate.refresh_from_db()
        if due:
            notices.ends_soon(mandate)
    return mandate


def principal_died(principal: Party, *, by: Actor) -> int:
    """A mandate ends with the death of either side (Civil Code art. 173); gives how many ended."""
    open_ones = list(
        Mandate.objects.filter(
            principal=principal, state__in=(MandateState.WAITING, MandateState.ACTIVE)
        ).select_related("principal", "agent")
    )
    for mandate in open_ones:
        _end(mandate, EndReason.DEATH, by=by)
    return len(open_ones)


def note_looked(mandate: Mandate, *, what: Power, by: Actor) -> None:
    """Somebody read for the person; noted once a day for each thing, and shown to them."""
    key = f"{mandate.pk}:{what}:{clock.today().isoformat()}"
    with once(scope="mandate.looked", key=key, fingerprint=key) as slot:
        if slot.result is None:
            looked = events.MandateLooked(mandate=mandate.pk, what=what)
            record(subject="party", subject_id=mandate.principal_id, event=looked, by=by)
            slot.keep("noted")


def forget(person: Party, *, by: Actor) -> None:
    """A person was erased: nobody acts for them any more, and whom they acted for keeps no name of theirs."""
    with transaction.atomic():
        for mandate in (
            Mandate.objects.filter(principal=person) | Mandate.objects.filter(agent=person)
        ).select_for_update():
            if mandate.state in (MandateState.WAITING, MandateState.ACTIVE):
                Mandate.objects.filter(pk=mandate.pk).update(
                    state=MandateState.ENDED, end_reason=EndReason.REVOKED, ended_at=clock.now()
                )
                mandate.refresh_from_db()
            mandate.agent_name = mandate.agent_phone = mandate.agent_phone_hash = ""
            mandate.document, mandate.refused_because = (
                _("erased") if mandate.document else "", _("erased") if mandate.refused_because else "",
            )  # fmt: skip
            mandate.save(
                update_fields=["agent_name", "agent_phone", "agent_phone_hash", "document", "refused_because"]
            )
        erase_personal(subject="party", subject_id=person.pk, by=by, reason="party.erased")


def _create(
    principal: Party,
    terms: Terms,
    *,
    how: How,
    by: Actor,
    claim_id: int | None,
    claim_number: str,
    agent: Party | None = None,
    document: str = "",
    document_sha256: str = "",
) -> Mandate:
    rules.refuse_unable(principal)
    errors = rules.wrong(terms, how=how, principal=principal)
    if how == How.PAPER and not document:
        errors["document"] = _("Which paper is it, and of which day?")
    if len(document) > LONGEST_DOCUMENT:
        errors["document"] = _("This is longer than %(most)d characters. Please shorten it a little.") % {
            "most": LONGEST_DOCUMENT
        }
    if Power.COLLECT in terms.powers and agent is None and "powers" not in errors:
        errors["powers"] = _("Who receives money has to be known by ID number. Please enter it.")
    if Power.CONTRACTS in terms.powers and claim_id is not None:
        errors["powers"] = _(
            "Contracts are not part of one case. Please choose all cases, or leave them out."
        )
    if errors:
        raise Invalid(fields=errors)
    from_on, until_on = terms.from_on, terms.until_on
    assert from_on and until_on  # checked above
    phone = parse_mobile(terms.agent_phone)
    chosen = {*terms.powers, Power.SEE}
    with transaction.atomic():
        mandate = with_new_ref(
            "MA",
            lambda ref: Mandate.objects.create(
                ref=ref,
                principal=principal,
                agent=agent,
                agent_name=terms.agent_name.strip(),
                agent_phone=phone,
                agent_phone_hash=phone_hash(phone),
                relation=terms.relation,
                powers=[str(one) for one in Power if one in chosen],
                collects=Power.COLLECT in chosen,
                claim_id=claim_id,
                claim_number=claim_number,
                from_on=from_on,
                until_on=until_on,
                how=how,
                document=document,
                document_sha256=document_sha256,
                recorded_by=signing(by) if how == How.PAPER else None,
            ),
        )
        asked = events.MandateAsked(
            mandate=mandate.pk, ref=mandate.ref, how=how, powers=mandate.powers,
            until_on=mandate.until_on.isoformat(), agent=mandate.agent_name,
        )  # fmt: skip
        record(subject="party", subject_id=principal.pk, event=asked, by=by)
        if how == How.PORTAL:
            end_at = clock.now() + timedelta(days=CONFIRM_DAYS)
            key = f"mandates.end:{mandate.pk}:unconfirmed"
            enqueue_all([New("mandates.end", {"mandate_id": mandate.pk}, end_at, key)])
    return mandate


def _take_effect(mandate: Mandate, *, by: Actor, **changes: object) -> Mandate:
    if mandate.until_on < clock.today():
        raise Refused("mandate.over", _("The last day of this mandate is over. Please give a new one."))
    mandate = _move(mandate, to=MandateState.ACTIVE, given_at=clock.now(), **changes)
    given = events.MandateGiven(
        mandate=mandate.pk, ref=mandate.ref, powers=mandate.powers, until_on=mandate.until_on.isoformat(),
        agent=mandate.agent_name,
    )  # fmt: skip
    record(subject="party", subject_id=mandate.principal_id, event=given, by=by)
    notices.given(mandate)
    over = day_start(mandate.until_on + timedelta(days=1))
    jobs = [New("mandates.end", {"mandate_id": mandate.pk}, over, f"mandates.end:{mandate.pk}")]
    if (soon := _warn_at(mandate.until_on)) > clock.now():
        jobs.append(New("mandates.warn", {"mandate_id": mandate.pk}, soon, f"mandates.warn:{mandate.pk}"))
    enqueue_all(jobs)
    return mandate


def _warn_at(until_on: date) -> datetime:
    """The morning a week before the last day; of a shorter one the message that it is given says enough."""
    return day_start(until_on - timedelta(days=WARNED_DAYS)) + timedelta(hours=9)


def _end(mandate: Mandate, reason: EndReason, *, by: Actor) -> Mandate:
    with transaction.atomic():
        was_active = mandate.state == MandateState.ACTIVE
        mandate = _move(mandate, to=MandateState.ENDED, end_reason=reason, ended_at=clock.now())
        ended = events.MandateEnded(
            mandate=mandate.pk, ref=mandate.ref, reason=reason, agent=mandate.agent_name
        )
        record(subject="party", subject_id=mandate.principal_id, event=ended, by=by)
        if was_active:
            notices.ended(mandate)
    return mandate


def _move(mandate: Mandate, *, to: MandateState, **changes: object) -> Mandate:
    """Only from where it may go there, and only once, whoever else is at it."""
    origins = [origin for origin, targets in MOVES.items() if to in targets]
    if Mandate.objects.filter(pk=mandate.pk, state__in=origins).update(state=to, **changes) != 1:
        raise Refused("mandate.over", _("This mandate is in force, refused or over already."))
    mandate.refresh_from_db()
    return mandate


def _require_waiting(mandate: Mandate) -> None:
    if mandate.state != MandateState.WAITING or mandate.how != How.PORTAL:
        raise Refused("mandate.over", _("This mandate is in force, refused or over already."))


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid(fields={"reason": _("Please say why. The person reads it.")})
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            fields={
                "reason": _("This is longer than %(most)d characters. Please shorten it a little.")
                % {"most": LONGEST_REASON}
            }
        )
    return reason

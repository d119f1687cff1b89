"""Value-added services: ordered within the right, passed on with consent, done by a provider, judged."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import events, invitations, programme
from anpei.care.actions.guards import LONGEST, move, refuse_long, too_long
from anpei.care.models import ExtraOrder, ExtraQuota, ExtraState
from anpei.care.programme import Extra
from anpei.care.queries import extras as queries
from anpei.care.states import EXTRA_MOVES
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.parties import actions as parties
from anpei.parties.models import Consent, ConsentPurpose, LegalBasis, Party
from anpei.parties.queries import needs_guardian
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember

LONGEST_RESULT = 1_000
DEAREST_FEN = 100_000_00


def order(
    member: InsuredMember,
    *,
    kind: str,
    by: Actor,
    words: str = "",
    consent: bool = False,
    consent_by: str = "",
    channel: str = "portal",
) -> ExtraOrder:
    """One use, counted at once. ``consent``: the person agrees that this provider learns of their health.

    By the customer, or by staff who hear it on the phone (then ``consent_by`` names who agreed).
    """
    extra = _known(kind)
    by_staff = by.kind != "customer"
    if by_staff:
        require(by, Permission.CARE_DO)
        _of_unit(member, by)
    errors = {}
    if len(words.strip()) > LONGEST:
        errors["words"] = too_long(LONGEST)
    if extra.health_data and not consent:
        errors["consent"] = _(
            "The provider has to know about your health. Without your yes we cannot order it."
        )
    if extra.health_data and consent and by_staff and not consent_by.strip():
        errors["consent_by"] = _("Who said yes on the phone?")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        quota = _use(extra, member)
        agreed = None
        if extra.health_data:
            agreed = _agreed(extra, member.party, by=by, channel=channel, given_by=consent_by)
        row = ExtraOrder.objects.create(
            member=member,
            kind=kind,
            provider=extra.provider,
            quota=quota,
            words=words.strip(),
            ordered_by=by.name[:80],
            ordered_at=clock.now(),
            consent=agreed,
        )
        _note(row, events.ExtraOrdered(kind=kind), by, new=True)
        invitations.extra_ordered(row)
    return row


def arrange(row: ExtraOrder, *, by: Actor, appointment_at: datetime | None = None) -> ExtraOrder:
    """Hand it to the provider, with what it needs and no more; health data only while the consent stands."""
    require(by, Permission.CARE_DO)
    _of_unit(row.member, by)
    extra = programme.extra(row.kind)
    errors = {}
    if extra.appointment and appointment_at is None:
        errors["appointment_at"] = _("When? The customer waits for a day and an hour.")
    if appointment_at is not None and appointment_at <= clock.now():
        errors["appointment_at"] = _("This moment has passed.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        stands = (
            row.consent_id is not None
            and Consent.objects.select_for_update()
            .filter(pk=row.consent_id, withdrawn_at__isnull=True)
            .exists()
        )
        if extra.health_data and not stands:
            raise Refused(
                "care.consent_withdrawn",
                _("The person took the consent back. Nothing may be passed on; please talk to them."),
            )
        passed = ["name", "phone", *(["words"] if row.words else [])]
        row = _move(
            row,
            to=ExtraState.ARRANGED,
            appointment_at=appointment_at,
            passed=passed,
            passed_at=clock.now(),
        )
        _note(row, events.ExtraPassed(kind=row.kind, provider=row.provider, fields=passed), by)
        invitations.extra_arranged(row)
    return row


def finish_extra(row: ExtraOrder, *, result: str, by: Actor, cost_fen: int | None = None) -> ExtraOrder:
    """The provider did it: what came of it, what it costs the insurer (fen)."""
    require(by, Permission.CARE_DO)
    _of_unit(row.member, by)
    errors = {}
    if not result.strip():
        errors["result"] = _("What was done? One sentence.")
    if len(result.strip()) > LONGEST_RESULT:
        errors["result"] = too_long(LONGEST_RESULT)
    if cost_fen is not None and not 0 <= cost_fen <= DEAREST_FEN:
        errors["cost_fen"] = _("Between 0 and %(most)d yuan.") % {"most": DEAREST_FEN // 100}
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        row = _move(row, to=ExtraState.DONE, done_at=clock.now(), cost_fen=cost_fen)
        row.result = result.strip()
        row.save(update_fields=["result"])
        _note(row, events.ExtraDone(kind=row.kind), by)
        invitations.extra_done(row)
    return row


def decline_extra(row: ExtraOrder, *, reason: str, by: Actor) -> ExtraOrder:
    """Not possible; the customer reads why, and the use is given back."""
    require(by, Permission.CARE_DO)
    _of_unit(row.member, by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why not, and what do you do instead? The customer reads it.")})
    refuse_long(reason=reason)
    with transaction.atomic():
        row = _move(row, to=ExtraState.DECLINED, declined_because=reason.strip())
        _give_back(row)
        _note(row, events.ExtraDeclined(kind=row.kind, reason=row.declined_because), by)
        invitations.extra_declined(row)
    return row


def cancel_extra(row: ExtraOrder, *, by: Actor) -> ExtraOrder:
    """Not needed any more; the use is given back."""
    if by.kind != "customer":
        require(by, Permission.CARE_DO)
        _of_unit(row.member, by)
    with transaction.atomic():
        row = _move(row, to=ExtraState.CANCELLED)
        _give_back(row)
        _note(row, events.ExtraCancelled(kind=row.kind), by)
    return row


def judge_extra(row: ExtraOrder, *, satisfaction: int, by: Actor, comment: str = "") -> ExtraOrder:
    """How it was, 1 to 5, by the customer; once."""
    if not 1 <= satisfaction <= 5:
        raise Invalid(fields={"satisfaction": _("Please choose one of the answers shown.")})
    refuse_long(comment=comment)
    with transaction.atomic():
        changed = ExtraOrder.objects.filter(
            pk=row.pk, state=ExtraState.DONE, satisfaction__isnull=True
        ).update(satisfaction=satisfaction)
        if not changed:
            raise Refused("care.judged", _("You have told us already. Thank you."))
        row.refresh_from_db()
        row.comment = comment.strip()
        row.save(update_fields=["comment"])
        _note(row, events.ExtraJudged(satisfaction=satisfaction), by)
    return row


def _known(kind: str) -> Extra:
    if kind not in {one.kind for one in programme.extras().extras}:
        raise Invalid(fields={"kind": _("Please choose one of the answers shown.")})
    return programme.extra(kind)


def _use(extra: Extra, member: InsuredMember) -> ExtraQuota:
    """One use more, or a refusal that says why not. Two at the same instant never both get the last one."""
    today = clock.today()
    if not policies.members_in_force(member.party, today).filter(pk=member.pk).exists():
        raise Refused("care.extra_not_in_force", _("This contract is not in force today."))
    if not queries.included(extra, member):
        raise Refused("care.extra_not_included", _("This contract does not bring this service."))
    right = queries.right(extra, member, on=today)
    if right.hindrance == "waiting" and right.until is not None:
        raise Refused(
            "care.extra_waiting",
            _("The contract brings this from %(day)s.") % {"day": right.until.isoformat()},
        )
    if right.hindrance == "needs_case":
        raise Refused(
            "care.extra_needs_case", _("This comes with a reported illness. Please report it first.")
        )
    quota = _quota(extra, member, right)
    if not ExtraQuota.objects.filter(pk=quota.pk, used__lt=F("allowed")).update(used=F("used") + 1):
        raise Refused(
            "care.extra_used_up",
            _("All %(count)d uses of this policy year are used up. The next year brings new ones.")
            % {"count": quota.allowed},
        )
    quota.refresh_from_db()
    return quota


def _quota(extra: Extra, member: InsuredMember, right: queries.Right) -> ExtraQuota:
    key = {"member": member, "kind": extra.kind, "year_start": right.year_start}
    try:
        with transaction.atomic():
            quota, _made = ExtraQuota.objects.get_or_create(**key, defaults={"allowed": extra.per_year})
    except IntegrityError:  # somebody ordered the first one a moment ago
        quota = ExtraQuota.objects.get(**key)
    return quota


def _give_back(row: ExtraOrder) -> None:
    ExtraQuota.objects.filter(pk=row.quota_id).update(used=F("used") - 1)


def _agreed(extra: Extra, person: Party, *, by: Actor, channel: str, given_by: str) -> Consent:
    """The separate consent for this provider (PIPL art. 23, 29; under 14 the guardian's, art. 31); one that stands is used."""
    version = f"1:{extra.provider}"[:20]
    standing = person.consents.filter(
        purpose=ConsentPurpose.HEALTH_PROVIDER, text_version=version, withdrawn_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    child = needs_guardian(person, clock.today())
    return parties.give_consent(
        party=person,
        purpose=ConsentPurpose.HEALTH_PROVIDER,
        text_version=version,
        channel=channel,
        basis=LegalBasis.GUARDIAN_CONSENT if child else LegalBasis.SEPARATE_CONSENT,
        given_by=given_by.strip() or by.name or (person.guardian.name if child and person.guardian else ""),
        by=by,
    )


def _of_unit(member: InsuredMember, by: Actor) -> None:
    if not sees_unit(signing(by), member.policy.unit):
        raise Forbidden("care.other_unit", _("This unit is not one of yours."))


def _move(row: ExtraOrder, *, to: ExtraState, **changes: object) -> ExtraOrder:
    return move(row, EXTRA_MOVES, to=to, **changes)


def _note(row: ExtraOrder, happened: object, by: Actor, new: bool = False) -> None:
    record(subject="care_extra", subject_id=row.pk, event=happened, by=by, new_chain=new)

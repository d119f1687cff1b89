"""Every write about contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.audit.actions import record
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused, Words
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies import events
from anpei.policies.models import (
    AccumulatorEntry,
    Beneficiary,
    DocumentKind,
    Endorsement,
    Energy,
    InsuredMember,
    InsuredVehicle,
    Policy,
    PolicyState,
    VehicleClass,
    VehicleUse,
)
from anpei.policies.queries import SUM_INSURED, plate_hash, tidy_plate
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms.product import deductible_rates
from anpei.values.money import MAX_FEN
from anpei.values.regions import is_region_code

WHOLE_BP = 10_000
LONGEST_NUMBER = 40
LONGEST_SUMMARY = 200


def issue(
    *,
    number: str,
    product_version: ProductVersion,
    policyholder: Party,
    unit: Unit,
    starts_on: date,
    ends_on: date,
    by: Actor,
    issued_on: date | None = None,
    first_started_on: date | None = None,
    group: bool = False,
    premium_fen: int = 0,
) -> Policy:
    """Enter a contract. Dates are local; ``ends_on`` is the last day covered."""
    errors: dict[str, Words] = {}
    if not 1 <= len(number.strip()) <= LONGEST_NUMBER:
        errors["number"] = _("A policy number has 1 to 40 characters.")
    if ends_on < starts_on:
        errors["ends_on"] = _("The last day of cover lies before the first.")
    if errors:
        raise Invalid(fields=errors)
    if Policy.objects.filter(number=number.strip().upper()).exists():
        raise Refused(
            code="policy.known",
            message=_("A policy with this number is already here."),
            fields={"number": _("Already here.")},
        )
    with transaction.atomic():
        policy = Policy.objects.create(
            number=number.strip().upper(),
            product_version=product_version,
            policyholder=policyholder,
            unit=unit,
            group=group,
            issued_on=issued_on or starts_on,
            starts_on=starts_on,
            ends_on=ends_on,
            first_started_on=first_started_on or starts_on,
            premium_fen=premium_fen,
        )
        record(
            subject="policy",
            subject_id=policy.pk,
            event=events.PolicyIssued(
                number=policy.number,
                product_version=str(product_version),
                starts_on=starts_on,
                ends_on=ends_on,
            ),
            by=by,
            new_chain=True,
        )
    return policy


def lapse(policy: Policy, *, on: date, by: Actor) -> Policy:
    """The premium stayed open and cover is suspended (Insurance Law art. 36). ``on`` is the first day not covered."""
    with transaction.atomic():
        policy = Policy.objects.select_for_update().get(pk=policy.pk)
        if policy.state != PolicyState.IN_FORCE:
            raise Refused("policy.not_in_force", _("This contract is not in force."))
        if not policy.starts_on < on <= policy.ends_on:
            raise Invalid(fields={"on": _("This day does not lie inside the time of cover.")})
        policy.state, policy.terminated_on = PolicyState.LAPSED, on
        policy.save(update_fields=["state", "terminated_on"])
        record(subject="policy", subject_id=policy.pk, event=events.PolicyLapsed(on), by=by)
    return policy


def surrender(policy: Policy, *, on: date, by: Actor) -> Policy:
    """The holder ends the contract (Insurance Law art. 15). ``on`` is the first day not covered; before the start: never."""
    with transaction.atomic():
        policy = Policy.objects.select_for_update().get(pk=policy.pk)
        if policy.state != PolicyState.IN_FORCE:
            raise Refused("policy.not_in_force", _("This contract is not in force."))
        if on > policy.ends_on:
            raise Invalid(fields={"on": _("This day does not lie inside the time of cover.")})
        policy.state, policy.terminated_on = PolicyState.SURRENDERED, max(on, policy.starts_on)
        policy.save(update_fields=["state", "terminated_on"])
        ended = events.PolicySurrendered(policy.terminated_on)
        record(subject="policy", subject_id=policy.pk, event=ended, by=by)
    return policy


def add_member(
    *,
    policy: Policy,
    party: Party,
    by: Actor,
    joined_on: date | None = None,
    first_joined_on: date | None = None,
    left_on: date | None = None,
    plan: str = "",
    social_insured: bool = True,
    sums_insured: dict[str, int] | None = None,
    place_code: str = "",
) -> InsuredMember:
    """Insure a person under a policy; ``sums_insured`` is benefit code to fen.

    ``place_code``: where a house, a stock or a plant lies (GB/T 2260, six digits), when that is not where the person lives.
    """
    joined = joined_on or policy.starts_on
    if place_code and not is_region_code(place_code):
        raise Invalid(fields={"place_code": _("A region code has 6 digits.")})
    if not policy.starts_on <= joined <= policy.ends_on:
        raise Invalid(fields={"joined_on": _("The joining day lies outside the policy.")})
    if left_on and left_on < joined:
        raise Invalid(fields={"left_on": _("The leaving day lies before the joining day.")})
    if _insured_meanwhile(policy, party, joined, left_on):
        raise Refused(
            code="member.known",
            message=_("This person is insured under this policy in that time already."),
            fields={"joined_on": _("Already insured on this day.")},
        )
    with transaction.atomic():
        member = InsuredMember.objects.create(
            policy=policy,
            party=party,
            plan=plan,
            joined_on=joined,
            left_on=left_on,
            first_joined_on=first_joined_on
            or (policy.first_started_on if joined == policy.starts_on else joined),
            social_insured=social_insured,
            sums_insured=sums_insured or {},
            place_code=place_code,
        )
        record(
            subject="policy",
            subject_id=policy.pk,
            event=events.MemberJoined(member=member.pk, joined_on=joined, left_on=left_on),
            by=by,
        )
    return member


def remove_member(member: InsuredMember, *, left_on: date, by: Actor) -> InsuredMember:
    """``left_on`` is the first day no longer insured."""
    if left_on < member.joined_on:
        raise Invalid(fields={"left_on": _("The leaving day lies before the joining day.")})
    with transaction.atomic():
        InsuredMember.objects.filter(pk=member.pk).update(left_on=left_on)
        member.left_on = left_on
        record(
            subject="policy",
            subject_id=member.policy_id,
            event=events.MemberLeft(member=member.pk, left_on=left_on),
            by=by,
        )
    return member


def endorse(
    *,
    policy: Policy,
    number: str,
    effective_on: date,
    summary: str,
    terms: dict[str, int | str],
    by: Actor,
    kind: str = DocumentKind.ENDORSEMENT,
) -> Endorsement:
    """Enter an endorsement, a special agreement or a rider, in effect from ``effective_on``.

    ``terms`` may change sums insured, ``sum_insured.<key of the product file>`` to fen, and what the product calls
    negotiable, by its path in the file. Any other term is of the product version itself and refused.
    """
    errors: dict[str, Words] = {}
    if not 1 <= len(number.strip()) <= LONGEST_NUMBER:
        errors["number"] = _("An endorsement number has 1 to 40 characters.")
    if not policy.starts_on <= effective_on <= policy.ends_on:
        errors["effective_on"] = _("This day lies outside the policy.")
    if len(summary) > LONGEST_SUMMARY:
        errors["summary"] = _("This is longer than %(most)d characters. Please shorten it a little.") % {
            "most": LONGEST_SUMMARY
        }
    if kind not in DocumentKind.values:
        errors["kind"] = _("Endorsement, special agreement or rider?")
    product = products.terms(policy.product_version)
    allowed = [SUM_INSURED + key for key in product.sum_insured_keys()] + list(product.negotiable)
    for path, value in terms.items():
        if path not in allowed or type(value) is not int or value < 0:
            errors["terms"] = _(
                "“%(path)s” cannot be changed for one policy. Whole numbers in fen, basis points or days "
                "are possible for: %(allowed)s"
            ) % {"path": path, "allowed": ", ".join(allowed) or "–"}
    if errors:
        raise Invalid(fields=errors)
    if Endorsement.objects.filter(number=number.strip()).exists():
        raise Refused(code="endorsement.known", message=_("An endorsement with this number is already here."))
    with transaction.atomic():
        endorsement = Endorsement.objects.create(
            policy=policy,
            number=number.strip(),
            kind=kind,
            effective_on=effective_on,
            summary=summary,
            terms=terms,
        )
        record(
            subject="policy",
            subject_id=policy.pk,
            event=events.PolicyEndorsed(
                number=endorsement.number, effective_on=effective_on, summary=summary
            ),
            by=by,
        )
    return endorsement


def name_beneficiaries(
    member: InsuredMember, *, shares: list[tuple[str, str, int, Party | None]], by: Actor
) -> list[Beneficiary]:
    """Replace the beneficiaries: (name, relationship, share in basis points, person if known). Shares make the whole."""
    if shares and sum(share for _name, _relation, share, _party in shares) != WHOLE_BP:
        raise Invalid(fields={"shares": _("The shares do not add up to 100 %.")})
    if any(not name.strip() or not 0 < share <= WHOLE_BP for name, _relation, share, _party in shares):
        raise Invalid(fields={"shares": _("Each beneficiary needs a name and a share above 0 %.")})
    with transaction.atomic():
        member.beneficiaries.all().delete()
        record(
            subject="policy",
            subject_id=member.policy_id,
            event=events.BeneficiariesNamed(member=member.pk, count=len(shares)),
            by=by,
        )
        return [
            Beneficiary.objects.create(
                member=member, name=name, relationship=relation, share_bp=share, party=party
            )
            for name, relation, share, party in shares
        ]


@dataclass(frozen=True)
class VehicleForm:
    """A vehicle as the contract describes it. Amounts in fen, shares in basis points by benefit code."""

    plate: str
    vehicle_class: str
    use: str
    first_registered_on: date
    new_price_fen: int
    energy: str = Energy.FUEL
    vin: str = ""
    model: str = ""
    seats: int | None = None
    agreed_deductible_fen: int = 0
    absolute_deductible_bp: Mapping[str, int] = field(default_factory=dict)


def insure_vehicle(member: InsuredMember, *, form: VehicleForm, by: Actor) -> InsuredVehicle:
    """Describe the vehicle a motor policy insures; a later call replaces what stood there."""
    errors = _wrong_vehicle(member, form)
    if errors:
        raise Invalid(fields=errors)
    values = asdict(form) | {"plate": tidy_plate(form.plate), "plate_hash": plate_hash(form.plate)}
    with transaction.atomic():
        vehicle, _new = InsuredVehicle.objects.update_or_create(member=member, defaults=values)
        record(
            subject="policy",
            subject_id=member.policy_id,
            event=events.VehicleInsured(member=member.pk, vehicle_class=form.vehicle_class, use=form.use),
            by=by,
        )
    return vehicle


def _wrong_vehicle(member: InsuredMember, form: VehicleForm) -> dict[str, Words]:
    errors: dict[str, Words] = {}
    if not 5 <= len(tidy_plate(form.plate)) <= 10:
        errors["plate"] = _("A number plate, as on the plate.")
    for name, allowed in (("vehicle_class", VehicleClass), ("use", VehicleUse), ("energy", Energy)):
        if getattr(form, name) not in allowed.values:
            errors[name] = _("Please choose one of: %(allowed)s") % {"allowed": ", ".join(allowed.values)}
    for name in ("new_price_fen", "agreed_deductible_fen"):
        if not 0 <= getattr(form, name) <= MAX_FEN:
            errors[name] = _("An amount of zero or more.")
    if form.first_registered_on > member.policy.ends_on:
        errors["first_registered_on"] = _("This day lies after the policy.")
    if form.seats is not None and not 1 <= form.seats <= 1_000:
        errors["seats"] = _("A whole number of seats.")
    offered = deductible_rates(products.terms(member.policy.product_version))
    for code, share in form.absolute_deductible_bp.items():
        if share and share not in offered.get(code, ()):
            errors["absolute_deductible_bp"] = _("The product offers no such deductible for “%(code)s”.") % {
                "code": code
            }
    return errors


def use_accumulators(
    *, member: InsuredMember, entries: list[tuple[str, date | None, int]], source: str
) -> None:
    """Post what a calculation used: (key, first day of the policy year or None for lifetime, fen; negative reverses).

    The same ``source`` posts once; the caller holds the member's row lock (``lock_member``).
    """
    for key, period_start, amount_fen in entries:
        if amount_fen:
            AccumulatorEntry.objects.get_or_create(
                member=member,
                key=key,
                period_start=period_start,
                source=source,
                defaults={"amount_fen": amount_fen},
            )


def lock_member(member_id: int) -> InsuredMember:
    """Hold the member's row until the transaction ends, so that two claims never spend the same deductible or limit."""
    return InsuredMember.objects.select_for_update().get(pk=member_id)


def _insured_meanwhile(policy: Policy, party: Party, joined_on: date, left_on: date | None) -> bool:
    """Whether another membership of the person overlaps; leaving and joining on one day is no overlap."""
    others = InsuredMember.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=joined_on), policy=policy, party=party
    )
    return (others.filter(joined_on__lt=left_on) if left_on else others).exists()

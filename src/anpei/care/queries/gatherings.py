"""Gatherings: whom the rules let come, what a customer may sign up for, what staff see, what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.care.models import (
    Gathering,
    GatheringPurpose,
    GatheringState,
    Guest,
    GuestState,
)
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.organisation.queries import within
from anpei.parties.models import Consent, ConsentPurpose, Party, PartyKind
from anpei.policies.models import InsuredMember
from anpei.protection import queries as protection
from anpei.protection.queries import Protected
from anpei.values.dates import add_years, age_on, local_date

PAGE = 30
SHOWN_TO_CUSTOMERS = 20
EFFECT_DAYS = 180


@dataclass(frozen=True)
class Known:
    """What the rules ask about one person, read for many at once."""

    person: Party
    covers: frozenset[tuple[str, str]]  # path of the unit and line of business of each cover in force
    agreed: bool  # to offers and events
    protected: list[Protected] = field(default_factory=list)


def known_of(people: Sequence[Party]) -> list[Known]:
    """A number of statements that does not grow with the people."""
    today = clock.today()
    ids = [person.pk for person in people]
    covers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = _in_force(InsuredMember.objects.filter(party__in=ids), today)
    for party, path, line in rows.values_list(
        "party", "policy__unit__path", "policy__product_version__product__line"
    ):
        covers[party].add((path, line))
    agreed = set(_agreed(Consent.objects.filter(party__in=ids)).values_list("party", flat=True))
    protected = protection.of_people(ids, on=today)
    return [
        Known(one, frozenset(covers[one.pk]), one.pk in agreed, protected.get(one.pk, [])) for one in people
    ]


def suits(gathering: Gathering, known: Known) -> bool:
    """Whether the rules name this person: a cover in force with the unit, the lines, the area, the age that day."""
    person, on = known.person, local_date(gathering.starts_at)
    covered = any(
        path.startswith(gathering.unit.path) and (not gathering.lines or line in gathering.lines)
        for path, line in known.covers
    )
    if not covered or not person.region_code.startswith(gathering.area):
        return False
    if gathering.age_from is None and gathering.age_to is None:
        return True
    if person.birth_on is None:
        return False
    age = age_on(person.birth_on, on)
    return (gathering.age_from or 0) <= age <= (200 if gathering.age_to is None else gathering.age_to)


def may_come(gathering: Gathering, known: Known, *, invited: bool) -> bool:
    """Suits or was invited, and where insurance is presented: agreed to offers and lives through no vulnerable period."""
    if gathering.purpose == GatheringPurpose.MARKETING and (known.protected or not known.agreed):
        return False
    return invited or suits(gathering, known)


def to_invite(gathering: Gathering) -> QuerySet[Party]:
    """People the rules name who were not looked at yet, by id. The same rule as ``suits``, for a whole book."""
    on = local_date(gathering.starts_at)
    covers = InsuredMember.objects.filter(party=OuterRef("pk"), policy__unit__in=within(gathering.unit.path))
    if gathering.lines:
        covers = covers.filter(policy__product_version__product__line__in=gathering.lines)
    rows = Party.objects.filter(
        Exists(_in_force(covers, clock.today())),
        Q(phone_hash__gt="") | Q(guardian__isnull=False),
        pk__gt=gathering.invited_upto,
        kind=PartyKind.PERSON,
        erased_at__isnull=True,
    ).exclude(gatherings__gathering=gathering)
    if gathering.area:
        rows = rows.filter(region_code__startswith=gathering.area)
    if gathering.age_from is not None:
        rows = rows.filter(birth_on__lte=add_years(on, -gathering.age_from))
    if gathering.age_to is not None:
        rows = rows.filter(birth_on__gt=add_years(on, -gathering.age_to - 1))
    if gathering.purpose == GatheringPurpose.MARKETING:
        rows = rows.filter(Exists(_agreed(Consent.objects.filter(party=OuterRef("pk")))))
    return rows.select_related("guardian").order_by("pk")


@dataclass(frozen=True)
class Choice:
    """One gathering as a customer sees it: who of the family may come, and who is on a list already."""

    gathering: Gathering
    guests: list[Guest]
    may_sign_up: list[Party]

    @property
    def full(self) -> bool:
        return self.gathering.taken >= self.gathering.capacity


def choices(people: Sequence[Party]) -> list[Choice]:
    """Gatherings to come that somebody of these people is on a list of or may sign up for, the nearest first."""
    if not people:
        return []
    now = clock.now()
    known = known_of(people)
    units = {int(part) for one in known for path, _line in one.covers for part in path.strip("/").split("/")}
    rows = (
        Gathering.objects.filter(state=GatheringState.OPEN, ends_at__gt=now)
        .filter(Q(unit__in=units) | Q(pk__in=Guest.objects.filter(party__in=people).values("gathering")))
        .select_related("unit")
        .order_by("starts_at", "id")[:SHOWN_TO_CUSTOMERS]
    )
    found = [_choice(gathering, known) for gathering in _with_guests(rows, people)]
    return [one for one in found if one.guests or (one.may_sign_up and one.gathering.sign_up_until > now)]


def choice(people: Sequence[Party], gathering_id: int) -> Choice:
    """One gathering, also a past or cancelled one they were on a list of. NotFound for anybody else's."""
    rows = Gathering.objects.filter(pk=gathering_id).exclude(state=GatheringState.DRAFT)
    for gathering in _with_guests(rows.select_related("unit"), people):
        one = _choice(gathering, known_of(people))
        if one.guests or (one.may_sign_up and gathering.state == GatheringState.OPEN):
            return one
    raise _unknown()


def to_judge(people: Sequence[Party]) -> QuerySet[Guest]:
    """Gatherings somebody of these people was at and has said nothing about yet."""
    return Guest.objects.filter(
        party__in=people,
        state=GuestState.ATTENDED,
        gathering__state=GatheringState.HELD,
        answered_at__isnull=True,
        gathering__held_at__gt=clock.now() - timedelta(days=30),
    ).select_related("gathering", "party")


def for_staff(staff: Staff) -> QuerySet[Gathering]:
    """Gatherings of one's units, the newest first."""
    return (
        Gathering.objects.filter(unit__in=visible_units(staff))
        .select_related("unit", "made_by", "budget")
        .order_by("-id")
    )


def get_for_staff(staff: Staff, gathering_id: int) -> Gathering:
    found = for_staff(staff).filter(pk=gathering_id).first()
    if found is None:
        raise _unknown()
    return found


def guests(gathering: Gathering) -> QuerySet[Guest]:
    return gathering.guests.select_related("party__guardian").order_by("state", "turn", "id")


def guest_of(gathering: Gathering, guest_id: int) -> Guest:
    found = gathering.guests.select_related("party__guardian", "gathering").filter(pk=guest_id).first()
    if found is None:
        raise NotFound("care.unknown", _("There is no such guest."))
    return found


@dataclass(frozen=True)
class Effect:
    """Counts, and nothing else: who comes to a gathering chose to, so they differ from others anyway."""

    invited: int
    attended: int
    stayed_away: int  # invited and not there
    answered: int
    satisfied: int  # 4 or 5 of 5
    days: int  # counted so far, at most EFFECT_DAYS
    claims_of_attended: int  # people who reported a case in those days
    claims_of_away: int


def effect(gathering: Gathering) -> Effect:
    counted = gathering.guests.aggregate(
        invited=Count("id", filter=Q(invited_at__isnull=False)),
        attended=Count("id", filter=Q(state=GuestState.ATTENDED)),
        away=Count("id", filter=Q(invited_at__isnull=False) & ~Q(state=GuestState.ATTENDED)),
        answered=Count("id", filter=Q(answered_at__isnull=False)),
        satisfied=Count("id", filter=Q(satisfaction__gte=4)),
    )
    until = min(clock.now(), gathering.ends_at + timedelta(days=EFFECT_DAYS))
    window = Claim.objects.filter(reported_at__gt=gathering.ends_at, reported_at__lte=until)
    attended = gathering.guests.filter(state=GuestState.ATTENDED).order_by().values("party")
    away = gathering.guests.filter(invited_at__isnull=False).exclude(state=GuestState.ATTENDED)
    return Effect(
        invited=counted["invited"],
        attended=counted["attended"],
        stayed_away=counted["away"],
        answered=counted["answered"],
        satisfied=counted["satisfied"],
        days=max(0, (until - gathering.ends_at).days),
        claims_of_attended=_people_in(window.filter(insured__in=attended)),
        claims_of_away=_people_in(window.filter(insured__in=away.order_by().values("party"))),
    )


def counts(gathering: Gathering) -> dict[str, int]:
    """How many guests stand in each state."""
    found = gathering.guests.order_by().values_list("state").annotate(Count("id"))
    return dict.fromkeys(GuestState.values, 0) | dict(found)


def _people_in(rows: QuerySet[Claim]) -> int:
    return rows.aggregate(found=Count("insured", distinct=True))["found"]


def _choice(gathering: Gathering, known: Sequence[Known]) -> Choice:
    listed = list(gathering.guests.all())
    busy = {
        guest.party_id for guest in listed if guest.state not in (GuestState.INVITED, GuestState.NOT_COMING)
    }
    invited = {guest.party_id for guest in listed if guest.invited_at is not None}
    open_ = gathering.state == GatheringState.OPEN and gathering.sign_up_until > clock.now()
    may = [
        one.person
        for one in known
        if open_ and one.person.pk not in busy and may_come(gathering, one, invited=one.person.pk in invited)
    ]
    return Choice(gathering, listed, may)


def _with_guests(rows: QuerySet[Gathering], people: Sequence[Party]) -> list[Gathering]:
    mine = Guest.objects.filter(party__in=people).select_related("party").order_by("id")
    return list(rows.prefetch_related(Prefetch("guests", queryset=mine)))


def _in_force(rows: QuerySet[InsuredMember], on: date) -> QuerySet[InsuredMember]:
    return rows.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on),
        Q(policy__terminated_on__isnull=True) | Q(policy__terminated_on__gt=on),
        joined_on__lte=on,
        policy__starts_on__lte=on,
        policy__ends_on__gte=on,
    )


def _agreed(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    return rows.filter(purpose=ConsentPurpose.MARKETING, withdrawn_at__isnull=True)


def _unknown() -> NotFound:
    return NotFound("care.unknown", _("There is no such gathering, or it is over."))

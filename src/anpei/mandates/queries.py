"""Reads of mandates: what is in force today, for whom and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.mandates.models import Mandate, MandateState, Power
from anpei.parties.queries import by_phone

SHOWN = 50


def in_force(on: date | None = None) -> QuerySet[Mandate]:
    """Those that count on a day, whether or not the task that ends them has run: state and dates decide together."""
    day = on or clock.today()
    return Mandate.objects.filter(
        state=MandateState.ACTIVE, from_on__lte=day, until_on__gte=day, principal__erased_at__isnull=True
    )


def held_by(phone_hash: str) -> QuerySet[Mandate]:
    """What somebody with this phone may do for others today."""
    return in_force().filter(agent_phone_hash=phone_hash) if phone_hash else Mandate.objects.none()


def for_contracts(phone_hash: str) -> QuerySet[Mandate]:
    """Those that let this phone receive contracts or give them back, with whom they are for; the longest first."""
    rows = held_by(phone_hash).filter(claim_id__isnull=True).select_related("principal")
    chosen = [
        one.pk for one in rows if Power.CONTRACTS in one.powers
    ]  # a list in JSON: SQLite cannot look inside
    return rows.filter(pk__in=chosen).order_by("-until_on", "-id")


def powers(mandates: Iterable[Mandate]) -> frozenset[Power]:
    """What several mandates allow together."""
    return frozenset(Power(code) for one in mandates for code in one.powers)


def given_by(phone_hash: str) -> QuerySet[Mandate]:
    """Mandates of the people with this phone, newest first: waiting, in force and over."""
    return (
        Mandate.objects.filter(principal__in=by_phone(phone_hash).order_by().values("pk"))
        .select_related("principal")
        .order_by("-id")
    )


def kept_for(phone_hash: str) -> QuerySet[Mandate]:
    """Mandates in force held by this phone, with whom they are for; the next to end first."""
    return held_by(phone_hash).select_related("principal").order_by("until_on", "id")


def get_given(phone_hash: str, ref: str) -> Mandate:
    return _found(given_by(phone_hash), ref)


def get_held(phone_hash: str, ref: str) -> Mandate:
    return _found(kept_for(phone_hash), ref)


def of_claim(claim_id: int, principals: Collection[int]) -> QuerySet[Mandate]:
    """Every mandate of these people that this case is or was open to, newest first."""
    rows = Mandate.objects.filter(principal__in=list(principals))
    return (
        (rows.filter(claim_id=claim_id) | rows.filter(claim_id__isnull=True))
        .select_related("principal", "recorded_by", "checked_by")
        .order_by("-id")
    )


def get_of_claim(claim_id: int, principals: Collection[int], ref: str) -> Mandate:
    return _found(of_claim(claim_id, principals), ref)


def of_principal(principal_id: int) -> QuerySet[Mandate]:
    return (
        Mandate.objects.filter(principal=principal_id)
        .select_related("principal", "recorded_by", "checked_by")
        .order_by("-id")
    )


def to_collect(principals: Collection[int], *, agent_id: int, claim_id: int) -> Mandate | None:
    """The paper that lets this person receive money of one of ``principals`` for this case, if there is one in force."""
    rows = in_force().filter(principal__in=list(principals), agent=agent_id, collects=True)
    return (rows.filter(claim_id=claim_id) | rows.filter(claim_id__isnull=True)).order_by("-id").first()


def locked(mandate_id: int) -> Mandate:
    return Mandate.objects.select_for_update().get(pk=mandate_id)


def _found(rows: QuerySet[Mandate], ref: str) -> Mandate:
    mandate = rows.filter(ref=ref).first()
    if mandate is None:
        raise NotFound("mandate.unknown", _("We could not find this mandate, or it is over."))
    return mandate

"""Reads about people and companies."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.core.errors import NotFound
from anpei.core.fields import keyed_hash
from anpei.parties.models import BankAccount, Consent, ConsentPurpose, DataRequest, Party
from anpei.values.dates import age_on

ADULT_AT = 18
OWN_CONSENT_AT = 14  # Personal Information Protection Law art. 31


def by_id_number(number: str) -> Party | None:
    return Party.objects.filter(id_hash=id_hash(number)).first()


def by_phone(phone_hash: str) -> QuerySet[Party]:
    """People who gave this phone number; a family may share one."""
    return (
        Party.objects.filter(phone_hash=phone_hash, erased_at__isnull=True).order_by("id")
        if phone_hash
        else Party.objects.none()
    )


def get(party_id: int) -> Party:
    try:
        return Party.objects.get(pk=party_id)
    except Party.DoesNotExist:
        raise NotFound(code="party.unknown", message=_("We could not find this person.")) from None


def id_hash(number: str) -> str:
    return keyed_hash("id_number", number.strip().upper())


def phone_hash(phone: str) -> str:
    return keyed_hash("phone", phone.strip().replace(" ", "").removeprefix("+86"))


def by_email(address: str) -> QuerySet[Party]:
    """People who gave this e-mail address; a family may share one."""
    found = Party.objects.filter(email_hash=email_hash(address), erased_at__isnull=True).order_by("id")
    return found if address.strip() else found.none()


def email_hash(address: str) -> str:
    return keyed_hash("email", address.strip().lower())


def wechat_hash(openid: str) -> str:
    return keyed_hash("wechat", openid)


def by_wechat(openid: str) -> Party | None:
    """Who wrote to the official account, if they told us who they are."""
    return Party.objects.filter(wechat_hash=wechat_hash(openid), erased_at__isnull=True).first()


def name_hash(name: str) -> str:
    return keyed_hash("name", name.strip())


def account_hash(number: str) -> str:
    return keyed_hash("bank_account", number.replace(" ", ""))


def needs_guardian(party: Party, on: date) -> bool:
    """Under 14 the guardian agrees (Personal Information Protection Law art. 31)."""
    return party.birth_on is not None and age_on(party.birth_on, on) < OWN_CONSENT_AT


def has_consent(party: Party, purpose: ConsentPurpose) -> bool:
    return Consent.objects.filter(party=party, purpose=purpose, withdrawn_at__isnull=True).exists()


def open_accounts(party: Party) -> QuerySet[BankAccount]:
    return party.accounts.filter(closed_at__isnull=True).order_by("-id")


def wards_of(phone_hash: str) -> QuerySet[Party]:
    """Children and others whose guardian has this phone."""
    return Party.objects.filter(
        guardian__in=by_phone(phone_hash).values("pk"), erased_at__isnull=True
    ).order_by("id")


def consents_of(phone_hash: str) -> QuerySet[Consent]:
    """What was agreed to under this phone: by its people, for their wards, or before anybody was known. Newest first."""
    if not phone_hash:
        return Consent.objects.none()
    mine = by_phone(phone_hash).values("pk")
    return Consent.objects.filter(
        Q(party__in=mine) | Q(party__guardian__in=mine) | Q(phone_hash=phone_hash)
    ).order_by("-given_at", "-id")


def data_requests_of(phone_hash: str) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(party__in=by_phone(phone_hash).values("pk")).order_by("-id")

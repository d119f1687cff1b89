"""Every write about people, their accounts and their consents."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.audit.actions import erase_personal, record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.core.refs import with_new_ref
from anpei.deadlines.queries import working_calendar
from anpei.messages.channels import WAYS_OUT
from anpei.messages.quiet import own_hours
from anpei.parties import events, notices, queries, retention
from anpei.parties.models import (
    BankAccount,
    Consent,
    ConsentPurpose,
    DataRequest,
    DataRequestKind,
    IdType,
    LegalBasis,
    Party,
    PartyKind,
    Sex,
)
from anpei.values import identifiers

DATA_REQUEST_WORKING_DAYS = 15  # company promise; the law says "promptly" (PIPL art. 45)
LANGUAGES = ("zh-hans", "en")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}", re.ASCII)
REGION = re.compile(r"\d{6}", re.ASCII)
CORRECTABLE = frozenset(
    {"name", "phone", "address", "language", "preferred_channel", "email", "region_code", "care_note"}
)


def register(
    *,
    name: str,
    by: Actor,
    source: str,
    id_type: str = "",
    id_number: str = "",
    phone: str = "",
    birth_on: date | None = None,
    sex: str = Sex.UNKNOWN,
    kind: str = PartyKind.PERSON,
    address: str = "",
    region_code: str = "",
    language: str = "zh-hans",
    external_ref: str | None = None,
    guardian: Party | None = None,
) -> Party:
    """Register a person or company. A resident ID gives birth date and sex; a wrong one is Invalid next to its field."""
    errors: dict[str, str] = {}
    if not name.strip():
        errors["name"] = _("Please tell us the name.")
    if id_type == IdType.RESIDENT and id_number:
        try:
            identity = identifiers.parse_resident_id(id_number, today=clock.today())
            birth_on, sex, id_number = identity.born_on, str(identity.sex), identity.number
        except ValueError:
            errors["id_number"] = _(
                "This ID number does not add up. Please check the 18 characters once more."
            )
    if phone:
        try:
            phone = identifiers.parse_mobile(phone)
        except ValueError:
            errors["phone"] = _("This does not look like a mobile number of 11 digits.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        if id_number and queries.by_id_number(id_number):
            raise _known()
        party = _created(
            kind=kind,
            name=name.strip(),
            name_hash=queries.name_hash(name),
            id_type=id_type,
            id_number=id_number,
            id_hash=queries.id_hash(id_number) if id_number else None,
            phone=phone,
            phone_hash=queries.phone_hash(phone) if phone else "",
            birth_on=birth_on,
            sex=sex,
            address=address,
            region_code=region_code,
            language=language,
            external_ref=external_ref,
            guardian=guardian,
        )
        record(subject="party", subject_id=party.pk, event=events.PartyRegistered(source=source), by=by)
    return party


def by_document(*, name: str, id_number: str, phone: str, source: str, by: Actor) -> Party:
    """The person with this resident ID, registered where nobody has it yet. Another name under it is Invalid.

    A phone is taken over only where none is known: it is a log-in, and nobody's is changed on the way.
    """
    if not id_number.strip():
        raise Invalid(
            fields={"id_number": _("Please enter the ID number, so that we know exactly who it is.")}
        )
    known = queries.by_id_number(id_number)
    if known is None:
        return register(
            name=name, id_type=IdType.RESIDENT, id_number=id_number, phone=phone, source=source, by=by
        )
    if known.name != name.strip():
        raise Invalid(fields={"id_number": _("This ID number belongs to a person of another name.")})
    return correct(known, phone=phone, by=by) if phone.strip() and not known.phone else known


def choose_way(
    party: Party,
    *,
    channel: str,
    by: Actor,
    email: str = "",
    language: str = "zh-hans",
    at_night: bool = False,
    quiet_from: str = "",
    quiet_until: str = "",
) -> Party:
    """How a person wants to hear from us: which way, in which language, at any hour or not in hours of their own.

    ``quiet_from`` and ``quiet_until`` are local times as typed (22:00); both empty: the hours of the house.

    Where staff do it, the person is told so by text message, whatever way was chosen: nobody turns letters aside unseen.

    Raises Invalid beside the field; a way we have no address for is refused beside ``channel``.
    """
    email = email.strip()
    if channel == "email" and not email:
        raise Invalid(fields={"email": _("To which address?")})
    if channel == "wechat" and not party.wechat_openid:
        raise Invalid(
            fields={"channel": _("Please open this page inside WeChat once, so that we know you there.")}
        )
    own = own_hours(quiet_from.strip(), quiet_until.strip())
    with transaction.atomic():
        party = correct(party, by=by, preferred_channel=channel, email=email, language=language)
        party.write_at_night = at_night
        party.quiet_from, party.quiet_until = (own.begins, own.until) if own else (None, None)
        party.save(update_fields=["write_at_night", "quiet_from", "quiet_until"])
        if by.kind in ("staff", "api"):
            notices.way_changed(party, by=by)
    return party


def know_on_wechat(party: Party, *, openid: str, by: Actor) -> Party:
    """This person is that follower of our account. An openid belongs to one person: the earlier one lets go of it."""
    if not openid:
        raise Invalid(
            fields={"channel": _("WeChat did not say who you are. Please open the page once more.")}
        )
    hashed = queries.wechat_hash(openid)
    with transaction.atomic():
        Party.objects.filter(wechat_hash=hashed).exclude(pk=party.pk).update(
            wechat_openid="", wechat_hash=None
        )
        party = Party.objects.select_for_update().get(pk=party.pk)
        party.wechat_openid, party.wechat_hash = openid, hashed
        party.save(update_fields=["wechat_openid", "wechat_hash"])
        record(subject="party", subject_id=party.pk, event=events.PartyCorrected(fields=["wechat"]), by=by)
    return party


def correct(party: Party, *, by: Actor, **changes: str) -> Party:
    """Correct named fields of a person; anything not correctable is refused."""
    unknown = set(changes) - CORRECTABLE
    if unknown:
        raise Refused(
            code="party.not_correctable",
            message=_("These details cannot be changed here: %(fields)s")
            % {"fields": ", ".join(sorted(unknown))},
        )
    errors: dict[str, str] = {}
    if changes.get("phone"):
        try:
            changes["phone"] = identifiers.parse_mobile(changes["phone"])
        except ValueError:
            errors["phone"] = _("This does not look like a mobile number of 11 digits.")
    if "name" in changes and not changes["name"].strip():
        errors["name"] = _("Please tell us the name.")
    if changes.get("language", "zh-hans") not in LANGUAGES:
        errors["language"] = _("Please choose one of the answers shown.")
    if changes.get("preferred_channel", WAYS_OUT[0]) not in WAYS_OUT:
        errors["preferred_channel"] = _("Please choose one of the answers shown.")
    if changes.get("email") and not EMAIL.fullmatch(changes["email"]):
        errors["email"] = _("This does not look like an e-mail address.")
    if changes.get("region_code") and not REGION.fullmatch(changes["region_code"]):
        errors["region_code"] = _("A region code has 6 digits.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        party = Party.objects.select_for_update().get(pk=party.pk)
        for field, value in changes.items():
            setattr(party, field, value)
        if "phone" in changes:
            party.phone_hash = queries.phone_hash(party.phone) if party.phone else ""
        if "email" in changes:
            party.email_hash = queries.email_hash(party.email) if party.email else ""
        if "name" in changes:
            party.name_hash = queries.name_hash(party.name)
        party.save()
        record(
            subject="party", subject_id=party.pk, event=events.PartyCorrected(fields=sorted(changes)), by=by
        )
    return party


def add_account(*, party: Party, holder_name: str, number: str, bank_name: str, by: Actor) -> BankAccount:
    """A bank account of this person; the same number again returns the row that is there."""
    digits = number.replace(" ", "")
    errors: dict[str, str] = {}
    if not digits.isdigit() or not 10 <= len(digits) <= 25:
        errors["number"] = _("A card number has 13 to 19 digits. Please check it once more.")
    if not holder_name.strip():
        errors["holder_name"] = _(
            "Whose account is it? The name is printed on the card or in the bank's app."
        )
    if not bank_name.strip():
        errors["bank_name"] = _("Which bank is it? The name is printed on the card.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        account, _created = BankAccount.objects.get_or_create(
            party=party,
            number_hash=queries.account_hash(digits),
            defaults={
                "holder_name": holder_name.strip(),
                "number": digits,
                "last4": digits[-4:],
                "bank_name": bank_name.strip(),
            },
        )
        changed = (
            account.closed_at
            or account.holder_name != holder_name.strip()
            or account.bank_name != bank_name.strip()
        )
        if changed:
            account.closed_at, account.holder_name, account.bank_name = (
                None,
                holder_name.strip(),
                bank_name.strip(),
            )
            account.save()
    return account


def give_consent(
    *,
    purpose: str,
    text_version: str,
    channel: str,
    by: Actor,
    party: Party | None = None,
    phone_hash: str = "",
    basis: str = LegalBasis.SEPARATE_CONSENT,
    given_by: str = "",
) -> Consent:
    """Record an agreement or legal basis. Under 14, only the guardian can agree (PIPL art. 31)."""
    if party and basis == LegalBasis.SEPARATE_CONSENT and queries.needs_guardian(party, clock.today()):
        raise Refused(
            code="consent.guardian",
            message=_("For a child under 14, the guardian has to agree. Please give the guardian's name."),
        )
    if basis == LegalBasis.GUARDIAN_CONSENT and not given_by.strip():
        raise Invalid(fields={"given_by": _("Please give the guardian's name.")})
    if purpose not in ConsentPurpose.values or basis not in LegalBasis.values:
        raise Invalid(fields={"purpose": _("Please choose one of the answers shown.")})
    with transaction.atomic():
        consent = Consent.objects.create(
            party=party,
            phone_hash=phone_hash,
            purpose=purpose,
            basis=basis,
            text_version=text_version,
            channel=channel,
            given_by=given_by or by.name,
            given_at=clock.now(),
        )
        if party:
            record(
                subject="party",
                subject_id=party.pk,
                event=events.ConsentGiven(purpose=purpose, basis=basis, text_version=text_version),
                by=by,
            )
    return consent


def withdraw_consent(consent: Consent, *, by: Actor) -> None:
    """Taking an agreement back is as easy as giving it (PIPL art. 15); what was done before stays lawful."""
    with transaction.atomic():
        changed = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=clock.now()
        )
        if changed and consent.party_id:
            record(
                subject="party",
                subject_id=consent.party_id,
                event=events.ConsentWithdrawn(purpose=consent.purpose),
                by=by,
            )


def request_data(*, party: Party, kind: str, text: str, by: Actor) -> DataRequest:
    """A request to see, copy, correct or erase own data; the due date is our promise in working days."""
    if kind not in DataRequestKind.values:
        raise Invalid(fields={"kind": _("Please choose one of the answers shown.")})
    due_on = working_calendar().add_working_days(clock.today(), DATA_REQUEST_WORKING_DAYS)
    with transaction.atomic():
        request = with_new_ref(
            "DR",
            lambda ref: DataRequest.objects.create(ref=ref, party=party, kind=kind, text=text, due_on=due_on),
        )
        record(
            subject="party",
            subject_id=party.pk,
            event=events.DataRequestMade(kind=kind, ref=request.ref, due_on=due_on.isoformat()),
            by=by,
        )
    return request


def answer_data_request(request: DataRequest, *, answer: str, by: Actor) -> DataRequest:
    if not answer.strip():
        raise Invalid(fields={"answer": _("Please write the answer for the customer.")})
    with transaction.atomic():
        changed = DataRequest.objects.filter(pk=request.pk, answered_at__isnull=True).update(
            answered_at=clock.now(), answered_by=int(by.id)
        )
        if not changed:
            raise Refused(code="data_request.answered", message=_("This request has already been answered."))
        request.refresh_from_db()
        request.answer = answer
        request.save(update_fields=["answer"])
        record(
            subject="party",
            subject_id=request.party_id,
            event=events.DataRequestAnswered(ref=request.ref),
            by=by,
        )
    return request


def erase(party: Party, *, reason: str, by: Actor) -> Party:
    """Erase what we know of a person (PIPL art. 47), once no legal duty keeps it any more.

    Refused in words, with the date, while a claim runs or a period of retention does. The row stays as an empty place,
    so that contracts and events keep their order; the audit chains verify as before. Apps above erase their own part
    at the event ``party.erased``.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why. It stays on record.")})
    with transaction.atomic():
        party = Party.objects.select_for_update().get(pk=party.pk)
        if party.erased_at:
            raise Refused(code="party.erased", message=_("These details have been erased already."))
        _refuse_while_kept(party)
        now = clock.now()
        for account in party.accounts.all():
            account.holder_name = account.number = account.last4 = account.bank_name = ""
            account.number_hash, account.closed_at = f"erased:{account.pk}", now
            account.save()
        party.consents.update(given_by="", phone_hash="")
        for request in party.data_requests.all():
            request.text = request.answer = ""
            request.save(update_fields=["text", "answer"])
        for field in ("name", "name_hash", "id_type", "id_number", "phone", "phone_hash", "email", "email_hash", "wechat_openid",
                      "address", "region_code", "care_note"):  # fmt: skip
            setattr(party, field, "")
        party.id_hash = party.external_ref = party.birth_on = party.guardian = None
        party.wechat_hash, party.write_at_night = None, False
        party.quiet_from = party.quiet_until = None
        party.sex, party.erased_at = Sex.UNKNOWN, now
        party.save()
        erase_personal(subject="party", subject_id=party.pk, by=by, reason=reason)
        record(subject="party", subject_id=party.pk, event=events.PartyErased(reason=reason), by=by)
    return party


def _refuse_while_kept(party: Party) -> None:
    holds = retention.holds(party)
    endless = [hold for hold in holds if hold.until is None]
    if endless:
        raise Refused(
            code="party.kept",
            message=_("This cannot be erased yet: %(why)s. Please ask again when that is over.")
            % {"why": endless[0].why},
        )
    last = max(holds, key=lambda hold: hold.until or clock.today(), default=None)
    if last is not None and last.until is not None and last.until >= clock.today():
        raise Refused(
            code="party.kept",
            message=_("The law has us keep this until %(until)s: %(why)s. We use it for nothing else.")
            % {"until": last.until.isoformat(), "why": last.why},
        )


def _created(**values: Any) -> Party:
    try:
        with transaction.atomic():
            return Party.objects.create(**values)
    except IntegrityError:
        if queries.by_id_number(values["id_number"]) is None:  # then it is another key: not ours to word
            raise
        raise _known() from None  # somebody else registered the same person a moment ago


def _known() -> Refused:
    return Refused(code="party.known", message=_("A person with this ID number is already registered."))

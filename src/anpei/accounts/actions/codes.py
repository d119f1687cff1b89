"""One-time codes that let a customer in by phone.

Asking for a code never looks a customer up, so that the answer is the same whether or not the phone is known.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import CodePurpose, OneTimeCode
from anpei.accounts.queries import phone_hash
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused, Words
from anpei.core.fields import keyed_hash
from anpei.jobs.actions import enqueue
from anpei.values.errors import BadValue
from anpei.values.identifiers import parse_mobile

LIFETIME = timedelta(minutes=5)
MAX_ATTEMPTS = 5
PAUSE = timedelta(minutes=1)
PER_PHONE_AND_DAY = 10
PER_ADDRESS_AND_HOUR = 30


@dataclass(frozen=True)
class RequestedCode:
    phone_hash: str
    expires_at: datetime
    next_at: datetime  # earliest moment for another code
    shown_code: str | None  # the code itself, in the demo only


@transaction.atomic
def request_code(*, phone: str, ip: str, by: Actor, purpose: str = CodePurpose.LOGIN) -> RequestedCode:
    """Make a code and hand it to the SMS channel. Raises Invalid (phone) or Refused (too many, 429)."""
    number = _mobile(phone)
    now = clock.now()
    hashed, ip_hash = phone_hash(number), keyed_hash("ip", ip)
    _check_rate(hashed, ip_hash, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode(
        phone_hash=hashed,
        ip_hash=ip_hash,
        code_hash=_code_hash(hashed, code),
        purpose=purpose,
        language=get_language() or settings.LANGUAGE_CODE,
        requested_by=f"{by.kind}:{by.id}"[:80],
        sealed=json.dumps({"phone": number, "code": code}),
        sent_at=now,
        sent_minute=int(now.timestamp() // 60),
        expires_at=now + LIFETIME,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _wait(PAUSE) from None
    shown = settings.DEMO and settings.SHOW_CODES
    if not shown:
        enqueue(task="messages.send_code", args={"code_id": row.pk}, key=f"messages.send_code:{row.pk}")
    enqueue(
        task="accounts.forget_code",
        args={"code_id": row.pk},
        run_at=row.expires_at,
        key=f"accounts.forget_code:{row.pk}",
    )
    return RequestedCode(
        phone_hash=hashed,
        expires_at=row.expires_at,
        next_at=now + PAUSE,
        shown_code=code if shown else None,
    )


def verify_code(*, phone: str, code: str, purpose: str = CodePurpose.LOGIN) -> str:
    """The phone's keyed hash when the code is the last one sent and still good.

    Raises Invalid (phone, code) or Refused, in words that say what to do. Every try counts, so this must run
    outside the caller's transaction: rolling back would give the guess back.
    """
    hashed = phone_hash(_mobile(phone))
    row = OneTimeCode.objects.filter(phone_hash=hashed, purpose=purpose).order_by("-sent_at", "-pk").first()
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise Refused(
            "code.expired",
            _("This code is no longer valid. Please get a new one; it stays good for 5 minutes."),
        )
    open_rows = OneTimeCode.objects.filter(pk=row.pk, used_at__isnull=True)
    if open_rows.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1) != 1:
        raise Refused(
            "code.too_many_attempts", _("For your safety this code is closed. Please get a new one.")
        )
    if not constant_time_compare(_code_hash(hashed, code.strip()), row.code_hash):
        raise Invalid(fields={"code": _tries_left(MAX_ATTEMPTS - row.attempts - 1)})
    if open_rows.update(used_at=clock.now(), sealed="") != 1:
        raise Refused("code.expired", _("This code has been used already. Please get a new one."))
    return hashed


def forget_code(*, code_id: int) -> None:
    """Empty the readable part once the message has left or the code has run out; harmless when done twice."""
    OneTimeCode.objects.filter(pk=code_id).update(sealed="")


def _mobile(phone: str) -> str:
    try:
        return parse_mobile(phone)
    except BadValue:
        raise Invalid(
            fields={"phone": _("Please check the phone number: 11 digits, beginning with 1.")}
        ) from None


def _code_hash(hashed_phone: str, code: str) -> str:
    return keyed_hash("one_time_code", f"{hashed_phone}:{code}")


def _check_rate(hashed: str, ip_hash: str, now: datetime) -> None:
    of_phone = OneTimeCode.objects.filter(phone_hash=hashed)
    last = of_phone.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if last is not None and now - last < PAUSE:
        raise _wait(PAUSE - (now - last))
    if of_phone.filter(sent_at__gt=now - timedelta(days=1)).count() >= PER_PHONE_AND_DAY:
        raise Refused(
            "code.daily_limit",
            format_lazy(
                _("This phone got {count} codes today. Please try again tomorrow, or call us at {hotline}."),
                count=PER_PHONE_AND_DAY,
                hotline=settings.INSURER_HOTLINE,
            ),
            status=429,
        )
    from_address = OneTimeCode.objects.filter(ip_hash=ip_hash, sent_at__gt=now - timedelta(hours=1))
    if from_address.count() >= PER_ADDRESS_AND_HOUR:
        raise Refused(
            "code.address_limit",
            format_lazy(
                _(
                    "Many codes were asked for from this network. "
                    "Please try again in an hour, or call us at {hotline}."
                ),
                hotline=settings.INSURER_HOTLINE,
            ),
            status=429,
        )


def _wait(left: timedelta) -> Refused:
    seconds = max(1, int(left.total_seconds()))
    return Refused(
        "code.wait",
        format_lazy(
            _("The code is on its way. You can get another one in {seconds} seconds."), seconds=seconds
        ),
        status=429,
    )


def _tries_left(left: int) -> Words:
    if left == 0:
        return _("This code does not match. Please get a new one.")
    return format_lazy(
        ngettext_lazy(
            "This code does not match. You can try {left} more time.",
            "This code does not match. You can try {left} more times.",
            left,
        ),
        left=left,
    )

"""Opening everything about a customer: who, what for, in which case."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.advice import events, queries
from anpei.advice.catalogue import customer_view
from anpei.advice.models import CustomerLook
from anpei.audit.actions import record
from anpei.claims.queries import for_staff
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.parties.models import Party

LONGEST = 200
LEAST = 4


def look_at(party: Party, *, purpose: str, about: str, by: Actor, channel: str = "workbench") -> CustomerLook:
    """Open the view of one customer for a purpose. The customer reads it among their own data.

    ``about`` is the number of a case of this customer where the purpose is settling one, else a sentence. Invalid beside
    ``purpose`` or ``about``; NotFound for a customer none of whose contracts or cases the person may see.
    """
    require(by, Permission.CUSTOMER_VIEW)
    staff = signing(by)
    queries.get_customer(staff, party.pk)
    chosen = customer_view().purpose(purpose)
    if chosen is None:
        raise Invalid(fields={"purpose": _("Please choose what it is for.")})
    about = about.strip()
    claim = None
    if chosen.about == "claim":
        claim = for_staff(staff).filter(number=about.upper(), insured=party).first()
        if claim is None:
            raise Invalid(fields={"about": _("Which case of this customer? Please give its number.")})
    elif not LEAST <= len(about) <= LONGEST:
        raise Invalid(
            fields={
                "about": _(
                    "What for? One sentence of %(least)d to %(most)d characters; the customer reads it."
                )
                % {"least": LEAST, "most": LONGEST}
            }
        )
    with transaction.atomic():
        look = CustomerLook.objects.create(
            party=party,
            staff=staff,
            purpose=chosen.code,
            claim=claim,
            words="" if claim else about,
            channel=channel,
            at=clock.now(),
        )
        looked = events.CustomerLooked(look=look.pk, purpose=chosen.code, unit=staff.unit.name)
        record(subject="party", subject_id=party.pk, event=looked, by=by)
    return look

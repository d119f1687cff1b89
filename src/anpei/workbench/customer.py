"""Everything about a customer, section by section: each opens for a purpose that needs it and a viewer who may see it.

A section reads its own rows only, the latest few of them, inside the viewer's units; another kind of fact about a customer is
one more entry of ``SECTIONS`` and of ``advice.rules.PERMISSIONS``, and a template under ``workbench/customer/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import visible_units
from anpei.advice import queries as advice
from anpei.advice import rules, suggesting, wording
from anpei.advice.catalogue import Purpose as Stated
from anpei.advice.catalogue import SectionCode, customer_view
from anpei.advice.models import CustomerLook, Entitlement, Idea
from anpei.care import catalogue as care_catalogue
from anpei.care.models import Followup, ServiceRequest
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.complaints import queries as complaints
from anpei.core import clock
from anpei.enquiries import queries as enquiries
from anpei.mandates import queries as mandates
from anpei.mandates.models import Power
from anpei.messages.models import Channel, Message
from anpei.organisation import divisions
from anpei.parties.models import Party
from anpei.payments import queries as payments
from anpei.policies.models import InsuredMember, Policy
from anpei.workbench.presenters import cases

SHOWN = 20
TALK_SHOWN = 30


@dataclass(frozen=True)
class Section:
    code: SectionCode
    label: str | Promise
    icon: str
    read: Callable[[Party, Staff], dict[str, Any]]
    wide: bool = False  # over the whole width of the page


def opened(purpose: Stated, staff: Staff) -> list[Section]:
    """What one look shows, in the order of the page."""
    return [SECTIONS[code] for code in rules.opened(purpose, staff)]


def _cases(party: Party, staff: Staff) -> QuerySet[Claim]:
    """Own cases and those reported for others, in the viewer's units; the latest first."""
    rows = claims.for_staff(staff)
    return rows.filter(Q(insured=party) | Q(reporter=party)).order_by("-reported_at", "-id")


def _own(party: Party, staff: Staff) -> QuerySet[Claim]:
    return claims.for_staff(staff).filter(insured=party).order_by()


def _person(party: Party, staff: Staff) -> dict[str, Any]:
    seen = view(staff, Purpose.CONTACT)
    return {
        "name": seen.name(party.name),
        "phone": seen.phone(party.phone) if party.phone else "",
        "identity": seen.identity(party.id_number) if party.id_number else "",
        "address": seen.address(party.address) if party.address else "",
        "region": divisions.place(party.region_code),
        "age": cases.age_words(party),
        "way": str(Channel(party.preferred_channel).label),
        "may_set_way": P.MESSAGE_SEND in staff.permissions,
        "guardian": seen.name(party.guardian.name) if party.guardian else "",
        "wards": [seen.name(one.name) for one in party.wards.filter(erased_at__isnull=True)[:SHOWN]],
    }


def _policies(party: Party, staff: Staff) -> dict[str, Any]:
    """What the person is insured under, and what they hold for others."""
    units = visible_units(staff)
    insured = InsuredMember.objects.filter(party=party, policy__unit__in=units)
    held = Policy.objects.filter(policyholder=party, unit__in=units).exclude(members__party=party)
    return {
        "insured": list(
            insured.select_related("policy__product_version__product").order_by("-policy__starts_on", "-id")[
                :SHOWN
            ]
        ),
        "held": list(held.select_related("product_version__product").order_by("-starts_on", "-id")[:SHOWN]),
        "today": clock.today(),
    }


def _case_rows(party: Party, staff: Staff) -> dict[str, Any]:
    found = list(_cases(party, staff).select_related("product_version__product")[:SHOWN])
    return {"rows": cases.rows_of(found, staff)}


def _entitlements(party: Party, staff: Staff) -> dict[str, Any]:
    rows = Entitlement.objects.filter(claim__in=_own(party, staff).values("pk"))
    return {
        "rows": list(
            rows.select_related("claim", "member__policy__product_version__product", "claimed_as").order_by(
                "-claim_id", "id"
            )[:SHOWN]
        )
    }


def _payments(party: Party, staff: Staff) -> dict[str, Any]:
    """Money on its way and paid, for cases of this person or to them."""
    rows = payments.for_staff(staff).filter(Q(claim__insured=party) | Q(payee__party=party))
    seen = view(staff, Purpose.CASE)
    return {"rows": [{"row": one, "to": seen.name(one.payee.party.name)} for one in rows[:SHOWN]]}


def _messages(party: Party, staff: Staff) -> dict[str, Any]:
    """What was said in the app about this person's cases, the latest first."""
    ids = list(_own(party, staff).order_by("-id").values_list("pk", flat=True)[:SHOWN])
    about = Q(subject="claim", subject_id__in=ids, recipient_kind="party") | Q(
        subject="party", subject_id=party.pk
    )
    rows = Message.objects.filter(about, channel=Channel.IN_APP).order_by("-id")
    return {"rows": list(rows[:TALK_SHOWN])}


def _questions(party: Party, staff: Staff) -> dict[str, Any]:
    return {"rows": list(enquiries.for_staff(staff).filter(party=party).order_by("-id")[:SHOWN])}


def _complaints(party: Party, staff: Staff) -> dict[str, Any]:
    """As far as this viewer may see complaints: whoever one is about does not find it here."""
    theirs = Q(complainant=party) | Q(claim__insured=party)
    rows = complaints.for_staff(staff).filter(theirs).order_by("-received_at", "-id")
    return {"rows": list(rows[:SHOWN])}


def _care(party: Party, staff: Staff) -> dict[str, Any]:
    own = _own(party, staff).values("pk")
    services = ServiceRequest.objects.filter(claim__in=own).select_related("claim", "person")
    followups = Followup.objects.filter(claim__in=own).select_related("claim")
    return {
        "services": [
            {"row": one, "service": care_catalogue.service(one.kind)}
            for one in services.order_by("-id")[:SHOWN]
        ],
        "followups": [
            {"row": one, "policy": care_catalogue.policy(one.policy)}
            for one in followups.order_by("-id")[:SHOWN]
        ],
    }


def _consents(party: Party, staff: Staff) -> dict[str, Any]:
    return {
        "rows": list(party.consents.order_by("-given_at", "-id")[:SHOWN]),
        "requests": list(party.data_requests.order_by("-id")[:SHOWN]),
    }


def _mandates(party: Party, staff: Staff) -> dict[str, Any]:
    seen = view(staff, Purpose.CASE)
    return {
        "rows": [
            {
                "row": one,
                "agent": seen.name(one.agent_name),
                "powers": [str(Power(code).label) for code in one.powers],
            }
            for one in mandates.of_principal(party.pk)[:SHOWN]
        ]
    }


def _ideas(party: Party, staff: Staff) -> dict[str, Any]:
    """Every rule looked at: what is shown and why, what is not and why not. Nothing is written by looking."""
    found = suggesting.advise(party, on=clock.today())
    shown = {id(one) for one in found.shown}
    sees_health = P.HEALTH_VIEW in staff.permissions
    return {
        "protected": found.protected,
        "marketing": found.marketing,
        "health": found.health,
        "rules": [
            {
                "title": str(one.suggestion.title),
                "kind": Idea(kind=one.suggestion.kind).get_kind_display(),
                "shown": id(one) in shown,
                "met": one.met,
                "hidden": one.met and one.suggestion.reads == "health" and not sees_health,
                "why": wording.why(one.suggestion, one.figures) if one.met else "",
                "claim": one.claim,
                "product": one.product.product if one.product else None,
                "held": [wording.held(reason) for reason in one.held],
            }
            for one in found.looked_at
        ],
        "answers": [
            {"idea": idea, "title": words["title"]}
            for idea in advice.ideas_answered(party)
            if (words := wording.idea(idea)) is not None
        ],
    }


def _looks(party: Party, staff: Staff) -> dict[str, Any]:
    return {"rows": look_rows(advice.looks_at([party.pk], most=SHOWN))}


def look_rows(rows: list[CustomerLook]) -> list[dict[str, Any]]:
    """Looks with their purpose in words."""
    known = {one.code: str(one.name) for one in customer_view().purposes}
    return [{"row": one, "purpose": known.get(one.purpose, one.purpose)} for one in rows]


SECTIONS: dict[SectionCode, Section] = {
    section.code: section
    for section in (
        Section("person", _("Who it is"), "user", _person),
        Section("policies", _("Policies"), "shield-check", _policies),
        Section("cases", _("Cases"), "list", _case_rows, wide=True),
        Section("entitlements", _("Other cover that may pay"), "umbrella", _entitlements),
        Section("payments", _("Money"), "cash", _payments),
        Section("messages", _("Conversation"), "messages", _messages, wide=True),
        Section("questions", _("Questions"), "message-circle-question", _questions),
        Section("complaints", _("Complaints"), "speakerphone", _complaints),
        Section("care", _("Services and follow-ups"), "heart", _care),
        Section("mandates", _("Who acts for them"), "users", _mandates),
        Section("consents", _("Consents and requests"), "checkbox", _consents),
        Section("ideas", _("Ideas"), "bulb", _ideas, wide=True),
        Section("looks", _("Who looked"), "eye", _looks),
    )
}

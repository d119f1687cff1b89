"""What both sides are told: that it counts, that it ends soon, that it ended, and what was done."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from anpei.audit.models import Event
from anpei.audit.queries import present
from anpei.mandates.models import EndReason, Mandate, Power
from anpei.messages.actions import Recipient, send
from anpei.parties.models import Party
from anpei.parties.notices import recipient_of
from anpei.values.identifiers import mask_name


def given(mandate: Mandate) -> None:
    to_principal, to_agent = _both(mandate)
    _tell(mandate, "mandate.given", to_principal, agent=mandate.agent_name, powers=_powers(mandate, to_principal),
          until=_day(mandate.until_on, to_principal))  # fmt: skip
    _tell(mandate, "mandate.given_agent", to_agent, principal=mask_name(mandate.principal.name),
          powers=_powers(mandate, to_agent), until=_day(mandate.until_on, to_agent))  # fmt: skip


def refused(mandate: Mandate) -> None:
    _tell(mandate, "mandate.refused", recipient_of(mandate.principal), agent=mandate.agent_name,
          reason=mandate.refused_because, hotline=settings.INSURER_HOTLINE)  # fmt: skip


def ends_soon(mandate: Mandate) -> None:
    to_principal, to_agent = _both(mandate)
    _tell(mandate, "mandate.ends_soon", to_principal, agent=mandate.agent_name,
          until=_day(mandate.until_on, to_principal))  # fmt: skip
    _tell(mandate, "mandate.ends_soon_agent", to_agent, principal=mask_name(mandate.principal.name),
          until=_day(mandate.until_on, to_agent))  # fmt: skip


def ended(mandate: Mandate) -> None:
    """Nobody writes to a person who died, and nobody to an agent who never knew of it."""
    if mandate.end_reason == EndReason.UNCONFIRMED:
        return
    to_principal, to_agent = _both(mandate)
    if mandate.end_reason != EndReason.DEATH:
        _tell(mandate, "mandate.ended", to_principal, agent=mandate.agent_name,
              reason=_reason(mandate, to_principal))  # fmt: skip
    _tell(mandate, "mandate.ended_agent", to_agent, principal=mask_name(mandate.principal.name),
          reason=_reason(mandate, to_agent), hotline=settings.INSURER_HOTLINE)  # fmt: skip


def done(event: Event, principal: Party) -> None:
    """What somebody did in this person's name."""
    to = recipient_of(principal)
    with translation.override(to.language):
        item = present(event, for_customer=True)
    send(
        template="mandate.done", to=to, subject="party", subject_id=principal.pk, dedupe=f"mandate.done:{event.pk}",
        variables={"agent": item.who, "what": item.text, "hotline": settings.INSURER_HOTLINE},
    )  # fmt: skip


def _tell(mandate: Mandate, template: str, to: Recipient, **facts: str) -> None:
    send(
        template=template, to=to, subject="mandate", subject_id=mandate.pk, dedupe=f"{template}:{mandate.pk}",
        variables=facts,
    )  # fmt: skip


def _both(mandate: Mandate) -> tuple[Recipient, Recipient]:
    agent = mandate.agent
    to = (
        recipient_of(agent)
        if agent is not None
        else Recipient(kind="agent", id=str(mandate.pk), address=mandate.agent_phone)
    )
    return recipient_of(mandate.principal), to


def _powers(mandate: Mandate, to: Recipient) -> str:
    with translation.override(to.language):
        return translation.gettext(", ").join(str(one.label) for one in Power if one in mandate.powers)


def _reason(mandate: Mandate, to: Recipient) -> str:
    with translation.override(to.language):
        return str(EndReason(mandate.end_reason).label)


def _day(day: date, to: Recipient) -> str:
    with translation.override(to.language):
        chinese = (translation.get_language() or "").startswith("zh")
        return date_format(day, "Y年n月j日" if chinese else "j F Y")  # Chinese is meant: a date format

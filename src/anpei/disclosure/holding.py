"""The contracts somebody may receive or give back: those they took out, and those of people who let them do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from anpei.core import clock
from anpei.core.errors import Forbidden, NotFound
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.disclosure.models import ChangeOfMind, Delivery, MindState
from anpei.disclosure.queries import DELIVERY
from anpei.disclosure.rules import has_cooling_off
from anpei.mandates import queries as mandates
from anpei.mandates.models import Mandate
from anpei.parties.queries import by_phone
from anpei.policies.models import Policy, PolicyState

SHOWN = 50


@dataclass(frozen=True)
class Contract:
    """One contract as its holder stands to it. ``mandate``: the one by which somebody else looks at it."""

    policy: Policy
    delivery: Delivery | None
    change: ChangeOfMind | None
    due_on: date | None  # until when it has to reach its holder; empty where it is not on its way
    mandate: Mandate | None = None

    @property
    def on_its_way(self) -> bool:
        return self.delivery is None and self.due_on is not None and self.policy.state == PolicyState.IN_FORCE

    @property
    def asked(self) -> bool:
        return self.change is not None and self.change.state == MindState.ASKED

    @property
    def until(self) -> date | None:
        """Last day to change one's mind; empty where there is none, it has passed, or the contract did not come yet."""
        last = self.delivery.cooling_off_until if self.delivery else None
        return last if last is not None and last >= clock.today() else None

    @property
    def may_leave(self) -> bool:
        """Whether the easy way out is open: inside the period, or before it even begins."""
        if self.asked or self.policy.state != PolicyState.IN_FORCE:
            return False
        return self.until is not None or (self.on_its_way and has_cooling_off(self.policy))

    @property
    def over(self) -> date | None:
        """The last day there was, where it has passed and the contract goes on."""
        last = self.delivery.cooling_off_until if self.delivery else None
        if self.policy.state != PolicyState.IN_FORCE or last is None or self.until is not None:
            return None
        return last

    @property
    def new(self) -> bool:
        """Whether there is something to do or to know about: on its way, to be thought over, or being left."""
        return self.on_its_way or self.may_leave or self.change is not None

    @property
    def mark(self) -> str:
        """Changes whenever what its holder reads changes."""
        seen = f"{self.change.pk}.{self.change.state}" if self.change else ""
        return f"{self.policy.state}.{self.delivery.pk if self.delivery else ''}.{seen}"


def contracts(phone_hash: str) -> list[Contract]:
    """What the people with this phone took out, and what others let them look after; the newest first."""
    acting = {one.principal_id: one for one in mandates.for_contracts(phone_hash)}
    own = Q(policyholder__in=by_phone(phone_hash).order_by().values("pk"))
    return _contracts(own | Q(policyholder__in=list(acting)), acting, phone_hash)


def contract(phone_hash: str, policy_id: int) -> Contract:
    """One of them. Whoever is insured under a contract of somebody else learns who can do it."""
    acting = {one.principal_id: one for one in mandates.for_contracts(phone_hash)}
    people = by_phone(phone_hash).order_by().values("pk")
    mine = Q(policyholder__in=people) | Q(policyholder__in=list(acting))
    found = _contracts(Q(pk=policy_id) & mine, acting, phone_hash)
    if found:
        return found[0]
    if Policy.objects.filter(pk=policy_id, members__party__in=people).exists():
        raise Forbidden(
            "contract.not_yours",
            _(
                "Somebody else took out this contract, and only they can do this. They can log in with their own phone,"
                " or let you do it for them."
            ),
        )
    raise NotFound("policy.unknown", _("We could not find this contract. Please call us."))


def _contracts(wanted: Q, acting: dict[int, Mandate], phone_hash: str) -> list[Contract]:
    rows = list(
        Policy.objects.filter(wanted, group=False)
        .select_related("product_version__product", "policyholder", "unit", "delivery")
        .prefetch_related(
            Prefetch(
                "changes_of_mind", ChangeOfMind.objects.select_related("person").order_by("-id"), "changes"
            )
        )
        .order_by("-issued_on", "-id")[:SHOWN]
    )
    due = dict(
        Clock.objects.filter(
            rule_id=DELIVERY,
            subject="policy",
            subject_id__in=[one.pk for one in rows],
            state=ClockState.RUNNING,
        ).values_list("subject_id", "due_on")
    )
    return [
        Contract(
            policy=one,
            delivery=getattr(one, "delivery", None),
            change=next(iter(getattr(one, "changes", [])), None),
            due_on=due.get(one.pk),
            mandate=None if one.policyholder.phone_hash == phone_hash else acting.get(one.policyholder_id),
        )
        for one in rows
    ]

"""Everything that may go on around a customer's cases at once, each made by its real action."""

from __future__ import annotations

from tests.advice.contracts import contract
from tests.alerts.conftest import HERE, sent
from tests.care import outreach
from tests.cast import Cast
from tests.complaints.conftest import complain

from anpei.advice import actions as advice
from anpei.care import actions as care
from anpei.care import catalogue
from anpei.care.models import Followup, Gathering
from anpei.claims.models import Claim
from anpei.complaints.models import Complaint
from anpei.messages.models import Message
from anpei.parties.models import Party


def around(cast: Cast, claim: Claim, *, paid: Claim) -> dict[str, object]:
    """What the addresses of the pages need: numbers and keys by name. ``claim`` runs, ``paid`` has a result."""
    Party.objects.filter(pk=cast.customer.pk).update(region_code=HERE)
    cast.customer.refresh_from_db()
    contract(cast, "qc_hospital_cash", number="P2026000010")
    carer = cast.staff["care"].actor
    planned = care.plan_followup(paid, policy=catalogue.policy("paid"), by=outreach.SYSTEM)
    care.ask_now(planned or Followup.objects.get(claim=paid), by=outreach.SYSTEM)
    outreach.money(cast)
    outreach.money(cast, "gatherings")
    care.ask(outreach.proposed(cast, claim), by=carer)
    lesson = outreach.opened(cast)
    care.invite(lesson, by=carer)
    care.offer(claim, kind="pickup", reason="一个人住", by=carer)
    others = advice.look_for(claim, by=outreach.SYSTEM)
    return {
        "alert": sent(cast, level="red").pk,
        "lesson": lesson.pk,
        "member": cast.policy.members.get().pk,
        "also": next(row for row in others if row.state == "may").pk,
        "complaint": complain(cast, claim).number,
    }


def written() -> set[str]:
    """Words of people and letters in it, which stay as they were written whatever the language of the page."""
    letters = Message.objects.values_list("body", flat=True)
    lessons = {words for one in Gathering.objects.all() for words in (one.title, one.about, one.place)}
    return {*letters, *lessons, *Complaint.objects.values_list("text", flat=True)}

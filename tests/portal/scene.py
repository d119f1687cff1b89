"""What portal tests do again and again: log in, report, have a case of a certain state."""

from __future__ import annotations

import io
import re
from datetime import date

from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.settlement import cast

from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.jobs.worker import drain
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision

ANSWERS = {
    "before": {"notice": "yes", "health": "yes"},
    "story": {"story": "昨天早上买菜，在菜市场门口滑倒了，右手腕骨折。"},
    "what": {"nature": "injury"},
    "who": {"relation": "self"},
    "when": {"event_on": "2026-11-09"},
    "care": {"care": "inpatient", "hospital": "江州市第一人民医院"},
    "contact": {"reporter_name": "周桂芬", "reporter_phone": "13800000001", "id_number": ""},
}


def log_in(phone: str) -> Client:
    client = Client()
    client.post(reverse("portal:login"), {"phone": phone})
    shown = re.search(r'data-test="shown-code">(\d{6})<', client.get(reverse("portal:code")).content.decode())
    assert shown is not None
    answer = client.post(reverse("portal:code"), {"code": shown[1]})
    assert answer.status_code == 302
    return client


def write_report(client: Client, **changes: dict[str, str]) -> str:
    """Answer every question; the last page's key comes back, nothing is sent yet."""
    client.get(reverse("portal:report"))
    step = "before"
    for _ in range(12):
        if step == "check":
            break
        answers = {**ANSWERS.get(step, {}), **changes.get(step, {})}
        answer = client.post(reverse("portal:report_step", args=[step]), answers)
        assert answer.status_code == 302, (step, answer.context["errors"])
        step = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    page = client.get(reverse("portal:report_step", args=["check"])).content.decode()
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send_report(client: Client, **changes: dict[str, str]) -> Claim:
    key = write_report(client, **changes)
    answer = client.post(reverse("portal:report_step", args=["check"]), {"key": key})
    assert answer.status_code == 302
    return Claim.objects.get(number=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def reported(member: InsuredMember, **changes: object) -> Claim:
    """A case the insured person reported, found at once."""
    form = claims.ReportForm(
        **{
            "story": "昨天滑倒了",
            "nature": "injury",
            "care": "inpatient",
            "event_on": date(2026, 11, 9),
            "reporter_phone": member.party.phone,
            "insured": member.party,
            "reporter": member.party,
            **changes,
        }
    )  # fmt: skip
    return claims.report(
        form=form, channel="portal", by=member.party.actor, key=f"test-{member.pk}-{sorted(changes)}"
    )


def approved(house: cast.House, member: InsuredMember, **more: object) -> Decision:
    decision = settlement.approve(cast.proposed(house, member, **more), by=house.approver.actor)
    drain()
    decision.refresh_from_db()
    return decision


def offered(house: cast.House, member: InsuredMember) -> Decision:
    claim, _receipt = cast.assessed(house, member)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(
        claim,
        run=run,
        outcome="pay_agreed",
        amount_fen=400_000,
        undisputed_fen=100_000,
        reason="按双方商定的金额",
        by=house.handler.actor,
    )
    decision = settlement.approve(decision, by=house.approver.actor)
    drain()
    decision.refresh_from_db()
    return decision


def refused(house: cast.House, member: InsuredMember) -> Decision:
    claim, _receipt = cast.assessed(house, member)
    decision = settlement.propose(
        claim,
        outcome="refuse",
        clause="2.4",
        reason="等待期内因疾病住院，不在保障里。",
        would_change="写明意外原因的病历。",
        by=house.handler.actor,
    )
    decision = settlement.approve(decision, by=house.approver.actor)
    drain()
    decision.refresh_from_db()
    return decision


def photo(colour: str = "white") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(content, "JPEG")
    content.seek(0)
    content.name = f"{colour}.jpg"
    return content

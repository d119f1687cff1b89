"""What every complaint of the demo is told with."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.complaints import actions, queries
from anpei.complaints.actions import ComplaintForm, RemedyForm
from anpei.complaints.models import Channel, Complaint, From, Verdict
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.demo.house import House
from anpei.values.dates import local_date

Story = Generator[datetime, None, None]


@dataclass(frozen=True)
class Telling:
    """What every story needs: the house, the case it is about, and the last moment of the demo."""

    house: House
    end: datetime
    key: str

    def day(self, days: int) -> datetime:
        """A quarter past ten, so many days before the demo's last."""
        return datetime.combine(local_date(self.end) - timedelta(days=days), time(10, 15), LOCAL)

    def staff(self, username: str) -> Staff:
        return self.house.staff[username]

    def register(self, claim: Claim | None, text: str, kind: str, **given: object) -> Complaint:
        person = claim.insured if claim else None
        form = {
            "text": text, "kind": kind, "claim": claim, "complainant": person, "standing": From.INSURED if person else From.OTHER,
            "name": person.name if person else "", "phone": person.phone if person else "",
        }  # fmt: skip
        channel = given.pop("channel", Channel.PORTAL)
        taker = given.pop("by", person.actor if person else self.staff("tangyue").actor)
        made = ComplaintForm(**(form | given))  # type: ignore[arg-type]
        return actions.register(form=made, channel=str(channel), by=taker, key=self.key)  # type: ignore[arg-type]

    def complainant(self, complaint: Complaint) -> Actor:
        assert complaint.complainant is not None
        return complaint.complainant.actor

    def handler(self, complaint: Complaint) -> Staff:
        found = queries.handler(complaint)
        assert found is not None
        return found

    def judge(self, complaint: Complaint) -> None:
        by = self.handler(complaint).actor
        for finding in complaint.findings.filter(verdict=Verdict.OPEN):
            actions.judge(finding, verdict=Verdict.TRUE, comment="记录为证", by=by)

    def answer(self, complaint: Complaint, outcome: str, facts: str, *remedies: tuple[str, str]) -> None:
        """Judged, proposed; the manager signs."""
        self.judge(complaint)
        made = actions.propose_answer(
            complaint, outcome=outcome, facts=facts, basis="保险合同；《保险法》第二十二条、第二十三条；公司服务承诺",
            remedies=[RemedyForm(kind, text) for kind, text in remedies], by=self.handler(complaint).actor,
        )  # fmt: skip
        actions.sign_answer(made, comment="事实清楚", by=self.staff("jia").actor)

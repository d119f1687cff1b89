"""A complaint of the standing customer, and the people who may take part in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints.models import Channel, Complaint, Decision, From, Verdict
from anpei.core import clock
from anpei.messages import editing
from anpei.messages.models import Wording
from anpei.organisation.models import Unit
from anpei.settlement.models import Decision as CaseDecision


def hire(username: str, role: str, unit: Unit) -> Staff:
    return Staff.objects.create(
        username=username,
        display_name=f"{username}甲",
        role=role,
        unit=unit,
        employee_no=f"T-{username}",
        demo=True,
    )


@pytest.fixture
def officer(cast: Cast) -> Staff:
    """The complaints officer of the branch."""
    return cast.staff["complaints"]


@pytest.fixture
def second(cast: Cast) -> Staff:
    """A complaints officer at the head office."""
    return hire("complaints2", "complaints", cast.head_office)


@pytest.fixture
def decided(cast: Cast) -> Claim:
    """A case of the customer with an approved decision."""
    return course_to(cast, "paying")


def complain(cast: Cast, claim: Claim | None, *, key: str = "c-1", **given: object) -> Complaint:
    form = {
        "text": "打了三次电话没人回，材料要了又要。", "kind": "delay", "name": cast.customer.name,
        "phone": cast.customer.phone, "standing": From.INSURED, "complainant": cast.customer, "claim": claim,
    }  # fmt: skip
    channel = given.pop("channel", Channel.PORTAL)
    by = given.pop("by", cast.customer.actor)
    return complaints.register(
        form=complaints.ComplaintForm(**(form | given)),
        channel=channel,
        by=by,
        key=key,  # type: ignore[arg-type]
    )


@pytest.fixture
def complaint(cast: Cast, officer: Staff, decided: Claim) -> Complaint:
    return complain(cast, decided)


def judge_all(complaint: Complaint, by: Staff, verdict: str = Verdict.TRUE) -> None:
    for finding in complaint.findings.filter(verdict=Verdict.OPEN):
        complaints.judge(finding, verdict=verdict, by=by.actor)


def propose(complaint: Complaint, by: Staff, outcome: str = "justified", **remedies: str) -> Decision:
    judge_all(complaint, by)
    chosen = remedies or {"apology": "书面道歉，主管打电话。"}
    return complaints.propose_answer(
        complaint,
        outcome=outcome,
        facts="我们查了全部记录：三次承诺的回电都没有打。",
        basis="公司服务承诺；《保险法》第二十二条",
        remedies=[complaints.RemedyForm(kind, text) for kind, text in chosen.items()],
        by=by.actor,
    )


def answer(cast: Cast, complaint: Complaint, by: Staff, **remedies: str) -> Decision:
    """Proposed by its handler and signed by the manager at the head office."""
    return complaints.sign_answer(propose(complaint, by, **remedies), by=cast.staff["manager"].actor)


def later(days: float) -> clock.at:  # type: ignore[valid-type]
    return clock.at(clock.now() + timedelta(days=days))


def approved(claim: Claim) -> CaseDecision:
    return claim.decisions.get(state="approved")


def reworded(
    cast: Cast, *, zh: str = "编号 {number}，还缺 {count} 样：{papers}。请一次交齐就行。"
) -> Wording:
    """New words for the supplement message, written and put to use by two people."""
    english = "Case {number}: {count} papers are missing: {papers}. Please send them when you can."
    row = editing.draft(
        template="claim.supplement",
        texts={"zh-hans": zh, "en": english},
        reason="投诉说没有讲清",
        by=cast.staff["care"].actor,
    )
    return editing.publish(row, by=cast.staff["compliance"].actor)

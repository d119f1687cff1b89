"""The answer to a complaint as a letter, in Chinese, from the records and never typed: what was found, what it rests on,
what is done, and who looks at it next. The same record gives the same bytes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from anpei.complaints import queries, wording
from anpei.complaints.models import Complaint, Decision, Verdict
from anpei.parties.models import Party, Sex
from anpei.settlement.letters import LETTER_LANGUAGE, SALUTATION, compiled
from anpei.values.dates import local_date
from anpei.values.money import format_yuan


def answer(decision: Decision) -> bytes:
    """The letter of an answer, or of the review of one."""
    with translation.override(LETTER_LANGUAGE):
        return compiled("complaint.typ", _data(decision), decision.signed_at or decision.made_at)


def _data(decision: Decision) -> dict[str, Any]:
    complaint = decision.complaint
    sent_on = local_date(decision.signed_at or decision.made_at)
    return {
        "title": "投诉核查决定书" if decision.review else "投诉处理决定书",
        "number": complaint.number,
        "reference": f"决定第 {decision.pk} 号",
        "insurer": {"name": settings.INSURER_NAME, "hotline": settings.INSURER_HOTLINE},
        "greeting": f"{_greeting(complaint)}：",
        "date": _day(sent_on),
        "opening": _opening(decision),
        "facts": _facts(complaint),
        "outcome": wording.named(complaint.rule_set, "outcomes", decision.outcome),
        "found": decision.facts,
        "findings": _findings(complaint),
        "basis": decision.basis,
        "remedies": [
            {
                "name": wording.named(complaint.rule_set, "remedies", one.kind),
                "text": one.text,
                "amount": f"{format_yuan(one.amount_fen)} 元" if one.amount_fen else "",
            }
            for one in decision.remedies.all()
        ],
        "ways": _ways(decision),
        "signers": _signers(decision),
    }


def _greeting(complaint: Complaint) -> str:
    person: Party | None = complaint.complainant
    name = complaint.name or (person.name if person else "")
    return f"{name}{SALUTATION.get(Sex(person.sex), '') if person else ''}" if name else "尊敬的客户"


def _opening(decision: Decision) -> list[str]:
    complaint = decision.complaint
    received = _day(local_date(complaint.received_at))
    if decision.review:
        return [
            f"您对投诉 {complaint.number} 的处理决定提出了核查申请。",
            "我们从头看了全部记录，由没有参与过此事的人员作出决定，告知如下。",
        ]
    words = f"您的投诉我们于{received}收到，谢谢您说出来。由没有参与过此事的人员进行了调查，现已作出决定，告知如下。"
    if decision.outcome != "unjustified":
        return [words, "事情没有办好，对此我们向您道歉。"]
    return [words]


def _facts(complaint: Complaint) -> list[tuple[str, str]]:
    claim = complaint.claim
    return [
        ("投诉编号", complaint.number),
        ("收到日期", _day(local_date(complaint.received_at))),
        ("关联案件", claim.number if claim else "–"),
        ("反映的问题", wording.named(complaint.rule_set, "kinds", complaint.kind)),
        ("转办编号", complaint.regulator_case_no or "–"),
        ("处理单位", complaint.unit.name or settings.INSURER_NAME),
    ]


def _findings(complaint: Complaint) -> list[dict[str, str]]:
    return [
        {
            "text": wording.finding(one.code, one.facts, one.text),
            "basis": one.basis,
            "verdict": "属实" if one.verdict == Verdict.TRUE else "不属实",
        }
        for one in complaint.findings.exclude(verdict=Verdict.OPEN)
    ]


def _ways(decision: Decision) -> list[str]:
    complaint = decision.complaint
    outside = [
        "向当地金融消费纠纷调解组织申请调解；合同约定仲裁的，申请仲裁；或者向人民法院起诉。",
        f"拨打银行保险消费者投诉维权热线 12378，或者本公司客户服务热线 {settings.INSURER_HOTLINE}。",
    ]
    if decision.review:
        return outside
    window = queries.review_clock(complaint)
    by = f"{_day(window.due_on)}前（自收到之日起三十日内）" if window else "自收到之日起三十日内"
    return [
        f"{by}，可以书面请求上级机构核查：在投诉页面写一句话，或者寄信、到网点提出，不用重新交材料。",
        *outside,
    ]


def _signers(decision: Decision) -> list[dict[str, str]]:
    first = {"role": "核查" if decision.review else "经办", "name": decision.made_by.display_name}
    found = [{**first, "date": _day(local_date(decision.made_at))}]
    if decision.signed_by and decision.signed_at:
        found.append(
            {
                "role": "复核",
                "name": decision.signed_by.display_name,
                "date": _day(local_date(decision.signed_at)),
            }
        )
    return found


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"

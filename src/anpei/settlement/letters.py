"""Letters as PDF: the decision and the supplement notice, in Chinese, from the records and never typed.

The typst templates lie in ``library/letters``. Whatever people wrote reaches them as JSON strings, which typst sets
as text: no character of it is read as markup. The same record gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst
from django.conf import settings
from django.utils import translation

from anpei.claims.models import Claim, SupplementNotice
from anpei.claims.wording import paper_name
from anpei.deadlines import queries as running_clocks
from anpei.engine import Calculation
from anpei.engine.explain import Row, render
from anpei.parties.models import Party, Sex
from anpei.policies.queries import was_in_force
from anpei.products import queries as products
from anpei.settlement.models import Decision, ExpenseLine, Outcome
from anpei.values.dates import local_date
from anpei.values.money import format_yuan, rmb_words

LETTER_LANGUAGE = "zh-hans"
SALUTATION = {Sex.MALE: "先生", Sex.FEMALE: "女士"}
NATURES = {
    "injury": "意外受伤", "illness": "疾病", "death": "身故", "unknown": "未注明",
    "fire": "火灾", "explosion": "爆炸", "lightning": "雷击", "storm": "暴风", "flood": "洪水、暴雨", "water": "水渍",
    "theft": "盗窃", "damage": "财产损坏",
}  # fmt: skip

# The remedies every letter names (regulations §6).
REMEDIES = (
    "请我们重新审核：在案件页面或者电话里提出，由没有参与本次决定的人员从头看一遍，书面答复您。",
    "向本公司投诉；对投诉处理决定有异议的，自收到之日起三十日内，可以书面请求上级机构核查。",
    "向当地金融消费纠纷调解组织申请调解；合同约定仲裁的，申请仲裁；或者向人民法院起诉。",
    "拨打银行保险消费者投诉维权热线 12378。",
)


def ways_to_object() -> list[str]:
    """How to disagree, with periods and our own number: printed in letters and kept with a refusal."""
    return [*REMEDIES, f"本公司客户服务热线：{settings.INSURER_HOTLINE}。"]


def decision_letter(decision: Decision) -> bytes:
    """The letter of an approved decision: result, every line of the sum with its clause, who signed, what one can do."""
    with translation.override(LETTER_LANGUAGE):
        return compiled("decision.typ", _decision_data(decision), decision.approved_at or decision.made_at)


def supplement_letter(notice: SupplementNotice) -> bytes:
    """The one-off supplement notice (Insurance Law art. 22): everything missing, with reason and clause."""
    with translation.override(LETTER_LANGUAGE):
        return compiled("supplement.typ", _supplement_data(notice), notice.sent_at)


def compiled(template: str, data: dict[str, Any], written_at: datetime) -> bytes:
    """A template of ``library/letters`` as PDF, with its data as JSON strings and the moment it was written."""
    with as_file(files("anpei.library") / "letters") as folder:
        made = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(written_at.timestamp()),
        )
    assert isinstance(made, bytes)
    return made


@cache
def font_folder() -> str:
    return str(Path(str(fonts.sans_path())).parent)


def _decision_data(decision: Decision) -> dict[str, Any]:
    claim = decision.claim
    refused = decision.outcome == Outcome.REFUSE
    decided_on = local_date(decision.approved_at or decision.made_at)
    return {
        **_head(claim, "拒赔通知书" if refused else "赔款通知书", decided_on, f"决定第 {decision.number} 号"),
        "refused": refused,
        "opening": list(_opening(decision)),
        "amount": {
            "shown": not refused,
            "label": "协商金额" if decision.outcome == Outcome.PAY_AGREED else "本次应付",
            "figure": format_yuan(decision.amount_fen),
            "words": rmb_words(decision.amount_fen),
        },
        "facts": _facts(claim),
        "reason": decision.reason,
        "clauses": _clauses(decision),
        "rows": _rows(decision),
        "excluded": _excluded(claim),
        "would_change": decision.would_change,
        "next_title": "接下来",
        "next": list(_next_steps(decision)),
        "remedies": ways_to_object(),
        "signers": list(_signers(decision)),
    }


def _supplement_data(notice: SupplementNotice) -> dict[str, Any]:
    claim = notice.claim
    return {
        **_head(claim, "补充材料通知书", local_date(notice.sent_at), f"通知第 {notice.sequence} 号"),
        "opening": [
            "我们收到了您的理赔申请和材料，谢谢您。看过以后，还需要您补充下面这些。",
            "就这些，我们一次说全；同一件事不会再要第二次。手里没有、办不到的，告诉我们，一起想别的办法。",
        ]
        + ([f"这次再通知，是因为有了新的情况：{notice.new_fact}"] if notice.new_fact else []),
        "facts": _facts(claim),
        "items": [
            {
                "name": paper_name(item.get("kind", "")),
                "reason": item.get("reason_zh", ""),
                "fix": item.get("fix", ""),
                "clause": item.get("clause", ""),
            }
            for item in notice.items
        ],
        "ways": [
            "手机拍照，在案件页面上传。拍清楚四个角就行，不用扫描。",
            "交到任一营业网点，或者寄给我们，快递到付。",
            f"不方便的，拨打 {settings.INSURER_HOTLINE}，我们上门取或者帮您去调。",
        ],
        "timing": [
            "依据《中华人民共和国保险法》第二十二条、第二十三条，从您收到这份通知，到补充的材料送达我们，这段时间不计入核定期限；材料一到，时间接着算。",
            "您不用赶，哪天方便哪天交。我们不会因为材料还没齐就结案。",
        ],
        "signers": [
            {"role": "经办", "name": notice.sent_by.display_name, "date": _day(local_date(notice.sent_at))},
            *(
                [
                    {
                        "role": "复核",
                        "name": notice.signed_by.display_name,
                        "date": _day(local_date(notice.sent_at)),
                    }
                ]
                if notice.signed_by
                else []
            ),
        ],
    }


def _head(claim: Claim, title: str, on: date, reference: str) -> dict[str, Any]:
    return {
        "title": title,
        "number": claim.number,
        "reference": reference,
        "insurer": {"name": settings.INSURER_NAME, "hotline": settings.INSURER_HOTLINE},
        "greeting": _greeting(claim),
        "date": _day(on),
    }


def _greeting(claim: Claim) -> str:
    addressee = _addressee(claim)
    if addressee is None:
        return f"{claim.reporter_name or '尊敬的客户'}："
    return f"{addressee.name}{SALUTATION.get(Sex(addressee.sex), '')}："


def _addressee(claim: Claim) -> Party | None:
    """The insured person, or the guardian of a child."""
    insured = claim.insured
    return insured.guardian if insured is not None and insured.guardian is not None else insured


def _opening(decision: Decision) -> Iterator[str]:
    claim = decision.claim
    received = local_date(claim.first_material_at or claim.reported_at)
    event = f"{_day(claim.event_on)}的" if claim.event_on else ""
    yield (
        f"您好。您为{event}{NATURES.get(claim.nature, '')}事故提出的理赔申请，我们于{_day(received)}收到，"
        "现已完成核定，结果告知如下。"
    )
    if decision.outcome == Outcome.REFUSE:
        yield (
            "很抱歉，这次没有可以给付的金额。我们知道这个结果不好受，"
            "理由、依据、怎样可以改变以及您可以怎么做，都写在下面。"
        )
    elif decision.outcome == Outcome.PAY_AGREED:
        yield "双方就金额进行了协商，金额如下，请您看过以后再答复。您不答复，不会视为同意，案件也不会因此结案。"
    elif decision.outcome == Outcome.PAY_REDUCED:
        yield "本次申请属于保险责任。有部分费用没有计入，逐项说明在下面。"
    else:
        yield "本次申请属于保险责任，按照合同条款计算的金额如下。"


def _facts(claim: Claim) -> list[tuple[str, str]]:
    version = claim.product_version
    return [
        ("案件号", claim.number),
        ("保单号", claim.policy.number if claim.policy else "待确认"),
        ("被保险人", claim.insured.name if claim.insured else claim.insured_name_given or "待确认"),
        ("事故日期", _day(claim.event_on) if claim.event_on else "待确认"),
        ("保险产品", f"{version.product.name}" if version else "待确认"),
        ("条款版本", version.version if version else "–"),
    ]


def _clauses(decision: Decision) -> list[dict[str, str]]:
    """The full text of the clause a refusal or reduction rests on, as published."""
    if not decision.clause or decision.claim.product_version is None:
        return []
    try:
        clause = products.terms(decision.claim.product_version).clause(decision.clause)
    except KeyError:  # a clause of another document, for instance an endorsement
        return [{"number": decision.clause, "title": "", "text": ""}]
    return [{"number": clause.number, "title": clause.title, "text": clause.text}]


def _rows(decision: Decision) -> list[dict[str, Any]]:
    """The calculation as lines, from the stored tree; none where nothing was calculated."""
    if decision.run is None:
        return []
    tree = render(Calculation.from_json(decision.run.result), "zh", "customer", as_="tree")
    return [] if tree is None else [row for child in tree.children for row in _flat(child)]


def _flat(row: Row) -> Iterator[dict[str, Any]]:
    if row.kind == "info":
        return
    yield {
        "label": row.label,
        "clause": row.clause,
        "amount": row.amount,
        "note": row.note,
        "kind": row.kind,
        "depth": row.depth,
    }
    for child in row.children:
        yield from _flat(child)


def _excluded(claim: Claim) -> list[dict[str, str]]:
    lines = (
        ExpenseLine.objects.filter(receipt__claim=claim, excluded_fen__gt=0)
        .select_related("excluded_by")
        .order_by("id")
    )
    return [
        {
            "item": line.item,
            "clause": line.excluded_clause,
            "reason": line.excluded_reason,
            "by": line.excluded_by.display_name if line.excluded_by else "",
            "amount": format_yuan(line.excluded_fen),
        }
        for line in lines
    ]


def _next_steps(decision: Decision) -> Iterator[str]:
    claim = decision.claim
    if decision.outcome == Outcome.REFUSE:
        yield "您手里有新的材料，随时发给我们，换人重新看。"
        if claim.policy is not None and was_in_force(
            claim.policy, local_date(decision.approved_at or decision.made_at)
        ):
            yield "保险合同继续有效，以后的保障不受影响。"
        return
    if decision.agreement_needed and decision.agreed_at is None:
        if decision.undisputed_fen:
            yield f"没有争议的 {format_yuan(decision.undisputed_fen)} 元先行支付，收款不等于同意本结果。"
        yield "您同意后，我们在十日内支付（《中华人民共和国保险法》第二十三条）。"
        return
    row = running_clocks.find(rule="any.payment", subject="claim", subject_id=claim.pk)
    promised = f"最晚{_day(running_clocks.promised_on(row))}到账；" if row else ""
    yield f"赔款转入您本人的账户，{promised}法律规定的期限是十日内（《中华人民共和国保险法》第二十三条）。"
    yield "收到赔款以后仍可以提出异议，不影响已经到账的钱。"


def _signers(decision: Decision) -> Iterator[dict[str, str]]:
    yield {"role": "经办", "name": decision.made_by.display_name, "date": _day(local_date(decision.made_at))}
    for signature in decision.signatures.filter(verdict="approve").select_related("by").order_by("id"):
        yield {"role": "核赔", "name": signature.by.display_name, "date": _day(local_date(signature.at))}


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"

from __future__ import annotations

import io
import zipfile

from pypdf import PdfReader
from tests.settlement import cast

from anpei.archive.bundle import pack
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import SupplementNotice
from anpei.core import clock
from anpei.documents import vault
from anpei.jobs.worker import drain
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement import letters, tasks
from anpei.settlement.actions import LineForm


def text_of(pdf: bytes) -> str:
    joined = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(joined.split())


def test_letter_of_a_reduced_payment_shows_every_line_and_who_signed(
    house: cast.House, member: InsuredMember
) -> None:
    lines = (LineForm("西药费", "drug", 4_553_850), LineForm("#陪护费 *$_[x]", "nursing", 68_000))
    claim, receipt = cast.assessed(house, member, cast.stay(4_621_850, 2_466_080, lines=lines))
    nursing = receipt.lines.get(category="nursing")
    settlement.exclude_line(nursing, clause="2.5(4)", reason="没有医嘱", by=house.handler.actor)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(
        claim,
        run=run,
        outcome="pay_reduced",
        clause="2.5(4)",
        reason="陪护没有计入",
        would_change="有医嘱可以重算",
        by=house.handler.actor,
    )
    decision = settlement.approve(decision, by=house.approver.actor)
    pdf = letters.decision_letter(decision)
    text = text_of(pdf)
    wanted = (
        "赔款通知书", "10,877.70", "壹万零捌佰柒拾柒元柒角", claim.number, "#陪护费*$_[x]", "−680.00", "第2.5(4)条",
        "陪护费、餐费",
        "有医嘱可以重算", "12378", "林晓棠", "许岚", "最晚2026年11月17日到账",
    )  # fmt: skip
    assert [words for words in wanted if words not in text] == []
    assert letters.decision_letter(decision) == pdf


def test_refusal_letter_quotes_the_clause_and_the_ways_to_object(
    house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    decision = settlement.propose(
        claim,
        outcome="refuse",
        clause="1.4",
        reason="还在等待期内",
        would_change="意外引起的证明",
        by=house.handler.actor,
    )
    text = text_of(letters.decision_letter(settlement.approve(decision, by=house.approver.actor)))
    wanted = (
        "拒赔通知书",
        "还在等待期内",
        "第1.4条等待期",
        "三十日为等待期",
        "意外引起的证明",
        "起诉",
        "12378",
    )
    assert [words for words in wanted if words not in text] == []
    assert "人民币（大写）" not in text


def test_supplement_letter_lists_everything_once(house: cast.House, member: InsuredMember) -> None:
    items = [
        {"kind": "itemised_bill", "reason_zh": "逐项核对", "clause": "3.1", "fix": "住院处可以重打"},
        {"kind": "diagnosis", "reason_zh": "看病因", "clause": "3.1", "fix": ""},
    ]
    notice = SupplementNotice.objects.create(
        claim=cast.claim_of(house, member),
        sequence=1,
        items=items,
        fingerprint="x",
        sent_by=house.handler,
        sent_at=clock.now(),
    )
    text = text_of(letters.supplement_letter(notice))
    wanted = (
        "补充材料通知书",
        "费用清单",
        "逐项核对",
        "住院处可以重打",
        "看病因",
        "不会再要第二次",
        "第二十二条",
    )
    assert [words for words in wanted if words not in text] == []


def test_a_supplement_notice_gets_its_letter_once(house: cast.House, member: InsuredMember) -> None:
    claim = cast.claim_of(house, member, state="reported")
    claims.add_item(claim, kind="discharge_summary", why="看治疗经过", by=house.handler.actor)
    notice = claims.send_supplement_notice(claim, by=house.handler.actor)
    drain(strict=True)
    notice.refresh_from_db()
    text = text_of(vault.read_hash(notice.letter_sha256))
    assert "补充材料通知书" in text and "看治疗经过" in text
    tasks.write_supplement_letter(event_id=Event.objects.get(type="claim.supplement_notice").pk)
    assert Event.objects.filter(type="settlement.supplement_letter").count() == 1
    bundle = zipfile.ZipFile(io.BytesIO(pack(claim).content))
    assert bundle.read("letters/supplement-001.pdf") == vault.read_hash(notice.letter_sha256)

"""Required papers: the one list of kinds, what a product asks for and why, and the list while no policy is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from pydantic import Field

from anpei.terms.base import ClauseNumber, Fen, Nature, Setting, Strict, Text


class PaperKind(StrEnum):
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    OUTPATIENT_RECEIPT = "outpatient_receipt"
    INPATIENT_RECEIPT = "inpatient_receipt"
    ITEMISED_BILL = "itemised_bill"
    DISCHARGE_SUMMARY = "discharge_summary"
    DIAGNOSIS = "diagnosis"
    MEDICAL_RECORD = "medical_record"
    ACCIDENT_STATEMENT = "accident_statement"
    TRAFFIC_CERTIFICATE = "traffic_certificate"
    DISABILITY_APPRAISAL = "disability_appraisal"
    DEATH_CERTIFICATE = "death_certificate"
    RELATIONSHIP_PROOF = "relationship_proof"
    CLAIM_FORM = "claim_form"
    POLICY_CONTRACT = "policy_contract"
    SOCIAL_INSURANCE_SETTLEMENT = "social_insurance_settlement"
    DRIVING_LICENCE = "driving_licence"
    VEHICLE_LICENCE = "vehicle_licence"
    REPAIR_LIST = "repair_list"
    INVOICE = "invoice"
    DAMAGE_AGREEMENT = "damage_agreement"
    LEGAL_DOCUMENT = "legal_document"
    LOSS_LIST = "loss_list"
    OWNERSHIP_PROOF = "ownership_proof"
    PHOTOGRAPHS = "photographs"
    FIRE_CERTIFICATE = "fire_certificate"
    POLICE_REPORT = "police_report"
    WEATHER_PROOF = "weather_proof"
    STOCK_RECORDS = "stock_records"
    DAMAGES_CLAIM = "damages_claim"
    LIABILITY_PROOF = "liability_proof"
    PAYMENT_PROOF = "payment_proof"
    EMPLOYMENT_PROOF = "employment_proof"
    OTHER = "other"


LABELS: dict[PaperKind, Text] = {
    PaperKind.ID_CARD: Text(zh="身份证", en="Identity card"),
    PaperKind.BANK_CARD: Text(zh="银行卡", en="Bank card"),
    PaperKind.OUTPATIENT_RECEIPT: Text(zh="门诊收费票据", en="Outpatient receipt"),
    PaperKind.INPATIENT_RECEIPT: Text(zh="住院收费票据", en="Inpatient receipt"),
    PaperKind.ITEMISED_BILL: Text(zh="费用清单", en="Itemised bill"),
    PaperKind.DISCHARGE_SUMMARY: Text(zh="出院记录", en="Discharge summary"),
    PaperKind.DIAGNOSIS: Text(zh="诊断证明", en="Diagnosis"),
    PaperKind.MEDICAL_RECORD: Text(zh="病历", en="Medical record"),
    PaperKind.ACCIDENT_STATEMENT: Text(zh="意外经过说明", en="Account of the accident"),
    PaperKind.TRAFFIC_CERTIFICATE: Text(zh="交通事故认定书", en="Traffic accident certificate"),
    PaperKind.DISABILITY_APPRAISAL: Text(zh="伤残评定报告", en="Disability appraisal"),
    PaperKind.DEATH_CERTIFICATE: Text(zh="死亡证明", en="Death certificate"),
    PaperKind.RELATIONSHIP_PROOF: Text(zh="关系证明", en="Proof of relationship"),
    PaperKind.CLAIM_FORM: Text(zh="理赔申请书", en="Claim form"),
    PaperKind.POLICY_CONTRACT: Text(zh="保险合同", en="Policy contract"),
    PaperKind.SOCIAL_INSURANCE_SETTLEMENT: Text(zh="医保结算单", en="Social insurance settlement"),
    PaperKind.DRIVING_LICENCE: Text(zh="驾驶证", en="Driving licence"),
    PaperKind.VEHICLE_LICENCE: Text(zh="行驶证", en="Vehicle licence"),
    PaperKind.REPAIR_LIST: Text(zh="维修清单（定损单）", en="Repair list"),
    PaperKind.INVOICE: Text(zh="发票", en="Invoice"),
    PaperKind.DAMAGE_AGREEMENT: Text(zh="赔偿协议或调解书", en="Agreement on the damages"),
    PaperKind.LEGAL_DOCUMENT: Text(zh="判决书或裁决书", en="Judgment or award"),
    PaperKind.LOSS_LIST: Text(zh="损失清单", en="List of losses"),
    PaperKind.OWNERSHIP_PROOF: Text(zh="财产权属证明", en="Proof of ownership"),
    PaperKind.PHOTOGRAPHS: Text(zh="现场照片", en="Photographs of the scene"),
    PaperKind.FIRE_CERTIFICATE: Text(zh="火灾事故认定书", en="Fire certificate"),
    PaperKind.POLICE_REPORT: Text(zh="公安报案回执", en="Police report"),
    PaperKind.WEATHER_PROOF: Text(zh="气象证明", en="Weather certificate"),
    PaperKind.STOCK_RECORDS: Text(zh="进销存账册", en="Stock records"),
    PaperKind.DAMAGES_CLAIM: Text(zh="对方的索赔材料", en="The other side's claim"),
    PaperKind.LIABILITY_PROOF: Text(zh="责任认定材料", en="Proof of liability"),
    PaperKind.PAYMENT_PROOF: Text(zh="已赔偿的付款凭证", en="Proof of compensation paid"),
    PaperKind.EMPLOYMENT_PROOF: Text(zh="劳动关系证明", en="Proof of employment"),
    PaperKind.OTHER: Text(zh="其他材料", en="Other paper"),
}


class Holder(StrEnum):
    """Who has the paper: what the insurer holds itself is never asked of a claimant."""

    INSURER = "insurer"
    CLAIMANT = "claimant"


class When(Strict):
    """The cases that need the paper. A list left out does not narrow; every condition given must hold."""

    natures: tuple[Nature, ...] = ()
    settings: tuple[Setting, ...] = ()
    min_amount_fen: Fen = 0

    def holds(self, *, natures: Collection[str], settings: Collection[str], amount_fen: int) -> bool:
        return (
            (not self.natures or bool(set(self.natures) & set(natures)))
            and (not self.settings or bool(set(self.settings) & set(settings)))
            and amount_fen >= self.min_amount_fen
        )


class RequiredPaper(Strict):
    """One paper a case may need, why, and the clause that says so (empty only in the default list)."""

    kind: PaperKind
    why: Text
    clause: ClauseNumber | None = None
    when: When = Field(default_factory=When)
    holder: Holder = Holder.CLAIMANT

    @property
    def label(self) -> Text:
        return LABELS[self.kind]


def required(
    papers: Iterable[RequiredPaper],
    *,
    nature: str | Collection[str],
    settings: Collection[str] = (),
    amount_fen: int = 0,
) -> list[RequiredPaper]:
    """The papers one case needs, in file order, each kind once (the first matching entry says why).

    ``nature`` is one of injury, illness, death, or several of them; ``settings`` are inpatient, outpatient; ``amount_fen``
    is the amount claimed. Whatever is not known narrows nothing away: it simply matches no condition on it.
    """
    natures = (nature,) if isinstance(nature, str) else nature
    wanted: dict[PaperKind, RequiredPaper] = {}
    for paper in papers:
        if paper.when.holds(natures=natures, settings=settings, amount_fen=amount_fen):
            wanted.setdefault(paper.kind, paper)
    return list(wanted.values())

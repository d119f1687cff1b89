"""What a case says of a person's life, and whether a rule means it."""

from __future__ import annotations

from dataclasses import dataclass

from anpei.claims.models import Care, Claim, Nature
from anpei.protection.catalogue import When
from anpei.settlement.models import DecisionState, Outcome


@dataclass(frozen=True)
class Circumstances:
    """Money in fen; ``hospital_days`` of the longest stay."""

    nature: str
    death: bool = False
    inpatient: bool = False
    claimed_fen: int = 0
    hospital_days: int = 0
    harm: bool = False
    refused: bool = False
    objected: bool = False


def circumstances(claim: Claim) -> Circumstances:
    """Read from the case, its receipts, rated injuries, decisions and objections."""
    stays = [
        (receipt.discharged_on - receipt.admitted_on).days
        for receipt in claim.receipts.all()
        if receipt.admitted_on and receipt.discharged_on
    ]
    return Circumstances(
        nature=claim.nature,
        death=claim.nature == Nature.DEATH or claim.died_on is not None,
        inpatient=claim.care == Care.INPATIENT,
        claimed_fen=claim.claimed_fen or 0,
        hospital_days=max(stays, default=0),
        harm=bool(claim.injuries.all()),
        refused=any(
            one.outcome == Outcome.REFUSE and one.state == DecisionState.APPROVED
            for one in claim.decisions.all()
        ),
        objected=bool(claim.objections.all()),
    )


def met(when: When, known: Circumstances) -> bool:
    """Whether a case is what the rule says; a rule that says nothing matches nothing."""
    stated = [
        (when.death, known.death),
        (bool(when.natures), known.nature in when.natures),
        (when.inpatient, known.inpatient),
        (when.claimed_fen is not None, known.claimed_fen >= (when.claimed_fen or 0)),
        (when.hospital_days is not None, known.hospital_days >= (when.hospital_days or 0)),
        (when.harm, known.harm),
        (when.refused, known.refused),
        (when.objected, known.objected),
    ]
    return any(said for said, _holds in stated) and all(holds for said, holds in stated if said)

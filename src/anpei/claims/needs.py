"""Which papers a case needs: from its product file, or the default list while the policy is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from anpei.claims.models import OF_OTHERS, Care, Casualty, Claim, Nature
from anpei.products import queries as products
from anpei.terms import loader, papers

HARM: dict[str, list[str]] = {
    Casualty.NONE: [],
    Casualty.INJURED: ["injury"],
    Casualty.KILLED: ["death"],
    Casualty.UNKNOWN: [],
}


@dataclass(frozen=True)
class Need:
    kind: str
    why_zh: str
    why_en: str
    clause: str
    held_by_insurer: bool
    source: str  # default | product


def for_claim(claim: Claim) -> list[Need]:
    if claim.product_version_id is None or claim.product_version is None:
        return default(claim.nature, claim.care, claim.casualty)
    terms = products.terms(claim.product_version)
    return [
        _need(paper, "product")
        for paper in papers.required(
            terms.papers,
            nature=_natures(claim.nature, claim.casualty),
            settings=_settings(claim.care),
            amount_fen=claim.claimed_fen or 0,
        )
    ]


def default(nature: str, care: str, casualty: str = Casualty.UNKNOWN) -> list[Need]:
    """By nature of loss alone: also what a reporter sees who may learn nothing of the policy."""
    wanted = papers.required(_default_papers(), nature=_natures(nature, casualty), settings=_settings(care))
    return [_need(paper, "default") for paper in wanted]


@cache
def _default_papers() -> tuple[papers.RequiredPaper, ...]:
    with as_file(files("anpei.library") / "papers-default.yaml") as path:
        return loader.load_papers(path)


def _natures(nature: str, casualty: str) -> list[str]:
    """A death comes with its cause, which the report seldom names: ask for what either would need."""
    if nature in OF_OTHERS:
        return [str(nature), *HARM[casualty]]
    return {Nature.DEATH: ["death", "injury"], Nature.UNKNOWN: []}.get(Nature(nature), [str(nature)])


def _settings(care: str) -> list[str]:
    return [] if care in (Care.UNKNOWN, Care.NONE) else [str(care)]


def _need(paper: papers.RequiredPaper, source: str) -> Need:
    return Need(
        kind=str(paper.kind),
        why_zh=paper.why.zh,
        why_en=paper.why.en,
        clause=paper.clause or "",
        held_by_insurer=paper.holder == papers.Holder.INSURER,
        source=source,
    )

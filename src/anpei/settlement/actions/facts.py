"""The fact sheet (事实认定): what a person assessed, kept as typed first, then checked, then a new version of the sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents.models import Paper
from anpei.engine.assessed import AssessedFacts
from anpei.engine.facts import BadFacts
from anpei.products import queries as products
from anpei.settlement import adjudication, events, sheets
from anpei.settlement.actions.expenses import open_for_expenses, record_on
from anpei.settlement.models import FactDraft, FactSheet


def assess_facts(
    claim: Claim, *, facts: dict[str, Any], by: Actor, sources: Mapping[str, int] | None = None
) -> FactSheet:
    """Sign what the papers say, in the JSON of ``AssessedFacts``; what the contract says is added and never typed.

    ``sources``: path of a row (``motor.victims.0``) to the paper it was read from. The same facts again change nothing.
    Invalid names each place that is wrong; an exclusion of part of a claimant's damage needs the right to reduce.
    """
    require(by, Permission.SETTLEMENT_ASSESS)
    person = signing(by)
    with transaction.atomic():
        claim = open_for_expenses(claim)
        read = _read(claim, facts)
        before = sheets.latest(claim)
        if _excludes(read) and not _same_exclusions(before, read):
            require(by, Permission.SETTLEMENT_REFUSE)
        wrong = _wrong(claim, read) | _wrong_sources(claim, sources or {})
        if wrong:
            raise Invalid(fields=wrong)
        FactDraft.objects.filter(claim=claim, by=person).delete()
        stored, given = read.to_json(), dict(sources or {})
        if before is not None and (before.facts, before.sources) == (stored, given):
            return before
        sheet = FactSheet.objects.create(
            claim=claim,
            number=before.number + 1 if before else 1,
            facts=stored,
            sources=given,
            assessed_by=person,
            assessed_at=clock.now(),
        )
        record_on(claim, events.FactsAssessed(sheet=sheet.pk, number=sheet.number), by)
    return sheet


def keep_fact_draft(claim: Claim, *, typed: dict[str, str], by: Actor) -> FactDraft:
    """Keep what was typed so far, as it is, before anything is checked. Nobody else's case changes by it."""
    require(by, Permission.SETTLEMENT_ASSESS)
    draft, _new = FactDraft.objects.update_or_create(
        claim=claim,
        by=signing(by),
        defaults={"typed": json.dumps(typed, ensure_ascii=False), "updated_at": clock.now()},
    )
    return draft


def drop_fact_draft(claim: Claim, *, by: Actor) -> None:
    """Go back to the sheet as it was signed."""
    FactDraft.objects.filter(claim=claim, by=signing(by)).delete()


def _read(claim: Claim, facts: dict[str, Any]) -> AssessedFacts:
    if not sheets.asked(claim) or claim.member is None or claim.event_on is None:
        raise Refused(
            "settlement.no_questions",
            _(
                "The policy and the date of the event have to be known first; the policy says which facts count."
            ),
        )
    try:
        return AssessedFacts.from_json(sheets.complete(claim.member, facts))
    except BadFacts as bad:
        raise Invalid(
            fields={
                path or "facts": _("This value does not fit here (%(what)s).") % {"what": what}
                for path, what in bad.places
            }
        ) from None


def _wrong(claim: Claim, read: AssessedFacts) -> dict[str, str]:
    assert claim.product_version is not None  # _read
    case = adjudication.facts_of(claim, assessed=read)
    without = adjudication.facts_of(claim, assessed=AssessedFacts())
    terms = products.terms(claim.product_version)
    return sheets.problems(terms, case, without, get_language() or "zh-hans")


def _wrong_sources(claim: Claim, sources: Mapping[str, int]) -> dict[str, str]:
    known = set(Paper.objects.filter(claim=claim, pk__in=sources.values()).values_list("pk", flat=True))
    return {
        f"source.{path}": _("This paper belongs to another case.")
        for path, paper in sources.items()
        if paper not in known
    }


def _excludes(facts: AssessedFacts) -> bool:
    return any(sum(one.excluded_fen.values()) for one in facts.claimants)


def _same_exclusions(before: FactSheet | None, facts: AssessedFacts) -> bool:
    known = AssessedFacts.from_json(before.facts) if before else AssessedFacts()
    return [(one.id, one.excluded_fen) for one in known.claimants if any(one.excluded_fen.values())] == [
        (one.id, one.excluded_fen) for one in facts.claimants if any(one.excluded_fen.values())
    ]

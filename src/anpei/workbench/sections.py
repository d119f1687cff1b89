"""The sections of the case page: what each one reads. The header and the side panel are common to all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anpei.accounts.permissions import Permission as P
from anpei.advice import queries as advice
from anpei.advice.models import EntitlementState
from anpei.advice.own_cover import own_cover
from anpei.alerts import seasons
from anpei.audit.models import Chain
from anpei.care import catalogue as care_catalogue
from anpei.care import programme
from anpei.care import queries as care
from anpei.care.queries import visits as care_visits
from anpei.claims import cover
from anpei.claims import queries as claims
from anpei.claims.matching import REASONS
from anpei.claims.models import OF_OTHERS, ChecklistItem, ItemState
from anpei.claims.states import BEFORE_DECISION
from anpei.claims.wording import paper_name
from anpei.core import clock
from anpei.disclosure import queries as disclosure
from anpei.documents import checks, supplement
from anpei.documents import queries as papers
from anpei.documents.understood import understood
from anpei.enquiries import queries as enquiries
from anpei.enquiries.answering import Answer
from anpei.enquiries.story import folded
from anpei.hotline import queries as hotline
from anpei.messages import queries as messages
from anpei.organisation import divisions
from anpei.parties import queries as parties
from anpei.payments import queries as payments
from anpei.policies import queries as policies
from anpei.products import queries as products
from anpei.settlement import from_papers, sheets
from anpei.settlement.actions.expenses import EDITABLE_IN
from anpei.settlement.entitlement import INSURED, of_latest
from anpei.settlement.models import CalculationRun
from anpei.settlement.queries import property_benefits
from anpei.settlement.rules import who_may_sign
from anpei.surveys import queries as surveys
from anpei.values.money import format_yuan
from anpei.workbench import acting, fact_sheet, facts_form, receipts
from anpei.workbench.care_forms import OfferForm
from anpei.workbench.desk import Desk
from anpei.workbench.outreach_forms import ProposeVisitForm
from anpei.workbench.presenters import calculation, coverage, origins
from anpei.workbench.presenters import papers as papers_view

TIMELINE_SHOWN = 12
SHOWN_QUESTIONS = 30


@dataclass(frozen=True)
class Section:
    code: str
    label: str | Promise
    read: Callable[[Desk], dict[str, Any]]
    permission: P | None = None
    apart: bool = False  # below the line in the navigation, without a number key
    key: str = ""
    concerns: Callable[[Desk], bool] = lambda desk: True


@dataclass(frozen=True)
class PaperRow:
    """One item of the checklist with the files that came for it."""

    item: ChecklistItem
    name: str
    why: str
    files: list[Any]

    @property
    def mark(self) -> str:
        return {
            ItemState.CONFIRMED: "pass",
            ItemState.HELD: "pass",
            ItemState.WAIVED: "na",
            ItemState.RECEIVED: "unknown",
            ItemState.NEEDS_FIX: "fail",
        }.get(ItemState(self.item.state), "na")


def clauses_of(desk: Desk) -> dict[str, Any]:
    """Clauses of the pinned product version by number, for the pop-ups."""
    version = desk.claim.product_version
    return {clause.number: clause for clause in products.terms(version).clauses} if version else {}


def checklist(desk: Desk) -> list[PaperRow]:
    english = (get_language() or "").startswith("en")
    files: dict[int | None, list[Any]] = {}
    for paper in papers.papers_of(desk.claim):
        files.setdefault(paper.item_id, []).append(paper)
    return [
        PaperRow(item, paper_name(item.kind), item.why_en if english else item.why_zh, files.get(item.pk, []))
        for item in desk.claim.checklist.all()
    ]


def latest_run(desk: Desk) -> CalculationRun | None:
    return desk.claim.runs.select_related("made_by").first()


def _overview(desk: Desk) -> dict[str, Any]:
    review = desk.claim.coverage_reviews.first()
    run = latest_run(desk)
    lines = coverage.conditions(review) if review else []
    return {
        "rows": checklist(desk),
        "notices": list(desk.claim.supplement_notices.all()),
        "review": review,
        "conditions": lines,
        "condition_counts": coverage.counts(lines),
        "run": run,
        "shown": calculation.shown(run) if run else None,
    }


def _report(desk: Desk) -> dict[str, Any]:
    claim = desk.claim
    person = claim.insured
    return {
        "person": person,
        "values": {
            "name": desk.seen.name(person.name if person else claim.insured_name_given),
            "phone": desk.contact.phone(person.phone) if person and person.phone else "",
            "identity": desk.seen.identity(person.id_number) if person and person.id_number else "",
            "address": desk.seen.address(person.address) if person and person.address else "",
            "reporter": desk.seen.name(claim.reporter_name) if claim.reporter_name else "",
            "reporter_phone": desk.contact.phone(claim.reporter_phone) if claim.reporter_phone else "",
        },
        "revealable": ("phone", "identity", "address"),
    }


def _policy(desk: Desk) -> dict[str, Any]:
    claim = desk.claim
    if claim.policy is None or claim.member is None:
        found = list(policies.members_of(claim.insured)[:10]) if claim.insured else []
        return {"memberships": found}
    on = claim.event_on or claim.policy.starts_on
    terms = products.terms(claim.product_version) if claim.product_version else None
    memberships = list(policies.members_of(claim.insured)[:10]) if claim.insured else []
    today = clock.today()
    language = get_language() or "zh"
    named = {
        one.sum_insured.key: one.name.in_(language)
        for one in (terms.benefits if terms else ())
        if getattr(one.sum_insured, "key", "")
    }
    return {
        "terms": terms,
        "used": sorted(
            (key, format_yuan(fen)) for key, fen in policies.accumulators_used(claim.member, on).items()
        ),
        "endorsements": list(policies.endorsements_in_effect(claim.policy, on)),
        "vehicle": policies.vehicle_of(claim.member),
        "beneficiaries": [
            {"row": one, "name": desk.seen.name(one.name)}
            for one in claim.member.beneficiaries.order_by("order", "id")
        ],
        "sums": sorted(
            (named.get(key, key), format_yuan(int(fen))) for key, fen in claim.member.sums_insured.items()
        ),
        "memberships": memberships,
        "place": divisions.place(claim.member.place_code),
        "season": seasons.advice(
            [one for one in memberships if policies.was_in_force(one.policy, today)], today
        ),
        "readings": list(disclosure.of_policy(claim.policy)[:10]),
        "in_force": policies.was_in_force(claim.policy, on),
    }


def _papers(desk: Desk) -> dict[str, Any]:
    rows = checklist(desk)
    found = understood(desk.claim)
    undecided = bool(found.parts) and desk.claim.state in BEFORE_DECISION
    return {
        "rows": rows,
        "unsorted": [paper for paper in papers.papers_of(desk.claim) if paper.item_id is None],
        "notices": list(desk.claim.supplement_notices.select_related("sent_by", "signed_by")),
        "to_ask": [row for row in rows if row.item.state in (ItemState.WANTED, ItemState.NEEDS_FIX)],
        "unchecked": sum(row.item.state == ItemState.RECEIVED for row in rows),
        "second": desk.claim.supplement_notices.exists(),
        "found": found,
        "asks": supplement.proposals(desk.claim, found, checks.run(desk.claim, found)) if undecided else [],
    }


def _coverage(desk: Desk) -> dict[str, Any]:
    review = desk.claim.coverage_reviews.select_related("confirmed_by").first()
    lines = coverage.conditions(review) if review else []
    version = desk.claim.product_version
    questions = products.terms(version).exclusions if version else ()
    language = get_language() or "zh"
    given = (review.facts or {}).get("answers", {}) if review else {}
    return {
        "review": review,
        "conditions": lines,
        "condition_counts": coverage.counts(lines),
        "questions": [
            {
                "fact": one.fact,
                "text": one.question.in_(language),
                "clause": one.clause,
                "answer": given.get(one.fact, ""),
            }
            for one in questions
        ],
    }


def _calculation(desk: Desk) -> dict[str, Any]:
    runs = list(desk.claim.runs.select_related("made_by", "product_version")[:2])
    rows = list(desk.claim.receipts.prefetch_related("lines__excluded_by"))
    on_paper = origins.of_receipts(desk.claim, rows)
    shown = calculation.shown(runs[0], on_paper) if runs else None
    before = calculation.shown(runs[1]) if len(runs) > 1 else None
    injuries = list(desk.claim.injuries.select_related("rated_by"))
    losses = list(desk.claim.loss_items.select_related("entered_by"))
    sheet = sheets.latest(desk.claim)
    return {
        "run": runs[0] if runs else None,
        "before": runs[1] if len(runs) > 1 else None,
        "changes": calculation.differences(shown, before) if shown else [],
        "shown": shown,
        "receipts": [
            {
                "row": row,
                "figures": origins.figures(on_paper, row),
                "form": desk.form("save-receipt", str(row.pk)),
                "lines": receipts.rows_to_show(desk.form("save-receipt", str(row.pk)), row),
            }
            for row in rows
        ],
        "from_papers": [
            {"id": part.row.pk, "name": papers_view.part_name(part), "total": part.get("total")}
            for part in from_papers.waiting(desk.claim)
        ],
        "on_paper": on_paper,
        "new_receipt": desk.form("save-receipt"),
        "marks": receipts.marks_to_choose(desk),
        "new_lines": receipts.rows_to_show(desk.form("save-receipt"), None),
        "injuries": injuries,
        "losses": losses,
        "loss_costs": list(desk.claim.loss_costs.all()),
        "covers_property": bool(property_benefits(desk.claim)),
        "takes_receipts": desk.claim.nature not in OF_OTHERS,
        "asks_facts": sheets.asks(desk.claim),
        "facts_needed": sheets.needed(desk.claim),
        "signed_sheet": sheet,
        "calculable": bool(rows or injuries or losses or sheet or cover.died(desk.claim)),
        "reduced_fen": sum(line.excluded_fen for row in rows for line in row.lines.all()),
        "sections_to_try": facts_form.sections(runs[0].inputs, products.terms(runs[0].product_version))
        if runs and P.SETTLEMENT_CALCULATE in desk.holds
        else [],
    }


def fact_context(
    desk: Desk, *, typed: dict[str, str] | None = None, errors: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The fact sheet: as just typed, else as this person left it, else as signed, else what is known already."""
    groups = sheets.asked(desk.claim)
    signed = sheets.latest(desk.claim)
    kept = desk.claim.fact_drafts.filter(by=desk.staff).first()
    stands = signed.facts if signed else sheets.suggested(desk.claim)
    if typed is None:
        fresh = fact_sheet.written(stands, signed.sources if signed else {}, groups)
        typed = fresh | json.loads(kept.typed) if kept else fresh
    offered = [
        (str(paper.pk), f"{paper_name(paper.item.kind) if paper.item else _('Other paper')} #{paper.pk}")
        for paper in papers.papers_of(desk.claim)
    ]
    blocks = fact_sheet.show(typed, groups, papers=offered, errors=errors or {})
    vehicle = policies.vehicle_of(desk.claim.member) if desk.claim.member else None
    return {
        "blocks": blocks,
        "signed_sheet": signed,
        "kept_draft": kept,
        "vehicle": vehicle,
        "fact_errors": fact_sheet.elsewhere(errors or {}, blocks),
        "may_sign": P.SETTLEMENT_ASSESS in desk.holds and desk.claim.state in EDITABLE_IN,
    }


def _decision(desk: Desk) -> dict[str, Any]:
    decisions = list(
        desk.claim.decisions.select_related("made_by", "approved_by", "run").prefetch_related(
            "signatures__by", "objections"
        )
    )
    current = decisions[0] if decisions else None
    run = latest_run(desk)
    waiting = current is not None and current.state == "proposed"
    return {
        "decisions": decisions,
        "current": current,
        "run": run,
        "shown": calculation.shown(run) if run else None,
        "signers": who_may_sign(current) if waiting and current else [],
        "advances": list(desk.claim.advances.select_related("made_by", "answered_by")),
        "review": desk.claim.coverage_reviews.first(),
    }


def _payment(desk: Desk) -> dict[str, Any]:
    paid = {one.entitlement: one for one in payments.active_payees(desk.claim)}
    parts = of_latest(desk.claim)
    return {
        "parts": [{"row": one, "name": desk.seen.name(one.name), "payee": paid.get(one.key)} for one in parts]
        if any(one.key != INSURED for one in parts)
        else [],
        "payees": [
            {"row": payee, "name": desk.seen.name(payee.party.name), "account": f"**** {payee.account.last4}"}
            for payee in payments.active_payees(desk.claim)
        ],
        "instructions": list(payments.of_claim(desk.claim)),
        "known_accounts": parties.open_accounts(desk.claim.insured).count() if desk.claim.insured else 0,
    }


def _letters(desk: Desk) -> dict[str, Any]:
    return {
        "deliveries": list(messages.deliveries("claim", desk.claim.pk)[:100]),
        "notice_letters": list(desk.claim.supplement_notices.exclude(letter_sha256="")),
    }


def _contacts(desk: Desk) -> dict[str, Any]:
    return {
        "conversation": list(messages.conversation("claim", desk.claim.pk)),
        "first": hotline.first_contact(desk.claim),
        "exchange_calls": hotline.calls_of(desk.claim),
        "own_calls": hotline.desk_units(desk.staff) if P.MESSAGE_SEND in desk.holds else [],
        "contacts": list(desk.claim.contacts.select_related("by").order_by("-at", "-id")),
        "calls": list(
            desk.claim.call_requests.select_related("assignee", "done_by").order_by("done_at", "due_at")
        ),
    }


def _questions(desk: Desk) -> dict[str, Any]:
    asked = enquiries.of_claim(desk.claim)[:SHOWN_QUESTIONS]
    return {"enquiries": [{"row": one, "answer": Answer.from_json(one.answer)} for one in asked]}


def _reserves(desk: Desk) -> dict[str, Any]:
    return {"entries": list(desk.claim.reserve_entries.select_related("by"))}


def _survey(desk: Desk) -> dict[str, Any]:
    return {"surveys": list(surveys.of_claim(desk.claim))}


def _care(desk: Desk) -> dict[str, Any]:
    return {
        "services": [
            {"row": row, "service": care_catalogue.service(row.kind)} for row in care.services_of(desk.claim)
        ],
        "followups": [
            {"row": row, "policy": care_catalogue.policy(row.policy)} for row in desk.claim.followups.all()
        ],
        "visits": [
            {"row": row, "occasion": programme.occasion(row.occasion)}
            for row in care_visits.of_claim(desk.claim)
        ],
        "propose": ProposeVisitForm(auto_id="visit-%s") if P.CARE_DO in desk.holds else None,
        "offer": OfferForm(auto_id="offer-%s") if P.CARE_DO in desk.holds and desk.claim.is_open else None,
    }


def _entitlements(desk: Desk) -> dict[str, Any]:
    """Other contracts looked at for this event: what may pay, what was claimed, and why the others do not fit."""
    rows = list(advice.entitlements_of(desk.claim))
    english = (get_language() or "").startswith("en")
    language = "en" if english else "zh"
    return {
        "own_cover": [
            {
                "name": one.name.in_(language),
                "why": one.why.text.in_(language),
                "clause": one.why.clause,
                "paper": paper_name(one.paper),
                "asked": one.asked,
            }
            for one in own_cover(desk.claim)
        ],
        "others": [
            {
                "row": row,
                "benefits": [
                    products.terms(row.member.policy.product_version)
                    .benefit(code)
                    .name.in_("en" if english else "zh")
                    for code in row.benefits
                ],
                "why": [{"text": one["en" if english else "zh"], "clause": one["clause"]} for one in row.why],
            }
            for row in sorted(rows, key=lambda row: (row.state == EntitlementState.NOT, row.pk))
        ],
    }


def _related(desk: Desk) -> dict[str, Any]:
    from anpei.claims import queries as claims

    found = claims.related(desk.claim, claims.for_staff(desk.staff)).order_by("kind", "id")
    return {
        "found": [
            {
                "other": one.other,
                "name": desk.seen.name(one.other.insured.name)
                if one.other.insured
                else desk.seen.name(one.other.insured_name_given),
                "kind": one.get_kind_display(),
                "reason": REASONS.get(one.reason, one.reason),
            }
            for one in found
        ]
    }


def _history(desk: Desk) -> dict[str, Any]:
    return {
        "timeline": folded(claims.timeline(desk.claim, restricted=desk.restricted))[::-1],
        "chain": Chain.objects.filter(subject="claim", subject_id=desk.claim.pk).first(),
        "referrals": list(desk.claim.restricted_referrals.select_related("by")) if desk.restricted else [],
    }


SECTIONS: dict[str, Section] = {
    section.code: section
    for section in (
        Section("overview", _("Overview"), _overview),
        Section("report", _("Report and event"), _report),
        Section("policy", _("Policy and cover"), _policy, P.POLICY_VIEW),
        Section("papers", _("Documents"), _papers),
        Section("coverage", _("Coverage check"), _coverage),
        Section("calculation", _("Calculation"), _calculation),
        Section("decision", _("Decision"), _decision),
        Section("payment", _("Payee and payment"), _payment),
        Section("letters", _("Letters"), _letters),
        Section(
            "facts",
            _("Fact sheet"),
            fact_context,
            P.HEALTH_VIEW,
            True,
            "F",
            lambda desk: sheets.asks(desk.claim),
        ),
        Section("contacts", _("Contacts"), _contacts, apart=True),
        Section("questions", _("Questions"), _questions, apart=True),
        Section("reserves", _("Reserves"), _reserves, apart=True),
        Section("survey", _("Survey"), _survey, apart=True),
        Section("care", _("Care"), _care, apart=True),
        Section("mandates", _("Mandates and heirs"), acting.read, P.CLAIM_VIEW, apart=True),
        Section("also", _("Other cover"), _entitlements, P.POLICY_VIEW, apart=True),
        Section("related", _("Related cases"), _related, apart=True),
        Section("history", _("History and chain"), _history, apart=True),
    )
}

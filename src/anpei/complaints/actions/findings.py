"""The investigation: what the replay proposes, what people find, the files, and what may still be asked for."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.claims import wording
from anpei.complaints import events, notices, replay, rules
from anpei.complaints.actions.guards import choice_of, holder, move, must_be, note, text_of
from anpei.complaints.models import Complaint, Evidence, Finding, Request, Verdict
from anpei.complaints.queries import locked
from anpei.complaints.states import AT_WORK, ComplaintState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents import vault
from anpei.terms.papers import PaperKind


def propose_findings(complaint: Complaint) -> int:
    """Write down what the replay of the case shows and is not written down yet; the number of new proposals."""
    if complaint.claim is None:
        return 0
    known = set(complaint.findings.values_list("key", flat=True))
    fresh = [
        Finding(complaint=complaint, key=one.key, code=one.code, facts=one.facts, basis=one.basis)
        for one in replay.proposals(complaint.claim)
        if one.key not in known
    ]
    return len(Finding.objects.bulk_create(fresh))


def add_finding(complaint: Complaint, *, text: str, basis: str = "", by: Actor) -> Finding:
    text = text_of(text, "text", _("What did you find?"))
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by)
        _investigate(complaint)
        number = complaint.findings.count() + 1
        finding = Finding.objects.create(
            complaint=complaint, key=f"person:{person.pk}:{number}", text=text, basis=basis.strip()[:120]
        )
        note(complaint, events.FindingAdded(finding=finding.pk), by)
    return finding


def judge(finding: Finding, *, verdict: str, by: Actor, comment: str = "") -> Finding:
    """True or not true, by a named person. A proposal of the replay decides nothing by itself."""
    verdict = choice_of(verdict, "verdict", (Verdict.TRUE, Verdict.FALSE))
    with transaction.atomic():
        complaint = locked(finding.complaint_id)
        person = holder(complaint, by)
        _investigate(complaint)
        finding = Finding.objects.select_for_update().get(pk=finding.pk)
        finding.verdict, finding.note = verdict, comment.strip()
        finding.judged_by, finding.judged_at = person, clock.now()
        finding.save()
        note(complaint, events.FindingJudged(finding=finding.pk, verdict=verdict), by)
    return finding


def add_evidence(
    complaint: Complaint, *, content: bytes, title: str, by: Actor, finding: Finding | None = None
) -> Evidence:
    """A file, from whoever handles it or from the complainant."""
    title = text_of(title, "title", _("What is it?"), longest=120)
    file = vault.receive(content)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        if by.kind != "customer":
            holder(complaint, by)
        must_be(complaint, *AT_WORK, ComplaintState.REVIEW)
        if finding is not None and finding.complaint_id != complaint.pk:
            raise Refused("complaint.finding", _("This finding belongs to another complaint."))
        row = Evidence.objects.create(
            complaint=complaint, finding=finding, file=file, title=title, by_name=by.name, at=clock.now()
        )
        note(complaint, events.EvidenceAdded(sha256=file.sha256), by)
    return row


def ask_complainant(complaint: Complaint, *, papers: list[str], question: str = "", by: Actor) -> Request:
    """Ask for what we do not have. A paper on file, here or on another case of the person, is refused by name."""
    question = question.strip()
    if not papers and not question:
        raise Invalid(fields={"question": _("What would you like to ask?")})
    unknown = [kind for kind in papers if kind not in set(PaperKind)]
    if unknown:
        raise Invalid(fields={"papers": _("Please choose one of the answers shown.")})
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by)
        _investigate(complaint)
        if held := sorted(set(papers) & rules.papers_on_file(complaint)):
            raise Invalid(
                fields={
                    "papers": _("On file already, so it is not asked for again: %(papers)s")
                    % {"papers": wording.paper_names(held)}
                }
            )
        row = Request.objects.create(
            complaint=complaint, papers=papers, question=question, by=person, at=clock.now()
        )
        note(complaint, events.Asked(papers=len(papers)), by)
        with translation.override(notices.recipient(complaint).language):
            what = _("; ").join(filter(None, [wording.paper_names(papers), question]))
        notices.asked(complaint, key=f"{row.pk}", what=what)
    return row


def _investigate(complaint: Complaint) -> None:
    """The first act on it takes it up."""
    must_be(complaint, ComplaintState.RECEIVED, ComplaintState.INVESTIGATING)
    if complaint.state == ComplaintState.RECEIVED:
        move(complaint, to=ComplaintState.INVESTIGATING)

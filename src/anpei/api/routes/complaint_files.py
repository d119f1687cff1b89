"""Files of a complaint: evidence in and out, the letter of the answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api import uploads
from anpei.api.access import Call
from anpei.api.complaint_rows import complaint, entry
from anpei.api.operations import Operations
from anpei.api.presenters import complaints as show
from anpei.api.routes.papers import attachment
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.complaints import ComplaintOut, EvidenceIn
from anpei.complaints import actions
from anpei.core.errors import NotFound
from anpei.documents import copies, vault

complaint_files = Operations("complaints")
EVIDENCE_BODY = uploads.document(
    EvidenceIn, title={"type": "string"}, finding={"type": "string", "pattern": "^[0-9]{1,18}$"}
)


@complaint_files.post(
    "/complaints/{number}/evidence",
    S.COMPLAINTS_HANDLE,
    answer=ComplaintOut,
    status=201,
    permission=P.COMPLAINT_VIEW,
    extra=EVIDENCE_BODY,
)
def add_complaint_evidence(call: Call, number: Number) -> ComplaintOut:
    """Keep a file of the investigation, to a finding where it belongs to one. As a form, or as JSON in base64."""
    row = complaint(call, number)
    given, content = uploads.receive(call.request, EvidenceIn)
    finding = entry(row.findings, given.finding) if given.finding else None
    actions.add_evidence(row, content=content, title=given.title, finding=finding, by=call.by)
    return show.whole(call, complaint(call, number))


@complaint_files.read(
    "/complaints/{number}/evidence/{evidence_id}/content",
    S.COMPLAINTS_READ,
    answer=None,
    file="application/octet-stream",
    permission=P.COMPLAINT_VIEW,
    signed=True,
)
def download_complaint_evidence(call: Call, number: Number, evidence_id: RowId) -> HttpResponse:
    """Fetch a file of the investigation, with the name of the client, the time and the number written across it."""
    row = entry(complaint(call, number).evidence, evidence_id)
    copy = copies.for_viewer(row.file, by=call.by, case=number)
    return attachment(copy.content, copy.media_type, f"{number}-{row.pk}")


@complaint_files.read(
    "/complaints/{number}/answers/{decision_id}/letter",
    S.COMPLAINTS_READ,
    answer=None,
    file="application/pdf",
    permission=P.COMPLAINT_VIEW,
    signed=True,
)
def download_complaint_letter(call: Call, number: Number, decision_id: RowId) -> HttpResponse:
    """Fetch the letter of an answer or of a review (PDF, Chinese)."""
    decision = entry(complaint(call, number).decisions, decision_id)
    if not decision.letter_sha256:
        raise NotFound("letter.not_ready", _("There is no letter yet."))
    return attachment(
        vault.read_hash(decision.letter_sha256), "application/pdf", f"{number}-{decision.pk}.pdf"
    )

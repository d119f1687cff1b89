"""Papers: handing in, looking at, the one supplement notice, acceptance."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api import uploads
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show_claim
from anpei.api.presenters import money as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.claims import AddItemIn, CheckIn, ClaimOut, ItemOut, NoticeOut, ReasonIn, SupplementIn
from anpei.api.schemas.papers import HandedOut, OriginalsIn, PaperIn, PaperOut, SortIn, UploadIn, UploadOut
from anpei.claims import actions as claims
from anpei.core.errors import Invalid
from anpei.documents import actions, copies, queries
from anpei.documents.actions import uploads as pieces
from anpei.documents.models import Origin

papers = Operations("papers")

UPLOAD_BODY = uploads.document(
    PaperIn, kind={"type": "string"}, replaces={"type": "string", "pattern": "^[0-9]{1,18}$"}
)


OFFSET = "Upload-Offset"
PIECE_BODY: dict[str, Any] = {
    "parameters": [
        {"in": "header", "name": OFFSET, "required": True, "schema": {"type": "integer", "minimum": 0}}
    ],
    "requestBody": {
        "required": True,
        "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}


@papers.read("/claims/{number}/checklist", S.CLAIMS_READ, answer=list[ItemOut], permission=P.CLAIM_VIEW)
def list_checklist(call: Call, number: Number) -> list[ItemOut]:
    """List the papers the claim needs, with the reason and the clause of each."""
    return show_claim.checklist(call, call.claim(number))


@papers.post(
    "/claims/{number}/checklist", S.CLAIMS_HANDLE, answer=ItemOut, status=201, permission=P.CLAIM_HANDLE
)
def add_item(call: Call, number: Number, data: AddItemIn) -> ItemOut:
    """Ask for one more paper and say why; the customer reads it."""
    return show_claim.item(
        claims.add_item(
            call.claim(number), kind=data.kind.value, why=data.why, clause=data.clause, by=call.by
        )
    )


@papers.post(
    "/claims/{number}/checklist/{kind}/check", S.CLAIMS_HANDLE, answer=ItemOut, permission=P.CLAIM_HANDLE
)
def check_item(call: Call, number: Number, kind: Number, data: CheckIn) -> ItemOut:
    """Say whether what came is in order, or what is wrong with the picture and how to put it right."""
    item = call.item(call.claim(number), kind)
    return show_claim.item(
        claims.check_item(item, in_order=data.in_order, problem=data.problem, fix=data.fix, by=call.by)
    )


@papers.post(
    "/claims/{number}/checklist/{kind}/waive", S.CLAIMS_HANDLE, answer=ItemOut, permission=P.CLAIM_HANDLE
)
def waive_item(call: Call, number: Number, kind: Number, data: ReasonIn) -> ItemOut:
    """Say that a paper is not needed after all, with the reason."""
    return show_claim.item(
        claims.waive_item(call.item(call.claim(number), kind), reason=data.reason, by=call.by)
    )


@papers.read("/claims/{number}/papers", S.CLAIMS_READ, answer=list[PaperOut], permission=P.CLAIM_VIEW)
def list_papers(call: Call, number: Number) -> list[PaperOut]:
    """List what was handed in and counts now."""
    return [show.paper(one) for one in queries.papers_of(call.claim(number))]


@papers.post(
    "/claims/{number}/papers",
    S.PAPERS_WRITE,
    answer=HandedOut,
    status=201,
    permission=P.PAPER_RECEIVE,
    signed=False,
    extra=UPLOAD_BODY,
)
def upload_paper(call: Call, number: Number) -> HandedOut:
    """Hand in a paper as a file: a photo (JPG, PNG, WebP, GIF, BMP, TIFF) or a PDF, up to 20 MB.

    As `multipart/form-data`, or as JSON with the content in base64 (up to about 3.5 MB). What the file really is, is
    found by looking into it. The same file again adds nothing and answers the paper that is there.
    """
    claim = call.claim(number)
    given, content = uploads.receive(call.request, PaperIn)
    handed = actions.hand_in(
        claim,
        content=content,
        filename=given.filename,
        by=call.by,
        origin=Origin.API,
        item=call.item(claim, given.kind) if given.kind else None,
        replaces=queries.get_paper(claim, given.replaces) if given.replaces else None,
    )
    return HandedOut(**show.paper(handed.paper).model_dump(), known=handed.known)


@papers.post(
    "/claims/{number}/uploads",
    S.PAPERS_WRITE,
    answer=UploadOut,
    status=201,
    permission=P.PAPER_RECEIVE,
    signed=False,
)
def begin_upload(call: Call, number: Number, data: UploadIn) -> UploadOut:
    """Announce a file that comes in pieces, for lines that break.

    The same file announced again (same `sha256` and size) goes on where it stopped; one that is on the case already is
    done at once. An upload is kept for three days.
    """
    claim = call.claim(number)
    return show.upload(
        pieces.begin_upload(
            claim,
            filename=data.filename,
            size=data.size,
            sha256=data.sha256,
            by=call.by,
            origin=Origin.API,
            item=call.item(claim, data.kind) if data.kind else None,
            replaces=queries.get_paper(claim, data.replaces) if data.replaces else None,
        )
    )


@papers.read("/claims/{number}/uploads/{token}", S.PAPERS_WRITE, answer=UploadOut, permission=P.PAPER_RECEIVE)
def show_upload(call: Call, number: Number, token: Number) -> UploadOut:
    """Ask how much has arrived, after a broken connection."""
    return show.upload(queries.get_upload(call.claim(number), token, by=call.by))


@papers.change(
    "PATCH",
    "/claims/{number}/uploads/{token}",
    S.PAPERS_WRITE,
    answer=UploadOut,
    permission=P.PAPER_RECEIVE,
    signed=False,
    extra=PIECE_BODY,
)
def add_piece(call: Call, number: Number, token: Number) -> UploadOut:
    """Send the next piece as the raw body, with `Upload-Offset` saying where it belongs.

    At another place than the server is, it answers 409 `upload.offset` and nothing changes: ask where it is and go on
    there. With the last byte the file becomes a paper; one that cannot be read is refused beside `file`.
    """
    said = call.request.headers.get(OFFSET, "")
    if not said.isascii() or not said.isdecimal() or len(said) > 12:
        raise Invalid(fields={OFFSET: _("Send this header with the byte where the piece begins.")})
    upload = queries.get_upload(call.claim(number), token, by=call.by)
    return show.upload(pieces.add_piece(upload, offset=int(said), content=call.request.body, by=call.by))


@papers.change(
    "DELETE",
    "/claims/{number}/uploads/{token}",
    S.PAPERS_WRITE,
    answer=UploadOut,
    permission=P.PAPER_RECEIVE,
    signed=False,
)
def give_up_upload(call: Call, number: Number, token: Number) -> UploadOut:
    """Drop what has arrived; a paper it became stays."""
    upload = queries.get_upload(call.claim(number), token, by=call.by)
    answer = show.upload(upload)
    pieces.give_up_upload(upload, by=call.by)
    return answer


@papers.read(
    "/claims/{number}/papers/{paper_id}/content",
    S.CLAIMS_READ,
    answer=None,
    file="application/octet-stream",
    permission=P.HEALTH_VIEW,
    signed=True,
)
def download_paper(call: Call, number: Number, paper_id: RowId) -> HttpResponse:
    """Fetch a paper, with the name of the client, the time and the case written across it. Every look is recorded.

    The original itself never leaves by itself; it is in the archive of the closed case.
    """
    paper = queries.get_paper(call.claim(number), paper_id)
    if paper.file is None:
        raise Invalid("paper.on_paper", _("This original was seen on paper; there is no file."))
    actions.note_viewed(paper, by=call.by)
    copy = copies.for_viewer(paper.file, by=call.by, case=number)
    return attachment(copy.content, copy.media_type, f"{number}-{paper.pk}")


@papers.post(
    "/claims/{number}/papers/{paper_id}/sort", S.CLAIMS_HANDLE, answer=PaperOut, permission=P.CLAIM_HANDLE
)
def sort_paper(call: Call, number: Number, paper_id: RowId, data: SortIn) -> PaperOut:
    """Say what a paper is: it counts for that item of the list."""
    claim = call.claim(number)
    return show.paper(
        actions.sort_into(queries.get_paper(claim, paper_id), item=call.item(claim, data.kind), by=call.by)
    )


@papers.change(
    "DELETE",
    "/claims/{number}/papers/{paper_id}",
    S.PAPERS_WRITE,
    answer=PaperOut,
    permission=P.PAPER_RECEIVE,
    signed=False,
)
def take_back_paper(call: Call, number: Number, paper_id: RowId) -> PaperOut:
    """Take a file back before anybody has relied on it."""
    return show.paper(actions.take_back(queries.get_paper(call.claim(number), paper_id), by=call.by))


@papers.post(
    "/claims/{number}/originals",
    S.PAPERS_WRITE,
    answer=list[PaperOut],
    status=201,
    permission=P.PAPER_RECEIVE,
)
def receive_originals(call: Call, number: Number, data: OriginalsIn) -> list[PaperOut]:
    """Record originals that arrived at the counter, by courier or by home pick-up."""
    claim = call.claim(number)
    items = [call.item(claim, kind) for kind in data.kinds]
    received = actions.receive_original(
        claim, items=items, origin=data.origin, tracking=data.tracking, note=data.note, by=call.by
    )
    return [show.paper(one) for one in received]


@papers.post(
    "/claims/{number}/supplement-notice",
    S.CLAIMS_HANDLE,
    answer=NoticeOut,
    status=201,
    permission=P.CLAIM_HANDLE,
)
def send_supplement_notice(call: Call, number: Number, data: SupplementIn) -> NoticeOut:
    """Ask for everything that is missing, once; the clock pauses until it comes.

    A second notice needs a new fact and a supervisor, whose own client signs it with the header `Countersign: Bearer …`.
    """
    notice = claims.send_supplement_notice(
        call.claim(number), new_fact=data.new_fact, signed_by=call.countersigner(), by=call.by
    )
    return show_claim.notice(notice)


@papers.post("/claims/{number}/accept", S.CLAIMS_HANDLE, answer=ClaimOut, permission=P.CLAIM_HANDLE)
def accept_claim(call: Call, number: Number) -> ClaimOut:
    """Accept the claim: every paper on the list is in order, held by the insurer, or waived."""
    claims.accept(call.claim(number), by=call.by)
    return show_claim.case(call, call.claim(number))


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file for saving, never for showing inside a page."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )

"""Files that arrive in pieces: what has come is kept, and after a broken connection it goes on where it stopped.

The pieces are rows, so that any process of the insurer can take the next one; when the last has come they become one
paper and are gone. Nobody but the sender can go on with an upload.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anpei.claims.models import ChecklistItem, Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.documents.actions.papers import hand_in, sort_into
from anpei.documents.models import Origin, Paper, PaperState, Upload, UploadPiece

KEPT_FOR = timedelta(days=3)
MOST_UNDER_WAY = 40
LARGEST_PIECE = 2 * 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")


def begin_upload(
    claim: Claim,
    *,
    filename: str,
    size: int,
    sha256: str = "",
    by: Actor,
    origin: str = Origin.PORTAL,
    item: ChecklistItem | None = None,
    replaces: Paper | None = None,
) -> Upload:
    """Announce a file. The same file begun before goes on; one that is on the case already is done at once.

    ``sha256`` is what the sender computed; with it an upload is found again and checked at the end.
    """
    _refuse_what_cannot_come(size, sha256)
    with transaction.atomic():
        claim = locked(claim.pk)
        _refuse_when_closed(claim)
        mine = Upload.objects.filter(claim=claim, sender=_sender(by), expires_at__gt=clock.now())
        begun = mine.filter(sha256=sha256, size=size, paper=None).first() if sha256 else None
        if begun is not None:
            begun.item, begun.replaces = item, replaces
            begun.save(update_fields=["item", "replaces"])
            return begun
        if mine.filter(paper=None).count() >= MOST_UNDER_WAY:
            raise Refused(
                code="upload.too_many",
                message=_("%(most)d files are on their way already. Please let them arrive first.")
                % {"most": MOST_UNDER_WAY},
                status=429,
            )
        upload = Upload(
            token=secrets.token_hex(16),
            claim=claim,
            sender=_sender(by),
            origin=origin,
            item=item,
            replaces=replaces,
            filename=filename[-160:],
            size=size,
            sha256=sha256,
            expires_at=clock.now() + KEPT_FOR,
        )
        there = _already_there(claim, sha256)
        if there is not None:
            paper = sort_into(there, item=item, by=by) if item is not None else there
            upload.paper, upload.known, upload.received = paper, True, size
        upload.save()
    return upload


def add_piece(upload: Upload, *, offset: int, content: bytes, by: Actor) -> Upload:
    """Keep the next piece; with the last one the file becomes a paper of the case.

    A piece at another place is refused (``upload.offset``) and nothing changes: the sender asks how far it is and goes
    on from there. An empty piece at the end finishes what a crash left unfinished.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=_own(upload, by).pk)
        if upload.paper_id is not None:
            return upload
        _refuse_misfit(upload, offset, content)
        if content:
            UploadPiece.objects.create(upload=upload, offset=offset, content=content)
            upload.received = offset + len(content)
            upload.save(update_fields=["received"])
    return _finish(upload, by=by) if upload.received == upload.size else upload


def give_up_upload(upload: Upload, *, by: Actor) -> None:
    """The sender does not want to go on; a paper that was made of it stays."""
    _own(upload, by).delete()


def forget_uploads() -> int:
    """Drop what was never finished and the receipts of what was; gives how many."""
    _count, by_model = Upload.objects.filter(expires_at__lte=clock.now()).delete()
    return by_model.get("documents.Upload", 0)


def _finish(upload: Upload, *, by: Actor) -> Upload:
    content = b"".join(bytes(piece.content) for piece in upload.pieces.order_by("offset"))
    if upload.sha256 and hashlib.sha256(content).hexdigest() != upload.sha256:
        _start_again(upload)
        raise Refused(
            code="upload.altered",
            message=_("The file changed on its way. It is sent once more from the start."),
        )
    try:
        handed = hand_in(
            upload.claim,
            content=content,
            filename=upload.filename,
            by=by,
            origin=upload.origin,
            item=upload.item,
            replaces=upload.replaces,
        )
    except Invalid:
        upload.delete()  # it will not become readable by sending it again
        raise
    with transaction.atomic():
        upload.paper, upload.known = handed.paper, handed.known
        upload.save(update_fields=["paper", "known"])
        upload.pieces.all().delete()
    return upload


def _start_again(upload: Upload) -> None:
    with transaction.atomic():
        upload.pieces.all().delete()
        Upload.objects.filter(pk=upload.pk).update(received=0)


def _already_there(claim: Claim, sha256: str) -> Paper | None:
    if not sha256:
        return None
    return claim.papers.filter(file__sha256=sha256, state=PaperState.RECEIVED).select_related("item").first()


def _refuse_when_closed(claim: Claim) -> None:
    """Before anything is sent; handing in refuses it again."""
    if claim.state in (ClaimState.CLOSED, ClaimState.ARCHIVED):
        raise Refused(
            code="claim.closed",
            message=_("This case is closed. Tell us that you want to go on, and we open it again."),
        )


def _own(upload: Upload, by: Actor) -> Upload:
    if upload.sender != _sender(by):
        raise NotFound(
            code="upload.unknown", message=_("There is no such upload. Please send the file again.")
        )
    return upload


def _sender(by: Actor) -> str:
    return f"{by.kind}:{by.id}"


def _refuse_what_cannot_come(size: int, sha256: str) -> None:
    errors = {}
    most = settings.UPLOAD_MAX_BYTES
    if size < 1:
        errors["file"] = _("This file is empty. Please choose it once more.")
    elif size > most:
        errors["file"] = _(
            "This file is larger than %(most)d MB. A photo taken with the phone is usually enough."
        ) % {"most": most // (1024 * 1024)}
    if sha256 and not SHA256.fullmatch(sha256):
        errors["sha256"] = _("This is not a SHA-256 in hex.")
    if errors:
        raise Invalid(fields=errors)


def _refuse_misfit(upload: Upload, offset: int, content: bytes) -> None:
    if len(content) > LARGEST_PIECE:
        raise Refused(
            code="upload.piece_too_large",
            message=_("Send pieces of at most %(most)d bytes.") % {"most": LARGEST_PIECE},
            status=413,
        )
    if offset != upload.received or upload.received + len(content) > upload.size:
        raise Refused(
            code="upload.offset",
            message=_("The upload is at byte %(at)d of %(size)d.")
            % {"at": upload.received, "size": upload.size},
        )

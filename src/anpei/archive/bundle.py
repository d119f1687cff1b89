"""The bundle: one zip, byte for byte the same for the same case, with a manifest that names the hash of every file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict

from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.documents import vault
from anpei.documents.models import Paper, StoredFile
from anpei.messages.models import Message
from anpei.settlement.models import Decision

FORMAT = "anpei-claim-bundle/1"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the time of packing is no part of the record
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "audio/webm": ".webm",
    "audio/mp4": ".m4a",
}
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Packed:
    content: bytes
    manifest_sha256: str


def pack(claim: Claim) -> Packed:
    """Everything of a case: facts, papers, notices, calculations, decisions, letters, payments, messages, events.

    Restricted referrals and their events stay out: a bundle is opened by many (Anti-Money-Laundering Law art. 35).
    """
    files = dict(sorted(_contents(claim)))
    manifest = {
        "format": FORMAT,
        "claim": claim.number,
        "files": [
            {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for path, data in files.items()
        ],
    }
    listing = _json(manifest)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in {"manifest.json": listing, **files}.items():
            entry = zipfile.ZipInfo(path, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return Packed(buffer.getvalue(), hashlib.sha256(listing).hexdigest())


def wrong_files(content: bytes) -> list[str]:
    """Paths whose bytes are not what the manifest says, or that it does not name; empty when the bundle is whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = {
            entry["path"]: entry["sha256"] for entry in json.loads(archive.read("manifest.json"))["files"]
        }
        names = set(archive.namelist()) - {"manifest.json"}
        wrong = names.symmetric_difference(listed)
        wrong |= {
            path
            for path in names & set(listed)
            if hashlib.sha256(archive.read(path)).hexdigest() != listed[path]
        }
    return sorted(wrong)


def _contents(claim: Claim) -> Iterator[tuple[str, bytes]]:
    yield "claim.json", _json(_row(claim))
    yield "checklist.json", _json([_row(item) for item in claim.checklist.all()])
    yield "notices.json", _json([_row(notice) for notice in claim.supplement_notices.all()])
    yield "coverage.json", _json([_row(review) for review in claim.coverage_reviews.order_by("number")])
    yield "contacts.json", _json([_row(contact) for contact in claim.contacts.order_by("id")])
    yield "surveys.json", _json([_survey(survey) for survey in claim.surveys.order_by("id")])
    yield (
        "receipts.json",
        _json(
            [{**_row(row), "lines": [_row(line) for line in row.lines.all()]} for row in claim.receipts.all()]
        ),
    )
    yield "injuries.json", _json([_row(injury) for injury in claim.injuries.all()])
    yield "reserves.json", _json([_row(entry) for entry in claim.reserve_entries.order_by("id")])
    yield "decisions.json", _json([_decision(decision) for decision in claim.decisions.order_by("number")])
    yield "objections.json", _json([_row(objection) for objection in claim.objections.order_by("id")])
    yield "payments.json", _json([_payment(instruction) for instruction in claim.instructions.order_by("id")])
    yield (
        "messages.json",
        _json(
            [
                _row(message)
                for message in Message.objects.filter(subject="claim", subject_id=claim.pk).order_by("id")
            ]
        ),
    )
    yield "events.json", _json([_event(row) for row in _events(claim)])
    for run in claim.runs.order_by("number"):
        yield (
            f"calculations/{run.number:03d}.json",
            _json({**_row(run), "inputs": run.inputs, "result": run.result}),
        )
    yield from _originals(claim)
    yield from _letters(claim)
    yield from _notice_letters(claim)


def _originals(claim: Claim) -> Iterator[tuple[str, bytes]]:
    for paper in Paper.objects.filter(claim=claim, file__isnull=False).select_related("file").order_by("id"):
        assert paper.file is not None
        yield _named(f"papers/{paper.pk:08d}", paper.file), vault.read(paper.file)
    for survey in claim.surveys.order_by("id"):
        for photo in survey.photos.select_related("file").order_by("id"):
            yield _named(f"surveys/{survey.pk:06d}-{photo.pk:08d}", photo.file), vault.read(photo.file)


def _letters(claim: Claim) -> Iterator[tuple[str, bytes]]:
    for decision in claim.decisions.exclude(letter_sha256="").order_by("number"):
        yield (
            f"letters/decision-{decision.number:03d}.pdf",
            vault.read_hash(decision.letter_sha256),
        )


def _notice_letters(claim: Claim) -> Iterator[tuple[str, bytes]]:
    for notice in claim.supplement_notices.exclude(letter_sha256=""):
        yield (
            f"letters/supplement-{notice.sequence:03d}.pdf",
            vault.read_hash(notice.letter_sha256),
        )


def _events(claim: Claim) -> Iterator[Event]:
    """Without the restricted ones, and without the note of archiving itself, so that packing again gives the same bytes."""
    rows = Event.objects.filter(subject="claim", subject_id=claim.pk).exclude(audience=RESTRICTED)
    return rows.exclude(type="archive.archived").order_by("seq").iterator()


def _event(row: Event) -> dict[str, Any]:
    return {
        "seq": row.seq, "type": row.type, "at": row.at, "audience": row.audience,
        "actor": [row.actor_kind, row.actor_id, row.actor_name], "for": row.for_id,
        "data": row.data, "personal": row.personal, "hash": row.hash, "prev_hash": row.prev_hash,
    }  # fmt: skip


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        **_row(decision),
        "signatures": [_row(signature) for signature in decision.signatures.order_by("id")],
    }


def _payment(instruction: Any) -> dict[str, Any]:
    payee = instruction.payee
    return {
        **_row(instruction),
        "payee": {
            "capacity": payee.capacity,
            "verification": payee.verification,
            "verified_how": payee.verified_how,
            "last4": payee.account.last4,
        },
        "answers": [_row(answer) for answer in instruction.answers.order_by("id")],
    }


def _survey(survey: Any) -> dict[str, Any]:
    return {
        **_row(survey),
        "statements": [_row(statement) for statement in survey.statements.order_by("id")],
        "photos": [_row(photo) for photo in survey.photos.order_by("id")],
    }


def _row(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "created_at": row.created_at, **model_to_dict(row)}


def _named(stem: str, file: StoredFile) -> str:
    return stem + SUFFIXES.get(file.media_type, ".bin")


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, indent=1).encode()

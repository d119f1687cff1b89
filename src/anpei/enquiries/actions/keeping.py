"""The knowledge base: keep a good answer, keep what was imported, take out what is no longer right."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.enquiries import events
from anpei.enquiries.knowledge import Asks, Entry, Kind
from anpei.enquiries.models import Enquiry, EnquiryState, KnowledgeEntry
from anpei.terms.base import Text


def promote(
    enquiry: Enquiry, *, title: str, plain_zh: str, plain_en: str, asks: str, by: Actor, tags: str = ""
) -> KnowledgeEntry:
    """Keep a good answer for the next person who asks. Whoever promotes reads it once more: no name, no case in it."""
    require(by, Permission.KNOWLEDGE_KEEP)
    person = signing(by)
    wanted = {"title": title, "plain_zh": plain_zh, "plain_en": plain_en, "asks": asks}
    hint = _("Please fill this in; it is what others will read.")
    missing = {name: hint for name, text in wanted.items() if not text.strip()}
    if missing:
        raise Invalid(fields=missing)
    with transaction.atomic():
        enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
        if enquiry.state != EnquiryState.REPLIED:
            raise Refused("enquiry.state", _("Only an answer given by a person can be kept for others."))
        if KnowledgeEntry.objects.filter(enquiry=enquiry).exists():
            raise Refused("knowledge.kept", _("This answer is in the knowledge base already."))
        version = enquiry.product_version
        entry = Entry(
            id=f"answer.q{enquiry.pk}",
            kind=Kind.ANSWER,
            title=Text(zh=title.strip(), en=title.strip()),
            plain=Text(zh=plain_zh.strip(), en=plain_en.strip()),
            source=_("Answered by %(name)s") % {"name": enquiry.replied_by.display_name}
            if enquiry.replied_by
            else "",
            asks=Asks(zh=tuple(line.strip() for line in asks.splitlines() if line.strip())),
            tags=tuple(tag.strip() for tag in tags.split(",") if tag.strip()),
            checked_on=clock.today(),
            product=version.product.code if version else "",
        )
        return _kept(entry, origin="promoted", enquiry=enquiry, by=person.actor)


def keep_imported(entry: Entry, *, by: Actor) -> KnowledgeEntry:
    """One entry of an import; the same text again is a no-op, another text under the same name replaces the old one."""
    require(by, Permission.KNOWLEDGE_KEEP)
    with transaction.atomic():
        found = KnowledgeEntry.objects.select_for_update().filter(code=entry.id).first()
        if found is None:
            return _kept(entry, origin="import", enquiry=None, by=by)
        if found.sha256 == _digest(entry) and found.retired_at is None:
            return found
        found.content, found.sha256 = entry.model_dump(mode="json"), _digest(entry)
        found.kept_by, found.retired_at = by.name[:80], None
        found.save()
        record(
            subject="knowledge", subject_id=found.pk, event=events.KnowledgeKept(entry.id, "import"), by=by
        )
        return found


def retire(entry: KnowledgeEntry, *, reason: str, by: Actor) -> KnowledgeEntry:
    """Take an entry out: it answers nobody any more and stays on record."""
    require(by, Permission.KNOWLEDGE_KEEP)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Why is it not right any more?")})
    with transaction.atomic():
        changed = KnowledgeEntry.objects.filter(pk=entry.pk, retired_at__isnull=True).update(
            retired_at=clock.now()
        )
        if not changed:
            raise Refused("knowledge.retired", _("This entry has been taken out already."))
        entry.refresh_from_db()
        gone = events.KnowledgeRetired(entry.code, reason.strip()[:200])
        record(subject="knowledge", subject_id=entry.pk, event=gone, by=by)
    return entry


def _kept(entry: Entry, *, origin: str, enquiry: Enquiry | None, by: Actor) -> KnowledgeEntry:
    row = KnowledgeEntry.objects.create(
        code=entry.id,
        content=entry.model_dump(mode="json"),
        origin=origin,
        enquiry=enquiry,
        sha256=_digest(entry),
        kept_by=by.name[:80],
    )
    record(subject="knowledge", subject_id=row.pk, event=events.KnowledgeKept(entry.id, origin), by=by)
    return row


def _digest(entry: Entry) -> str:
    text = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

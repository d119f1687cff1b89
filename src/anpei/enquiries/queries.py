"""Reads about questions and the knowledge base. Always through who asks: never another person's case."""

from __future__ import annotations

import hashlib
import json

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_all_units, visible_units
from anpei.claims.models import Claim
from anpei.core.errors import NotFound
from anpei.enquiries import knowledge, passages
from anpei.enquiries.knowledge import Entry
from anpei.enquiries.models import Enquiry, EnquiryState, KnowledgeEntry
from anpei.enquiries.passages import Library
from anpei.products import queries as products
from anpei.products.models import ProductVersion

PAGE = 50
_RELATED = ("claim", "person__unit", "replied_by", "party", "product_version__product", "unit", "promoted")


def entries() -> tuple[Entry, ...]:
    """The knowledge base as it stands: what is shipped and what was added, without what was taken out."""
    return (*knowledge.shipped(), *(entry_of(one) for _code, one in _rows()))


def library(version: ProductVersion | None) -> Library:
    """What a question about this product version is searched in. One statement, and an index made once."""
    rows = _rows()
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    added = tuple(entry_of(one) for _code, one in rows)
    return passages.library(
        terms=products.terms(version) if version else None,
        entries=(*knowledge.shipped(), *added),
        digest=digest,
    )


def for_staff(staff: Staff) -> QuerySet[Enquiry]:
    """Questions of one's units, and one's own wherever they come from."""
    rows = Enquiry.objects.select_related(*_RELATED)
    if sees_all_units(staff):
        return rows
    return rows.filter(Q(unit__in=visible_units(staff)) | Q(person=staff))


def get_for_staff(staff: Staff, enquiry_id: int) -> Enquiry:
    return _found(for_staff(staff).filter(pk=enquiry_id).first())


def waiting(staff: Staff) -> QuerySet[Enquiry]:
    """What somebody has to answer, the nearest date first."""
    return for_staff(staff).filter(state=EnquiryState.WAITING).order_by("due_at", "id")


def mine_waiting(staff: Staff) -> int:
    return Enquiry.objects.filter(person=staff, state=EnquiryState.WAITING).count()


def for_visitor(phone_hash: str) -> QuerySet[Enquiry]:
    """What was asked from this phone; a family that shares it shares the conversation."""
    rows = Enquiry.objects.select_related(*_RELATED)
    return rows.filter(phone_hash=phone_hash) if phone_hash else rows.none()


def get_for_visitor(phone_hash: str, enquiry_id: int) -> Enquiry:
    return _found(for_visitor(phone_hash).filter(pk=enquiry_id).first())


def conversation(asked: QuerySet[Enquiry], claim: Claim | None, *, most: int = 20) -> list[Enquiry]:
    """The last questions about one case, or about none, oldest first."""
    newest = asked.filter(claim=claim).order_by("-id")[:most]
    return sorted(newest, key=lambda one: one.pk)


def of_claim(claim: Claim) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(claim=claim).select_related(*_RELATED).order_by("-id")


def entry_of(content: dict[str, object]) -> Entry:
    """An entry out of its row: JSON writes a date as text."""
    return Entry.model_validate_json(json.dumps(content))


def _rows() -> list[tuple[str, dict[str, object]]]:
    live = KnowledgeEntry.objects.filter(retired_at__isnull=True).order_by("code")
    return list(live.values_list("code", "content"))


def _found(enquiry: Enquiry | None) -> Enquiry:
    if enquiry is None:
        raise NotFound("enquiry.unknown", _("There is no such question, or it belongs to somebody else."))
    return enquiry

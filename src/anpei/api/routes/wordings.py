"""The words of messages: read what is in use, try others on real cases, draft and publish them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.schemas.base import RowId
from anpei.api.schemas.wordings import (
    RemarkOut,
    WordingCheckOut,
    WordingIn,
    WordingOut,
    WordingVersionOut,
)
from anpei.core.errors import NotFound
from anpei.messages import editing, templates
from anpei.messages.models import Wording, WordingState

wordings = Operations("wordings")


@wordings.read("/wordings", S.WORDINGS, answer=list[WordingOut], permission=P.WORDING_WRITE, signed=True)
def list_wordings(call: Call) -> list[WordingOut]:
    """List every message with the words in use."""
    current = {
        (row.template, row.state): row
        for row in Wording.objects.filter(state__in=[WordingState.IN_USE, WordingState.DRAFT])
    }
    return [_row(name, current) for name in templates.catalogue()]


@wordings.post(
    "/wordings/{template}/check", S.WORDINGS, answer=list[WordingCheckOut], permission=P.WORDING_WRITE
)
def check_wording(call: Call, template: str, data: WordingIn) -> list[WordingCheckOut]:
    """Try words: variables, length, how plain they are, and how they read in the last real cases. Nothing is kept."""
    return [_checked(one) for one in editing.check(_known(template), _texts(data))]


@wordings.post(
    "/wordings/{template}/drafts",
    S.WORDINGS,
    answer=WordingVersionOut,
    status=201,
    permission=P.WORDING_WRITE,
)
def draft_wording(call: Call, template: str, data: WordingIn) -> WordingVersionOut:
    """Keep new words for a second person to publish."""
    return _version(
        editing.draft(template=_known(template), texts=_texts(data), reason=data.reason, by=call.by)
    )


@wordings.post(
    "/wordings/{template}/drafts/{version}/publish",
    S.WORDINGS,
    answer=WordingVersionOut,
    permission=P.WORDING_PUBLISH,
)
def publish_wording(call: Call, template: str, version: RowId) -> WordingVersionOut:
    """Put a draft to use, as somebody who did not write it."""
    return _version(editing.publish(_found(template, version), by=call.by))


@wordings.post(
    "/wordings/{template}/drafts/{version}/discard",
    S.WORDINGS,
    answer=WordingVersionOut,
    permission=P.WORDING_WRITE,
)
def discard_wording(call: Call, template: str, version: RowId) -> WordingVersionOut:
    """Take a draft back."""
    return _version(editing.discard(_found(template, version), by=call.by))


def _known(template: str) -> str:
    if template not in templates.catalogue():
        raise NotFound("wording.unknown_template", _("There is no such message."))
    return template


def _found(template: str, version: int) -> Wording:
    row = Wording.objects.filter(template=_known(template), version=version).first()
    if row is None:
        raise NotFound("wording.unknown", _("There is no such draft."))
    return row


def _texts(data: WordingIn) -> dict[str, str]:
    return {"zh-hans": data.zh, "en": data.en}


def _row(name: str, current: dict[tuple[str, str], Wording]) -> WordingOut:
    in_use, draft = current.get((name, WordingState.IN_USE)), current.get((name, WordingState.DRAFT))
    texts = in_use.texts if in_use else templates.shipped(name)
    return WordingOut(
        template=name,
        title=templates.title(name),
        variables=sorted(templates.variables(name)),
        zh=texts["zh-hans"],
        en=texts["en"],
        version=in_use.version if in_use else 0,
        draft=draft.version if draft else None,
    )


def _checked(one: editing.Check) -> WordingCheckOut:
    return WordingCheckOut(
        language="en" if one.language == "en" else "zh-hans",
        errors=list(one.errors),
        remarks=[RemarkOut(code=remark.code, text=remark.text, where=remark.where) for remark in one.remarks],
        longest_sentence=one.level.longest,
        tried_on=len(one.tried),
        most_parts=one.most_parts,
    )


def _version(row: Wording) -> WordingVersionOut:
    return WordingVersionOut(
        template=row.template,
        version=row.version,
        state=WordingState(row.state),
        zh=row.texts["zh-hans"],
        en=row.texts["en"],
        reason=row.reason,
        written_by=row.written_by.display_name,
        published_by=row.published_by.display_name if row.published_by else "",
        published_at=row.published_at,
    )

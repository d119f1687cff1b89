"""Asking what past decisions would come to under other terms. The answer is kept; no case is touched."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.engine import ENGINE_VERSION, CompiledTerms
from anpei.engine.compiler import compile as compile_terms
from anpei.jobs import actions as jobs
from anpei.organisation.models import Unit
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.settlement import events, whatif
from anpei.settlement.models import WhatIf, WhatIfClaim, WhatIfState
from anpei.terms import Product, TermsError, loader
from anpei.terms.changes import changed

TASK = "settlement.what_if"
AT_ONCE = 3_000  # decisions answered while one waits; more are answered in the background
BATCH = 500  # claims between two notes of how far it is


def ask_what_if(
    *,
    version: ProductVersion,
    changes: Mapping[str, Any] | None = None,
    terms_text: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    unit: Unit | None = None,
    wait: bool = False,
    by: Actor,
) -> WhatIf:
    """Put changed terms to every past decision under a product version: some values by path, or a whole other file.

    A small book is answered when this returns, a larger one by a worker unless ``wait`` is asked for.
    ``unit``: only cases of it and below.
    Invalid names the path that is wrong.
    """
    require(by, Permission.TERMS_WHAT_IF)
    changes = dict(changes or {})
    if bool(changes) == bool(terms_text.strip()):
        raise Invalid(fields={"changes": _("Change at least one value, or send a whole other product file.")})
    if from_on and to_on and to_on < from_on:
        raise Invalid(fields={"to_on": _("The last day lies before the first.")})
    _require_different(version, other_terms(version, changes, terms_text), changes)
    with transaction.atomic():
        asked = WhatIf.objects.create(
            product_version=version,
            changes=changes,
            terms_text=terms_text,
            from_on=from_on,
            to_on=to_on,
            unit=unit,
            asked_by=by.name,
            claims=_found(version, unit, from_on, to_on).count(),
        )
        record(
            subject="what_if",
            subject_id=asked.pk,
            event=events.WhatIfAsked(
                product=str(version), changes=changes or {"file": "…"}, claims=asked.claims
            ),
            by=by,
            new_chain=True,
        )
        at_once = wait or asked.claims <= AT_ONCE
        if not at_once:
            jobs.enqueue(task=TASK, args={"what_if_id": asked.pk})
    if at_once:
        answer_what_if(asked)
    return asked


def other_terms(version: ProductVersion, changes: Mapping[str, Any], terms_text: str = "") -> Product:
    """The product a question is about. Invalid, by path, when it is not sound."""
    try:
        if terms_text:
            return loader.loads(terms_text, "terms")
        return changed(version.text, changes, str(version))
    except TermsError as error:
        raise Invalid(fields={one.path or "terms": _in_words(one) for one in error.all}) from None


def compiled_for(asked: WhatIf) -> CompiledTerms:
    """The terms a question is about, ready to calculate with."""
    return compile_terms(other_terms(asked.product_version, asked.changes, asked.terms_text))


def answer_what_if(asked: WhatIf) -> None:
    """Work the question out and keep the answer. Safe to call twice: what a killed worker left is done again."""
    if asked.over:
        return
    WhatIf.objects.filter(pk=asked.pk).update(state=WhatIfState.RUNNING, done=0)
    asked.moved.all().delete()
    after = compiled_for(asked)
    question = whatif.Question(products.compiled(asked.product_version), after)
    tally, started = whatif.Tally(), time.perf_counter()
    found = _found(asked.product_version, asked.unit, asked.from_on, asked.to_on)
    for batch in _batches(question.answers(found)):
        for answer in batch:
            tally.take(answer)
        WhatIfClaim.objects.bulk_create([_row(asked, answer) for answer in batch if answer.moves])
        WhatIf.objects.filter(pk=asked.pk).update(done=tally.claims)
    WhatIf.objects.filter(pk=asked.pk).update(
        state=WhatIfState.DONE,
        done=tally.claims,
        claims=tally.claims,
        engine_version=ENGINE_VERSION,
        result=tally.to_json(after, time.perf_counter() - started),
        finished_at=clock.now(),
    )
    asked.refresh_from_db()


def _found(version: ProductVersion, unit: Unit | None, from_on: date | None, to_on: date | None) -> Any:
    return whatif.decisions(version, unit=unit, from_on=from_on, to_on=to_on)


def _batches(answers: Iterator[whatif.Answer]) -> Iterator[list[whatif.Answer]]:
    while batch := list(islice(answers, BATCH)):
        yield batch


def _row(asked: WhatIf, answer: whatif.Answer) -> WhatIfClaim:
    after = answer.before_fen if answer.after_fen is None else answer.after_fen
    return WhatIfClaim(
        what_if=asked,
        decision_id=answer.decision,
        before_fen=answer.before_fen,
        after_fen=answer.after_fen,
        size_fen=abs(after - answer.before_fen),
        step=answer.step,
        step_before=answer.step_before,
        step_after=answer.step_after,
        carried=answer.carried,
    )


def _require_different(version: ProductVersion, other: Product, changes: Mapping[str, Any]) -> None:
    if other.sha256 == version.sha256:
        words = _("These are the terms as they are. Change at least one value.")
        raise Invalid(fields=dict.fromkeys(changes or ["terms"], words))


def _in_words(error: TermsError) -> str:
    allowed = _(" Allowed: %(names)s.") % {"names": ", ".join(error.allowed)} if error.allowed else ""
    return f"{error.message}{allowed}"

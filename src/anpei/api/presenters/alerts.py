"""Risk alerts as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from anpei.alerts import effect, queries
from anpei.alerts.models import Alert, AlertState, Level, Source
from anpei.api.schemas.alerts import (
    AlertOut,
    AnswersOut,
    ComparisonOut,
    CountOut,
    EffectOut,
    GroupOut,
    PlaceOut,
    StratumOut,
    WordsOut,
)
from anpei.organisation import divisions
from anpei.organisation.divisions import Place

WHOLE_BP = 10_000


def alert(one: Alert) -> AlertOut:
    return alerts([one])[0]


def alerts(rows: Sequence[Alert]) -> list[AlertOut]:
    """Alerts with the names of their areas, in one look into the table of divisions."""
    known = divisions.places(code for one in rows for code in one.areas)
    return [_alert(one, known) for one in rows]


def place(one: Place) -> PlaceOut:
    return PlaceOut(code=one.code, name=one.name)


def _alert(one: Alert, known: Mapping[str, Place]) -> AlertOut:
    names = (
        "peril", "areas", "starts_at", "ends_at", "lines", "products", "who", "issuer", "counting", "sent_at",
        "withdrawn_because",
    )  # fmt: skip
    return AlertOut(
        id=one.pk,
        state=AlertState(one.state),
        level=Level(one.level),
        source=Source(one.source),
        unit=one.unit.code,
        places=[place(known[code]) for code in one.areas],
        words={language: WordsOut(**said) for language, said in one.words.items()},
        counted=CountOut(**one.counted) if one.counted else None,
        drafted_by=one.drafted_by.username if one.drafted_by else None,
        approved_by=one.approved_by.username if one.approved_by else None,
        replaced_by=one.replaced_by_id,
        **{name: getattr(one, name) for name in names},
    )


def outcome(one: Alert) -> EffectOut:
    found = effect.comparisons(one)
    return EffectOut(
        answers=AnswersOut(**asdict(queries.answers(one))),
        left_out=queries.left_out(one),
        so_far=one.effect["so_far"] if one.effect else None,
        alerted=_group(effect.Group(*one.effect["alerted"])) if one.effect else None,
        no_contract=one.effect["no_contract"] if one.effect else None,
        no_place=one.effect["no_place"] if one.effect else None,
        comparisons=[_comparison(each) for each in found],
    )


def _comparison(one: effect.Comparison) -> ComparisonOut:
    middle, low, high = one.difference or (None, None, None)
    return ComparisonOut(
        compared_with=one.with_whom,
        alerted=_group(one.alerted),
        others=_group(one.others),
        others_share_bp=round(one.others_share * WHOLE_BP),
        alone=[
            StratumOut(product=each.product, ages=each.ages, contracts=each.alerted.contracts)
            for each in one.alone
        ],
        difference_bp=_bp(middle),
        low_bp=_bp(low),
        high_bp=_bp(high),
        few=one.few,
    )


def _group(one: effect.Group) -> GroupOut:
    low, high = one.interval
    return GroupOut(
        contracts=one.contracts,
        with_claim=one.with_claim,
        share_bp=round(one.share * WHOLE_BP),
        low_bp=round(low * WHOLE_BP),
        high_bp=round(high * WHOLE_BP),
    )


def _bp(share: float | None) -> int | None:
    return None if share is None else round(share * WHOLE_BP)

"""Risk alerts of the demo's year: the flood season by schedule with the claims that followed, a typhoon from a warning
service (示例), one that was cancelled, one that holds now, and one that waits for somebody to approve it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from anpei.accounts.models import Staff
from anpei.alerts import actions, catalogue, tasks, wording
from anpei.alerts.actions import AlertForm
from anpei.alerts.models import Alert, Reach
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.demo.house import House
from anpei.hotline import actions as hotline
from anpei.jobs.worker import drain

SENDER = "warning-example@weather.invalid"
# Invented: the service, the district and the storm; the code is of no province.
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent><status>Actual</status>
<msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>zh-CN</language><category>Met</category><event>{event}</event><urgency>Expected</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><effective>{sent}</effective><expires>{expires}</expires>
<senderName>晴川气象台（示例）</senderName><headline>{event}（示例）</headline><description>{description}</description>
<area><areaDesc>示例地区</areaDesc><geocode><valueName>GB/T 2260</valueName><value>{area}</value></geocode></area></info>
</alert>"""
STORM = "示例：台风预计明天傍晚前后经过，阵风 9 到 11 级，有暴雨。"
HAIL = "示例：傍晚前后有强对流，局部地区有冰雹。"
RAIN = "示例：未来两天有暴雨，低洼处可能积水。"
DISTRICT, HAIL_DISTRICT, RAIN_DISTRICT = "990102", "990203", "990202"
SEASON = "flood_season"


def play(*, house: House, shown: Sequence[Claim], end: datetime, seed: int) -> None:
    """Each alert on its own days; the last moment lies before ``end``. ``shown``: cases of people visitors log in as."""
    source = Random(f"{seed} alerts")
    _season(house, end.date(), source)
    _storm(house, end - timedelta(days=40), source)
    _hail(house, end - timedelta(days=25))
    _current(house, shown, end - timedelta(days=1, hours=9), source)
    _waiting(house, end - timedelta(hours=8))
    with clock.at(end):
        tasks.compare()


def _season(house: House, last_day: date, source: Random) -> None:
    """The schedule drafts it for everybody; care narrows it to one district and accidents before it goes out.

    Its time is the longest of the year: afterwards those who were told and their neighbours have claims to compare.
    """
    season = next(one for one in catalogue.library().schedules if one.code == SEASON)
    begins = date.fromisoformat(f"{last_day.year}-{season.starts}")
    if begins > last_day - timedelta(days=30):
        begins = begins.replace(year=last_day.year - 1)
    drafted_on = begins - timedelta(days=season.lead_days)
    with clock.at(datetime.combine(drafted_on, time(9, 30), LOCAL)):
        tasks.seasons()
        alert = Alert.objects.get(season_key__startswith=f"{SEASON}:")
        form = AlertForm(
            peril=alert.peril,
            level=alert.level,
            areas=["990201"],
            starts_at=alert.starts_at,
            ends_at=alert.ends_at,
            lines=["accident"],
            words=alert.words,
        )
        alert = actions.change(alert, form, by=_carer(house).actor)
        _out(house, alert, source, approver="ren")


def _storm(house: House, at: datetime, source: Random) -> Alert:
    """Taken in as CAP, sent the same morning."""
    with clock.at(_morning(at)):
        taken = actions.take_in(
            _cap("QC-EX-0001", "台风", "Severe", DISTRICT, STORM, days=3),
            unit=house.units["QC"],
            by=_carer(house).actor,
        )
        alert = actions.change(taken.alert, _of_lines(taken.alert, ["accident"]), by=_carer(house).actor)
        return _out(house, alert, source)


def _hail(house: House, at: datetime) -> None:
    """Warned of and cancelled before anybody was told."""
    with clock.at(_morning(at)):
        care, unit = _carer(house).actor, house.units["QC"]
        taken = actions.take_in(
            _cap("QC-EX-0002", "冰雹", "Moderate", HAIL_DISTRICT, HAIL, days=1), unit=unit, by=care
        )
        actions.count(taken.alert, by=care)
    with clock.at(_morning(at) + timedelta(hours=2)):
        cancelled = _cap(
            "QC-EX-0003", "冰雹", "Moderate", HAIL_DISTRICT, HAIL, days=1, about=taken.message.identifier
        )
        actions.take_in(cancelled, unit=unit, by=care)


def _current(house: House, shown: Sequence[Claim], at: datetime, source: Random) -> None:
    """What visitors find on the first page of the customers they log in as: written here, for the time of the year."""
    claim = next((one for one in shown if one.insured and one.insured.region_code and one.policy), None)
    if claim is None or claim.insured is None or claim.policy is None:
        return
    with clock.at(at):
        product = claim.policy.product_version.product
        peril = next(
            one
            for one in catalogue.library().perils
            if product.line in one.lines
            and (not one.seasons or any(s.holds(clock.today()) for s in one.seasons))
        )
        form = AlertForm(
            peril=peril.code,
            level="orange",
            areas=[claim.insured.region_code],
            starts_at=at,
            ends_at=at + timedelta(days=6),
            lines=[product.line],
            products=[product.code],
            words=wording.from_library(peril, "orange"),
        )
        _out(house, actions.draft(form, unit=house.units["QC"], by=_carer(house).actor), source)


def _waiting(house: House, at: datetime) -> None:
    """Taken in and counted; somebody other than care approves it, or a visitor does."""
    with clock.at(at):
        taken = actions.take_in(
            _cap("QC-EX-0004", "暴雨", "Severe", RAIN_DISTRICT, RAIN, days=3),
            unit=house.units["QC"],
            by=_carer(house).actor,
        )
        actions.count(taken.alert, by=_carer(house).actor)


def _out(house: House, alert: Alert, source: Random, *, approver: str = "jia") -> Alert:
    """Counted, approved, sent; people look at it, prepare, and now and then ask for help."""
    alert = actions.count(alert, by=_carer(house).actor)
    if not (alert.counted or {}).get("reached"):  # a small demo has nobody there
        return alert
    alert = actions.approve(alert, by=house.staff[approver].actor)
    alert = actions.send(alert, by=_carer(house).actor)
    drain(strict=True)
    with clock.at(clock.now() + timedelta(hours=3)):
        helped = _answered(alert, source)
    if helped is not None and helped.call is not None:
        with clock.at(clock.now() + timedelta(hours=4)):
            note = "问清楚了：该做的都做了，夜里有人陪着。"
            hotline.attempt(helped.call, reached=True, note=note, by=_carer(house).actor)
    return alert


def _answered(alert: Alert, source: Random) -> Reach | None:
    """Gives the one who asked for help, if anybody did."""
    rows = Reach.objects.filter(alert=alert, left_out="").select_related("alert__unit", "addressee", "call")
    helped: Reach | None = None
    for reach in rows.order_by("id"):
        if source.random() > 0.45:
            continue
        actions.saw([reach])
        if source.random() < 0.6:
            steps = range(len(alert.words["zh"]["before"]))
            actions.did([reach], steps=source.sample(steps, k=source.randrange(1, len(steps))))
        elif helped is None and reach.addressee.phone:
            helped = actions.needs_help(reach, phone=reach.addressee.phone, by=reach.addressee.actor)
    return helped


def _of_lines(alert: Alert, lines: list[str]) -> AlertForm:
    return AlertForm(
        peril=alert.peril,
        level=alert.level,
        areas=alert.areas,
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        lines=lines,
        words=alert.words,
    )


def _cap(
    identifier: str, event: str, severity: str, area: str, description: str, *, days: int, about: str = ""
) -> bytes:
    now = clock.now().astimezone(LOCAL)
    sent = now.isoformat(timespec="seconds")
    return CAP.format(
        identifier=identifier,
        sender=SENDER,
        sent=sent,
        kind="Cancel" if about else "Alert",
        references=f"<references>{SENDER},{about},{sent}</references>" if about else "",
        event=event,
        severity=severity,
        expires=(now + timedelta(days=days)).isoformat(timespec="seconds"),
        description=description,
        area=area,
    ).encode()


def _morning(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(LOCAL).date(), time(9, 20), LOCAL)


def _carer(house: House) -> Staff:
    return house.of_role("care")[0]

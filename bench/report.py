"""Reporting a claim: over HTTP, as a service call, and its bare statements, in turns on one database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from itertools import cycle, islice
from statistics import median
from typing import Any

from django.test import Client

from anpei.accounts import actions as accounts
from anpei.accounts.models import ApiClient
from anpei.accounts.scopes import Scope
from anpei.claims import actions
from anpei.claims.actions import ReportForm
from anpei.claims.models import Channel, Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.organisation.models import Unit, UnitKind
from anpei.policies.models import InsuredMember
from bench import book, clients, load, statements
from bench.load import Seen
from bench.server import serving
from bench.statements import Script

SCRIPTS = 160  # commands taken down, so that no replay meets many earlier reports of its own person
PATH = "/api/v1/claims"
BENCH = Actor.system("bench")


def measure(*, seconds: float, rounds: int) -> dict[str, Any]:
    """Cases per second and waiting times of each way, and the ratios, medians of the rounds."""
    client, bearer = accounts.create_client(
        name="bench",
        scopes=[Scope.CLAIMS_REPORT, Scope.CLAIMS_READ],
        unit=Unit.objects.get(kind=UnitKind.HEAD_OFFICE),
        by=BENCH,
    )
    people = forms()
    statements.mark_sequences()
    service_scripts = [statements.take_down(_service_command(form)) for form in islice(people, SCRIPTS)]
    http_scripts = [
        statements.take_down(_http_command(form, client, bearer)) for form in islice(people, SCRIPTS)
    ]
    seen: dict[str, list[Seen]] = {name: [] for name in ("bare_service", "service", "bare_http", "http")}
    with serving() as port:
        for turn in range(rounds + 1):
            one_round = {
                "bare_service": _replayed(service_scripts, seconds),
                "service": clients.run(list(islice(people, 400)), _reporter, seconds=seconds),
                "bare_http": _replayed(http_scripts, seconds),
                "http": load.run(
                    port=port,
                    seconds=seconds,
                    requests=[_request(form, bearer) for form in islice(people, 400)],
                    fresh_key=True,
                ),
            }
            if set(one_round["http"].statuses) != {"201"}:
                raise RuntimeError(f"The server answered {one_round['http'].statuses}.")
            if turn:  # the first round warms everything up
                for name, one in one_round.items():
                    seen[name].append(one)
    return {
        "statements": {
            "service": len(service_scripts[-1].statements),
            "http": len(http_scripts[-1].statements),
        },
        "ways": {name: _summary(rounds_) for name, rounds_ in seen.items()},
        "ratios": {
            "service": _ratio(seen["service"], seen["bare_service"]),
            "http": _ratio(seen["http"], seen["bare_http"]),
            "http_to_service_statements": _ratio(seen["http"], seen["bare_service"]),
        },
    }


def _summary(rounds: list[Seen]) -> dict[str, float]:
    return {
        "per_second": round(median(one.per_second for one in rounds), 1),
        "p50_ms": round(median(one.quantile(0.5) for one in rounds), 2),
        "p95_ms": round(median(one.quantile(0.95) for one in rounds), 2),
    }


def _ratio(ways: list[Seen], bare: list[Seen]) -> float:
    return round(median(way.per_second / base.per_second for way, base in zip(ways, bare, strict=True)), 2)


def forms() -> Iterator[ReportForm]:
    """Reports of people who have nothing going on, each person once; all over again for as long as it takes."""
    return cycle([_form(member) for member in book.insured_people()])


def _form(member: InsuredMember) -> ReportForm:
    person = member.party
    return ReportForm(
        story="早上我去买菜，在菜市场门口滑倒了，右手腕骨折，住了 4 天。",
        nature="injury",
        care="inpatient",
        event_on=clock.today() - timedelta(days=3),
        event_place="菜市场门口",
        cause="滑倒",
        hospital="云洲市第二人民医院",
        claimed_fen=1_864_250,
        reporter_name=person.name,
        reporter_phone=person.phone,
        insured_name=person.name,
        insured_id_number=person.id_number,
        policy_number=member.policy.number,
    )


def report(form: ReportForm, key: str) -> Claim:
    return actions.report(form=form, channel=Channel.API, by=BENCH, key=key)


def _reporter() -> Callable[[ReportForm], None]:
    return lambda form: (report(form, uuid.uuid4().hex), None)[1]


def _service_command(form: ReportForm) -> Callable[[], tuple[str, ...]]:
    key = uuid.uuid4().hex
    return lambda: (report(form, key).number, key)


def _http_command(form: ReportForm, client: ApiClient, bearer: str) -> Callable[[], tuple[str, ...]]:
    def command() -> tuple[str, ...]:
        request = _request(form, bearer)
        key = uuid.uuid4().hex
        answer = Client().post(
            PATH,
            request["body"],
            content_type="application/json",
            headers={**request["headers"], "Idempotency-Key": key},
        )
        if answer.status_code != 201:
            raise RuntimeError(answer.content.decode())
        own_key = hashlib.sha256(
            f"{client.key_id}:{key}".encode()
        ).hexdigest()  # as the route hands it to the action
        return answer.json()["number"], key, own_key

    return command


def _request(form: ReportForm, bearer: str) -> dict[str, Any]:
    said = {name: value for name, value in asdict(form).items() if value not in ("", None)}
    return {
        "method": "POST",
        "path": PATH,
        "headers": {
            "Authorization": f"Bearer {bearer}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        },
        "body": json.dumps(said, default=str),
    }


def _replayed(scripts: list[Script], seconds: float) -> Seen:
    return clients.run(scripts, statements.replayer, seconds=seconds, repeat=True)

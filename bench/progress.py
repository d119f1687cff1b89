"""The progress fragment as eight customers poll it: most polls find nothing new, one in ten gets the whole fragment."""

from __future__ import annotations

from typing import Any

from anpei.claims.models import Claim
from anpei.core import clock
from bench import load
from bench.pages import customer
from bench.server import serving

CASES = 80
WHOLE_EVERY = 10


def measure(*, seconds: float) -> dict[str, Any]:
    cases = Claim.objects.filter(
        is_open=True, insured__guardian=None, insured__phone_hash__gt=""
    ).select_related("insured")
    requests = [
        _poll(case, whole=turn % WHOLE_EVERY == 0) for turn, case in enumerate(cases.order_by("-id")[:CASES])
    ]
    with serving() as port:
        load.run(port=port, seconds=1, requests=requests)
        polled = load.run(port=port, seconds=seconds, requests=requests)
        whole = load.run(
            port=port,
            seconds=seconds,
            requests=[_poll(case, whole=True) for case in cases.order_by("-id")[:CASES]],
        )
    return {
        "polls": _summary(polled),
        "whole fragment": _summary(whole),
    }


def _poll(case: Claim, *, whole: bool) -> dict[str, Any]:
    seen = "" if whole else f"{case.version}-{clock.today():%Y%m%d}"
    cookie = customer(case).cookies["sessionid"].value
    return {
        "method": "GET",
        "path": f"/claims/{case.number}/live/?seen={seen}",
        "headers": {"Cookie": f"sessionid={cookie}"},
    }


def _summary(seen: load.Seen) -> dict[str, Any]:
    return {
        "per_second": round(seen.per_second, 1),
        "p50_ms": round(seen.quantile(0.5), 2),
        "p95_ms": round(seen.quantile(0.95), 2),
        "statuses": seen.statuses,
    }

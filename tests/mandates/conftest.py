"""A daughter who acts for her mother, by the page and on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cast import Cast

from anpei.accounts.models import OneTimeCode
from anpei.mandates import actions
from anpei.mandates.models import Mandate
from anpei.mandates.rules import Terms

PHONE = "13800000031"
POWERS = ("papers", "talk")


def terms(**changed: Any) -> Terms:
    given = {
        "agent_name": "周小满",
        "agent_phone": PHONE,
        "relation": "family",
        "powers": POWERS,
        "from_on": date(2026, 11, 16),
        "until_on": date(2027, 2, 15),
    }
    return Terms(**{**given, **changed})


def give(cast: Cast, *, claim: Any = None, **changed: Any) -> Mandate:
    """The mother lets somebody act for her, by code as on the page."""
    mandate = actions.ask(
        cast.customer,
        terms=terms(**changed),
        by=cast.customer.actor,
        claim_id=claim.pk if claim else None,
        claim_number=claim.number if claim else "",
    )
    OneTimeCode.objects.all().delete()  # codes come at most one a minute, and the clock stands
    code = actions.send_code(mandate, ip="127.0.0.1", by=cast.customer.actor).shown_code
    assert code is not None
    return actions.confirm(mandate, code=code, by=cast.customer.actor)


@pytest.fixture
def mandate(cast: Cast, settings: Any) -> Mandate:
    settings.DEMO = settings.SHOW_CODES = True
    return give(cast)

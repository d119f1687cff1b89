"""Event types that exist for the tests of the record alone."""

from __future__ import annotations

from datetime import date, datetime

from anpei.audit.registry import Audience, event, personal


@event("test.reported", audience=Audience.CUSTOMER)
class Reported:
    number: str
    event_on: date | None = None

    def customer(self) -> str:
        return f"We have your report {self.number}"

    def staff(self) -> str:
        return (
            f"Reported {self.number}, happened {self.event_on:%d.%m.}"
            if self.event_on
            else f"Reported {self.number}"
        )


@event("test.called", audience=Audience.STAFF)
class Called:
    outcome: str = personal()
    at: datetime | None = None

    def staff(self) -> str:
        return f"Called: {self.outcome}"


@event("test.suspected", audience=Audience.RESTRICTED)
class Suspected:
    def staff(self) -> str:
        return "Referred"

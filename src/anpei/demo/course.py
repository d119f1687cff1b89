"""The course of one case, told as a generator: it yields the moment of its next step and then takes it.

Each step is a real action of the product, at its moment of the demo's past. A case stops where its ``Plan`` says, or
wherever the demo's last moment cuts it off.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from anpei.claims.states import ClaimState
from anpei.demo.aftercare import Aftercare
from anpei.demo.assessment import Assessment
from anpei.demo.intake import Intake


class Course(Intake, Assessment, Aftercare):
    """From the report as far as the plan says."""

    def run(self) -> Generator[datetime, None, None]:
        yield self.now
        self._report()
        yield from self._answered()
        yield from self._first_talk()
        if self.plan.stop == "reported":
            return
        if self.plan.ending in ("duplicate", "misdirected", "withdrawn"):
            yield from self._end_without_decision()
            return
        yield from self._hand_in()
        if self.plan.stop == "papers":
            return
        yield from self._formal_check()
        if self.plan.stop in ("supplement", "accepted") and self._state() != ClaimState.ASSESSING:
            return
        yield from self._assess()
        if self.plan.stop in ("assessing", "calculated"):
            return
        yield from self._decide()
        yield from self._followed_up()

"""The question afterwards: answered or left alone, and a bad answer answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from anpei.accounts.models import Staff
from anpei.care import actions
from anpei.care.models import Followup, FollowupState
from anpei.demo.case import Case

PRAISE = ("小姑娘讲得很清楚，谢谢。", "没想到这么快，放心了。", "")
BLAME = ("等得太慢了，中间没人告诉我。", "材料跑了两趟，说得不清楚。")


class Aftercare(Case):
    """What care does for a case, by the plan's dice."""

    def _followed_up(self) -> Iterator[datetime]:
        """A few days after the end people are asked; most answer, some do not, a few are not content."""
        if self.plan.shown:
            return  # their page still waits for a visitor's answer
        yield self._wait(self.now + timedelta(days=6))
        row = Followup.objects.filter(claim=self.claim).first()
        if row is None or self.source.random() < 0.35:
            return
        if row.channel == "phone":
            yield self._at_desk()
            row.refresh_from_db()
            if row.state != FollowupState.PLANNED or self._handler() == self._carer():
                return
            row = actions.start_call(row, by=self._carer().actor)
        row.refresh_from_db()
        if row.state != FollowupState.ASKED:
            return
        actions.answer(row, answers=self._opinion(row), by=self._customer())
        task = getattr(row, "task", None)
        if task is not None:  # those of the last days are still open when the demo's time ends
            yield self._at_desk(8)
            reply = "对不起让您等久了。我重新看过您的案子，过程已经跟您讲清楚，以后每一步都会先告诉您。"
            actions.close_task(task, reply=reply, change="补充材料后当天告知进度", by=self._carer().actor)

    def _opinion(self, row: Followup) -> dict[str, object]:
        """What this person thinks: a refusal is judged harder than money."""
        content = self.source.random() < (0.45 if row.policy == "refused" else 0.85)
        score = self.source.choice((4, 5, 5)) if content else self.source.choice((1, 2, 3))
        return {
            "satisfaction": score,
            "nps": min(10, score * 2) if content else score + 1,
            "good": ["clear", "quick"],
            "bad": ["slow"],
            "understood": "yes" if content else "partly",
            "why": "small",
            "words": self.source.choice(PRAISE if content else BLAME),
        }

    def _carer(self) -> Staff:
        return self.house.of_role("care")[0]

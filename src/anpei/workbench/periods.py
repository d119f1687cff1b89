"""Which days figures are asked for: a form, the usual choices beside it, and what stands when the form is wrong."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.core.periods import USUAL, Span, usual
from anpei.workbench.forms import WorkbenchForm, date_field


class PeriodForm(WorkbenchForm):
    """First and last day. Without a choice the form shows ``usually``; a wrong one says so and shows it as well."""

    from_on = date_field(label=_("From"), required=True)
    until_on = date_field(label=_("Until"), required=True)

    def __init__(self, asked: QueryDict, *args: Any, usually: str = "quarter", **kwargs: Any) -> None:
        self.usual = usual(today=clock.today())
        self.usually = self.usual[usually]
        days = {"from_on": self.usually.from_on, "until_on": self.usually.until_on}
        super().__init__({**days, **asked.dict()}, *args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("from_on") and cleaned.get("until_on"):
            try:
                self.chosen = Span(cleaned["from_on"], cleaned["until_on"])
            except Invalid as refused:
                self.refuse(refused.message, refused.fields)
        return cleaned

    @property
    def span(self) -> Span:
        return self.chosen if self.is_valid() else self.usually

    @property
    def status(self) -> int:
        return 200 if self.is_valid() else 422

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The usual periods as links that keep whatever else was chosen."""
        kept = {name: value for name, value in self.data.items() if value and name in self.fields}
        return [
            {
                "code": code,
                "label": USUAL[code],
                "url": f"?{_query(kept | {'from_on': one.from_on, 'until_on': one.until_on})}",
                "here": one == self.span,
            }
            for code, one in self.usual.items()
        ]


def _query(values: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in values.items()})
    return query.urlencode()

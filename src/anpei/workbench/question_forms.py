"""Forms around a customer's question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anpei.accounts.permissions import Permission
from anpei.accounts.queries import staff_with
from anpei.workbench.forms import StaffChoice, WorkbenchForm, line, words


class ReplyForm(WorkbenchForm):
    text = words(rows=4, label=_("Your answer"))


class PassOnForm(WorkbenchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = StaffChoice(
            label=_("Colleague"),
            queryset=staff_with(Permission.MESSAGE_SEND),
            widget=forms.Select(attrs={"class": "form-select"}),
        )


class PromoteForm(WorkbenchForm):
    title = line(label=_("What it is about"), max_length=60)
    plain_zh = words(rows=3, label=_("Answer in Chinese, without a name and without a case"))
    plain_en = words(rows=3, label=_("Answer in English"))
    asks = words(rows=3, label=_("How people ask for it, one way a line"))
    tags = line(label=_("Tags, with commas"), max_length=120)

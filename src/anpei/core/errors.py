"""Every refusal a person can cause: a code for machines, a message with the next step for people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Refused(Exception):
    """It cannot be done now. Pages show ``message`` and ``fields``; the API answers ``status``."""

    status = 409
    default_code = "refused"
    default_message: Words = _("This cannot be done now. Please look at the case again, or call us.")

    def __init__(
        self,
        code: str = "",
        message: Words = "",
        fields: Mapping[str, Words] | None = None,
        status: int | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.message = message or self.default_message
        self.fields: dict[str, Words] = dict(fields or {})
        if status is not None:
            self.status = status
        super().__init__(self.code)

    def __str__(self) -> str:
        fields = "; ".join(f"{name}: {text}" for name, text in self.fields.items())
        return f"{self.code}: {self.message}" + (f" ({fields})" if fields else "")


class Invalid(Refused):
    """Something typed cannot be right; ``fields`` says which and how to put it right."""

    status = 422
    default_code = "invalid"
    default_message = _("Please look at the marked fields once more. Everything you typed is still here.")


class NotFound(Refused):
    """There is no such thing, or this person may not know that there is."""

    status = 404
    default_code = "not_found"
    default_message = _("We could not find this. Please check the number, or call us.")


class Forbidden(Refused):
    """This person may not do this; the message says who can."""

    status = 403
    default_code = "forbidden"
    default_message = _("Your role does not allow this. Please ask your supervisor.")

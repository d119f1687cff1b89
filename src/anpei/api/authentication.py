"""Who may call an operation: the bearer, its scopes, and the permission of the person it signs for."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.queries import client_for
from anpei.accounts.rules import require
from anpei.accounts.scopes import Scope
from anpei.core.errors import Forbidden


class Bearer(HttpBearer):
    """``Authorization: Bearer <key id>.<secret>``. One of ``scopes`` is needed.

    ``permission`` is asked of the person the client signs for; with ``signed`` there has to be one.
    """

    def __init__(self, *scopes: Scope, permission: Permission | None = None, signed: bool = False) -> None:
        super().__init__()
        self.scopes, self.permission, self.signed = scopes, permission, signed

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        client = client_for(token)
        if client is None:
            return None
        self._require(client)
        return client

    def _require(self, client: ApiClient) -> None:
        if self.scopes and not any(client.allows(scope) for scope in self.scopes):
            raise Forbidden(
                "api.scope",
                format_lazy(_("This client needs the scope {scope}."), scope=self.scopes[0].value),
            )
        if client.signs_for is None:
            if self.signed:
                raise Forbidden(
                    "accounts.signature_needed",
                    _("This is signed by a person. Use a client that signs for one."),
                )
            return
        if self.permission is not None:
            require(client.signs_for, self._needed_by(client.signs_for))

    def _needed_by(self, signer: Staff) -> Permission:
        """An agent reads what they reported themselves: the access helper leaves nothing else."""
        assert self.permission is not None
        return (
            Permission.CLAIM_REPORT
            if signer.role_class.external and self.permission == Permission.CLAIM_VIEW
            else self.permission
        )

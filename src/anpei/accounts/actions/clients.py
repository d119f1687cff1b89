"""API clients: opening and revoking."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.accounts import events, rules
from anpei.accounts.actions.guards import require_reason
from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.scopes import Scope
from anpei.audit.actions import record
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.core.fields import keyed_hash
from anpei.organisation.models import Unit

# What a client that signs for nobody may not hold: decisions and money need a person's name under them.
_SIGNED_SCOPES = frozenset({Scope.CLAIMS_HANDLE, Scope.CLAIMS_APPROVE, Scope.PAYMENTS_WRITE})

LONGEST_NAME = 80  # as the message beside the field says


@transaction.atomic
def create_client(
    *, name: str, scopes: list[Scope], unit: Unit, by: Actor, signs_for: Staff | None = None
) -> tuple[ApiClient, str]:
    """Open an API client. Returns it with its bearer ``<key_id>.<secret>``, which is never shown again."""
    rules.require(by, Permission.API_CLIENT_MANAGE)
    fields = {}
    name = name.strip()
    if not name:
        fields["name"] = _("Please name the system that will call.")
    elif len(name) > LONGEST_NAME:
        fields["name"] = _("Please use at most 80 characters.")
    if not scopes:
        fields["scopes"] = _("Please choose at least one scope.")
    elif signs_for is None and _SIGNED_SCOPES.intersection(scopes):
        fields["signs_for"] = _("Decisions and payments are signed by a person. Please name who signs.")
    elif signs_for is not None and not signs_for.is_active:
        fields["signs_for"] = _("This person does not work here any more.")
    if fields:
        raise Invalid(fields=fields)
    key_id, secret = f"ak_{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name,
        key_id=key_id,
        secret_hash=keyed_hash("api_client.secret", secret),
        scopes=sorted(scope.value for scope in scopes),
        unit=unit,
        signs_for=signs_for,
    )
    event = events.ApiClientCreated(
        key_id=key_id,
        name=name,
        scopes=client.scopes,
        signs_for=signs_for.username if signs_for else "",
    )
    record(subject="api_client", subject_id=client.pk, event=event, by=by)
    return client, f"{key_id}.{secret}"


@transaction.atomic
def revoke_client(*, client: ApiClient, reason: str, by: Actor) -> None:
    """End a client; its next call is refused."""
    rules.require(by, Permission.API_CLIENT_MANAGE)
    require_reason(reason)
    if ApiClient.objects.filter(pk=client.pk, active=True).update(active=False) != 1:
        raise Refused("accounts.client_is_revoked", _("This client is revoked already."))
    event = events.ApiClientRevoked(key_id=client.key_id, reason=reason)
    record(subject="api_client", subject_id=client.pk, event=event, by=by)

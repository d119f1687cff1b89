"""Settings: systems that call the API, opened with a secret that is shown once, and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anpei.accounts import actions as accounts
from anpei.accounts.models import ApiClient
from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope
from anpei.core.errors import NotFound, Refused
from anpei.workbench import forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.views import admin


@staff_page(P.API_CLIENT_MANAGE)
@require_POST
def open_client(request: StaffRequest) -> HttpResponse:
    """Open a client and answer its bearer in this page alone: only a hash of it is kept."""
    form = forms.ApiClientForm(request.POST)
    if not form.is_valid():
        return admin.show(request, {"client": form}, 422)
    given = form.cleaned_data
    try:
        client, bearer = accounts.create_client(
            **given | {"scopes": [Scope(one) for one in given["scopes"]]}, by=request.user.actor
        )
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return admin.show(request, {"client": form}, refused.status)
    return admin.show(
        request, {"opened": {"client": client, "bearer": bearer}}
    )  # pages of staff are never stored


@staff_page(P.API_CLIENT_MANAGE)
@require_POST
def end_client(request: StaffRequest, client_id: int) -> HttpResponse:
    client = ApiClient.objects.filter(pk=client_id).first()
    if client is None:
        raise NotFound("api_client.unknown", _("There is no such client."))
    accounts.revoke_client(client=client, reason=request.POST.get("reason", ""), by=request.user.actor)
    messages.success(request, _("%(name)s is refused from now on.") % {"name": client.name})
    return redirect("workbench:admin")

"""The official account's side: WeChat asks and tells here, and browsers inside WeChat learn who they are."""

from __future__ import annotations

import secrets
from urllib.parse import urljoin

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wechatpy import parse_message
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature

from anpei.claims import queries
from anpei.claims.roster import default_unit
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.core.idempotency import once
from anpei.hotline import actions as hotline
from anpei.messages.channels import wechat
from anpei.messages.models import Channel
from anpei.parties.models import Party

OPENID = "wechat_openid"
_STATE = "wechat_state"
LARGEST = 64 * 1024
OFFICIAL = Actor.system("official-account")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """What WeChat sends, proven by its signature: a test of the address, a message, somebody who follows us."""
    if not _signed(request):
        return HttpResponse(status=403)
    if request.method == "GET":
        return HttpResponse(request.GET.get("echostr", ""), content_type="text/plain")
    message = _message(request)
    if message is None:
        return HttpResponse(status=400)
    with (
        translation.override("zh-hans"),
        once(
            scope="wechat",
            key=f"{message.source}:{message.id or message.create_time}",
            fingerprint=message.type,
        ) as slot,
    ):
        if slot.result is None:
            slot.keep(_answer(message))
        answer = TextReply(content=slot.result, message=message).render() if slot.result else "success"
    return HttpResponse(answer, content_type="text/xml")


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """The door from the account's menu: learn the openid once, then go on to the portal."""
    account = wechat()
    code, state = request.GET.get("code", ""), request.GET.get("state", "")
    if account is None:
        return redirect("portal:home")
    if code and state and secrets.compare_digest(state, request.session.pop(_STATE, "")):
        if openid := account.openid(code):
            request.session[OPENID] = openid
        return redirect("portal:reach")
    if code:
        return redirect("portal:home")
    request.session[_STATE] = secrets.token_urlsafe(16)
    back = urljoin(settings.PUBLIC_URL, reverse("portal:wechat_enter"))
    return redirect(account.log_in_at(back, state=request.session[_STATE]))


def _signed(request: HttpRequest) -> bool:
    if not settings.WECHAT_TOKEN:
        return False
    given = [request.GET.get(name, "") for name in ("signature", "timestamp", "nonce")]
    try:
        check_signature(settings.WECHAT_TOKEN, *given)
    except InvalidSignatureException:
        return False
    return True


def _message(request: HttpRequest):  # type: ignore[no-untyped-def]  # one of wechatpy's many message classes
    """The message, or None for what is none: too long, no XML, or XML that declares entities."""
    body = request.body
    if len(body) > LARGEST:
        return None
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException):
        return None
    whole = root.tag == "xml" and all(root.findtext(name) for name in ("MsgType", "FromUserName"))
    return parse_message(body) if whole else None


def _answer(message) -> str:  # type: ignore[no-untyped-def]
    """What the person reads at once. Their words go into their one conversation, or wait until it is known whose they are."""
    if message.type == "event":
        return _welcome() if message.event == "subscribe" else ""
    if message.type != "text":
        return _("We cannot read this here yet. Please send pictures on the page of your case: %(link)s") % {
            "link": settings.PUBLIC_URL
        }
    try:
        kept = hotline.receive(
            channel=Channel.WECHAT,
            sender=message.source,
            text=message.content,
            external_id=f"{message.source}:{message.id or message.create_time}",
            unit=default_unit(),
            by=OFFICIAL,
        )
    except Refused as refused:
        return str(next(iter(refused.fields.values()), refused.message))
    if kept.party is None:
        return _("So that we know who you are, open this once: %(link)s In a hurry, call %(hotline)s, day and night.") % {
            "link": urljoin(settings.PUBLIC_URL, reverse("portal:wechat_enter")), "hotline": settings.INSURER_HOTLINE
        }  # fmt: skip
    return _arrived(kept.party)


def _arrived(person: Party) -> str:
    claim = queries.latest_open_of(person)
    if claim is None:
        return _("We have your message; a person answers it. If something happened, report it: %(link)s or call %(hotline)s.") % {
            "link": urljoin(settings.PUBLIC_URL, reverse("portal:report")), "hotline": settings.INSURER_HOTLINE
        }  # fmt: skip
    handler = claim.handler.display_name if claim.handler else settings.INSURER_NAME
    return _("Your message is with %(name)s, case %(number)s. You find the answer here and on your page.") % {
        "name": handler, "number": claim.number
    }  # fmt: skip


def _welcome() -> str:
    return _("Welcome. If something happened, say it in one sentence: %(link)s You can call day and night: %(hotline)s.") % {
        "link": urljoin(settings.PUBLIC_URL, reverse("portal:report")), "hotline": settings.INSURER_HOTLINE
    }  # fmt: skip

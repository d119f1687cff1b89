"""What clients do to their webhooks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event


@event("webhook.added", audience=Audience.STAFF)
class WebhookAdded:
    endpoint: int
    url: str
    events: list[str]

    def staff(self) -> str:
        return _("Webhook added: %(url)s") % {"url": self.url}


@event("webhook.changed", audience=Audience.STAFF)
class WebhookChanged:
    endpoint: int
    url: str
    events: list[str]
    active: bool

    def staff(self) -> str:
        return _("Webhook changed: %(url)s") % {"url": self.url}


@event("webhook.removed", audience=Audience.STAFF)
class WebhookRemoved:
    endpoint: int
    url: str

    def staff(self) -> str:
        return _("Webhook removed: %(url)s") % {"url": self.url}

"""What can happen to a closed file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event


@event("archive.archived", audience=Audience.CUSTOMER)
class ClaimArchived:
    bundle: int
    manifest_sha256: str
    keep_until: str

    def customer(self) -> str:
        return _("Your case is filed. It can be opened again at any time")

    def staff(self) -> str:
        return _("Archived, kept until %(day)s") % {"day": self.keep_until}

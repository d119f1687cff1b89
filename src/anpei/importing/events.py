"""What an import leaves in the record: on itself, and on every case it took over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.claims.states import ClaimState
from anpei.values.money import format_yuan


@event("import.started", audience=Audience.STAFF)
class ImportStarted:
    files: list[str]
    sha256: list[str]
    dry_run: bool

    def staff(self) -> str:
        files = ", ".join(self.files)
        return (_("Trial import started: %(files)s") if self.dry_run else _("Import started: %(files)s")) % {
            "files": files
        }


@event("import.finished", audience=Audience.STAFF)
class ImportFinished:
    dry_run: bool
    created: int
    updated: int
    unchanged: int
    rejected: int

    def staff(self) -> str:
        counts = {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }
        if self.dry_run:
            return (
                _(
                    "Trial import ended: %(created)d new, %(updated)d changed, %(unchanged)d as before, %(rejected)d not taken"
                )
                % counts
            )
        return (
            _(
                "Import ended: %(created)d new, %(updated)d changed, %(unchanged)d as before, %(rejected)d not taken"
            )
            % counts
        )


@event("import.failed", audience=Audience.STAFF)
class ImportFailed:
    reason: str

    def staff(self) -> str:
        return _("Import stopped: %(reason)s") % {"reason": self.reason}


@event("claim.taken_over", audience=Audience.CUSTOMER)
class ClaimTakenOver:
    number: str
    state: str
    paid_fen: int

    def customer(self) -> str:
        return _("Your earlier case was taken over into this system")

    def staff(self) -> str:
        return _("Taken over from an earlier system: %(state)s, paid %(paid)s yuan") % {
            "state": ClaimState(self.state).label,
            "paid": format_yuan(self.paid_fen),
        }


@event("claim.taken_over_corrected", audience=Audience.STAFF)
class TakenOverClaimCorrected:
    fields: list[str]

    def staff(self) -> str:
        return _("Corrected by a later import: %(fields)s") % {"fields": ", ".join(self.fields)}

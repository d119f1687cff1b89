"""Where a question can stand and where it may go."""

from __future__ import annotations

from anpei.enquiries.models import EnquiryState as S

ALLOWED: dict[S, frozenset[S]] = {
    S.ANSWERED: frozenset({S.WAITING}),
    S.WAITING: frozenset({S.REPLIED, S.WITHDRAWN}),
    S.REPLIED: frozenset({S.WAITING}),
    S.WITHDRAWN: frozenset(),
}

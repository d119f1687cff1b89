"""Where an alert can stand and where it may go."""

from anpei.alerts.models import AlertState as S

MOVES: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.DRAFT, S.PREVIEWED, S.WITHDRAWN}),
    S.PREVIEWED: frozenset({S.DRAFT, S.APPROVED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.DRAFT, S.SENDING, S.WITHDRAWN}),
    S.SENDING: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
EDITABLE = (S.DRAFT, S.PREVIEWED, S.APPROVED)  # a change takes the count and the approval back
GONE_OUT = (S.SENDING, S.SENT)

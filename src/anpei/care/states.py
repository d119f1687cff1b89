"""Allowed moves of a service and of a follow-up."""

from anpei.care.models import FollowupState as F
from anpei.care.models import ServiceState as S

SERVICE_MOVES: dict[S, frozenset[S]] = {
    S.ASKED: frozenset({S.PLANNED, S.DONE, S.DECLINED, S.NOT_WANTED}),
    S.OFFERED: frozenset({S.ASKED, S.NOT_WANTED}),
    S.PLANNED: frozenset({S.PLANNED, S.DONE, S.DECLINED, S.NOT_WANTED}),
    S.DONE: frozenset(),
    S.DECLINED: frozenset(),
    S.NOT_WANTED: frozenset(),
}
SERVICE_OPEN = (S.ASKED, S.OFFERED, S.PLANNED)

FOLLOWUP_MOVES: dict[F, frozenset[F]] = {
    F.PLANNED: frozenset({F.ASKED, F.ANSWERED, F.DECLINED, F.EXPIRED}),
    F.ASKED: frozenset({F.ANSWERED, F.DECLINED, F.EXPIRED}),
    F.ANSWERED: frozenset(),
    F.DECLINED: frozenset(),
    F.EXPIRED: frozenset(),
}
FOLLOWUP_OPEN = (F.PLANNED, F.ASKED)

"""Allowed moves of a service, a follow-up, a visit, a gathering and a value-added service."""

from anpei.care.models import CareVisitState as V
from anpei.care.models import ExtraState as E
from anpei.care.models import FollowupState as F
from anpei.care.models import GatheringState as G
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

VISIT_MOVES: dict[V, frozenset[V]] = {
    V.PROPOSED: frozenset({V.ASKED, V.AGREED, V.LATER, V.NOT_WANTED, V.DROPPED}),
    V.ASKED: frozenset({V.AGREED, V.LATER, V.NOT_WANTED, V.DROPPED}),
    V.LATER: frozenset({V.ASKED, V.AGREED, V.LATER, V.NOT_WANTED, V.DROPPED}),
    V.AGREED: frozenset({V.PLANNED, V.NOT_WANTED, V.DROPPED}),
    V.PLANNED: frozenset({V.PLANNED, V.DONE, V.NOT_WANTED, V.DROPPED}),
    V.DONE: frozenset(),
    V.NOT_WANTED: frozenset(),
    V.DROPPED: frozenset(),
}
VISIT_OPEN = (V.PROPOSED, V.ASKED, V.LATER, V.AGREED, V.PLANNED)

GATHERING_MOVES: dict[G, frozenset[G]] = {
    G.DRAFT: frozenset({G.OPEN, G.CANCELLED}),
    G.OPEN: frozenset({G.HELD, G.CANCELLED}),
    G.HELD: frozenset(),
    G.CANCELLED: frozenset(),
}

EXTRA_MOVES: dict[E, frozenset[E]] = {
    E.ORDERED: frozenset({E.ARRANGED, E.DECLINED, E.CANCELLED}),
    E.ARRANGED: frozenset({E.ARRANGED, E.DONE, E.DECLINED, E.CANCELLED}),
    E.DONE: frozenset(),
    E.DECLINED: frozenset(),
    E.CANCELLED: frozenset(),
}
EXTRA_OPEN = (E.ORDERED, E.ARRANGED)

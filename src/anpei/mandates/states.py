"""Allowed moves of a mandate. What is over stays over: to go on, a new one is given."""

from anpei.mandates.models import MandateState as S

MOVES: dict[S, frozenset[S]] = {
    S.WAITING: frozenset({S.ACTIVE, S.REFUSED, S.ENDED}),
    S.ACTIVE: frozenset({S.ENDED}),
    S.REFUSED: frozenset(),
    S.ENDED: frozenset(),
}
OPEN = (S.WAITING, S.ACTIVE)

"""Allowed moves of an entitlement and of an idea."""

from anpei.advice.models import EntitlementState as E
from anpei.advice.models import IdeaState as I

ENTITLEMENT_MOVES: dict[E, frozenset[E]] = {
    E.MAY: frozenset({E.MAY, E.NOT, E.CLAIMED, E.NOT_WANTED}),
    E.NOT: frozenset({E.MAY, E.NOT, E.CLAIMED}),
    E.NOT_WANTED: frozenset({E.CLAIMED}),
    E.CLAIMED: frozenset(),
}
FOUND_ANEW = (E.MAY, E.NOT)  # what looking again may change; what a person said stays

IDEA_MOVES: dict[I, frozenset[I]] = {
    I.SHOWN: frozenset({I.DISMISSED, I.NOT_INTERESTED, I.ASKED}),
    I.ASKED: frozenset({I.DISMISSED, I.NOT_INTERESTED}),
    I.DISMISSED: frozenset(),
    I.NOT_INTERESTED: frozenset(),
}

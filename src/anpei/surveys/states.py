"""Where a survey can stand and where it may go."""

from __future__ import annotations

from anpei.surveys.models import SurveyState as S

ALLOWED: dict[S, frozenset[S]] = {
    S.ASSIGNED: frozenset({S.UNDER_WAY, S.REPORTED, S.CANCELLED}),
    S.UNDER_WAY: frozenset({S.REPORTED, S.CANCELLED}),
    S.REPORTED: frozenset(),
    S.CANCELLED: frozenset(),
}
OPEN = [S.ASSIGNED, S.UNDER_WAY]

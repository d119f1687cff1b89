"""A report costs a fixed, small number of statements: whoever adds one sees it here."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast as people

REPORT_STATEMENTS = 20  # BEGIN and COMMIT aside; policy named, person known, an earlier case found beside it
SAVEPOINTS = (
    6  # three, each opened and released: the test's own around the action, the number's, the message's
)


def test_a_report_costs_a_fixed_number_of_statements(cast: people.Cast) -> None:
    people.course_to(cast, "reported", key="warm")  # what is read once per process has been read
    with CaptureQueriesContext(connection) as seen:
        people.course_to(cast, "reported", key="counted")
    kinds = [query["sql"].split()[0] for query in seen.captured_queries]
    savepoints = sum(kind in ("SAVEPOINT", "RELEASE") for kind in kinds)
    assert (len(kinds) - savepoints, savepoints) == (REPORT_STATEMENTS, SAVEPOINTS), kinds

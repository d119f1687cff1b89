"""The tables of a book, in the order in which they are read: what a row refers to comes before it."""

from __future__ import annotations

from anpei.importing.tables.base import Table
from anpei.importing.tables.beneficiaries import BENEFICIARIES
from anpei.importing.tables.claims import CLAIMS
from anpei.importing.tables.customers import CUSTOMERS, GUARDIANS
from anpei.importing.tables.divisions import DIVISIONS
from anpei.importing.tables.endorsements import ENDORSEMENTS
from anpei.importing.tables.opening import OPENING
from anpei.importing.tables.policies import POLICIES
from anpei.importing.tables.roster import ROSTER
from anpei.importing.tables.units import UNITS
from anpei.importing.tables.vehicles import VEHICLES

TABLES: tuple[Table, ...] = (
    DIVISIONS,
    UNITS,
    CUSTOMERS,
    POLICIES,
    ROSTER,
    VEHICLES,
    ENDORSEMENTS,
    BENEFICIARIES,
    OPENING,
    CLAIMS,
)
# Read again after the table itself, for references of a table to its own rows.
SECOND_READING: dict[str, Table] = {CUSTOMERS.code: GUARDIANS}
BY_CODE: dict[str, Table] = {table.code: table for table in (*TABLES, GUARDIANS)}

__all__ = ["BY_CODE", "SECOND_READING", "TABLES", "Table"]

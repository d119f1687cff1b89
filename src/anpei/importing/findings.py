"""What an import has to say about a row: refused and why, changed and what, or noticed in passing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    REJECTED = "rejected", _("Not taken")
    CHANGED = "changed", _("Changed")
    NOTICE = "notice", _("Please look")


REASONS: dict[str, str | Promise] = {
    # a cell
    "required": _("This cell is empty. Please fill it in."),
    "too_long": _("Longer than %(most)s characters."),
    "unreadable": _("This text holds characters that cannot be read. Please type it again."),
    "error_value": _("The cell shows an error. Please correct the formula and paste the value."),
    "formula": _("This cell holds a formula. Please copy the column and paste it as values."),
    "formula_kept": _("This cell holds a formula; its text was taken as it stands."),
    "rounded_number": _(
        "The spreadsheet keeps only 15 digits of a number. Please format the column as text and enter it again."
    ),
    "date": _("This is not a date such as 2026-03-01."),
    "no_such_day": _("There is no such day."),
    "not_yet": _("This day has not come yet."),
    "money_empty": _("The amount is empty."),
    "money_not_a_number": _("This is not an amount such as 1234.56 or 1,234.56."),
    "money_too_many_decimals": _("An amount has at most two decimals."),
    "money_too_large": _("This amount is too large."),
    "negative": _("This cannot be below zero."),
    "whole_number": _("A whole number from 0 to %(highest)s is needed."),
    "share": _("A share lies above 0 and up to 100 %%, for example 60%%."),
    "share_unclear": _("This could be a fraction or a percentage. Please write it with a percent sign, for example 60%%."),
    "share_decimals": _("A share has at most two decimals, for example 33.33%%."),
    "yes_no": _("Please write yes or no."),
    "choice": _("Please write one of these: %(choices)s."),
    "mobile": _("This does not look like a mobile number of 11 digits."),
    "region": _("A region code has six digits, for example 510100 for Chengdu."),
    "resident_id": _("This ID number does not add up. Please check the 18 characters once more."),
    "uscc": _("This social credit code does not add up. Please check the 18 characters once more."),
    "birth_differs": _("The birth date does not match the ID number."),
    # a row
    "key_missing": _("Give the customer number or the ID number: without one of them the same file twice would make two people."),
    "twice_in_file": _("The same entry is already in row %(row)s of this sheet. Please keep one of them."),
    "more_cells": _("This row has more cells than the heading. A text with a comma needs quotation marks."),
    "conflict": _("This contradicts something that is recorded already."),
    "order": _("%(later)s lies before %(earlier)s."),
    # references
    "unknown_unit": _("There is no unit with the code “%(name)s”. Import the unit first or correct the code."),
    "unknown_party": _("There is no customer “%(name)s”. Import the customer first or correct the number."),
    "unknown_policy": _("There is no policy “%(name)s”. Import the policy first or correct the number."),
    "unknown_product": _("There is no published product “%(name)s”. Publish it first or correct the code."),
    "unknown_version": _("Product “%(name)s” has no published version “%(version)s”. It has: %(known)s."),
    "which_version": _("Product “%(name)s” has several versions valid on %(on)s. Please name one: %(known)s."),
    "unknown_member": _("“%(name)s” is not insured under policy “%(policy)s”. Import the roster first or correct the number."),
    "other_unit": _("This belongs to a unit that is not yours. Please ask that unit or head office."),
    "house_only": _("Names of administrative divisions are imported by head office."),
    "head_office_only": _("Units are imported by head office."),
    # subjects
    "parent_missing": _("A unit other than the head office needs the unit above it."),
    "parent_unwanted": _("A head office stands under no other unit."),
    "rank": _("A branch stands above sub-branches, and these above teams."),
    "one_head_office": _("There is a head office already: %(name)s."),
    "kind_fixed": _("This cannot be changed by an import. It is %(current)s."),
    "id_differs": _("This customer is recorded with another ID number. Please check both."),
    "known_as": _("The person with this ID number is recorded as customer “%(name)s”."),
    "two_people": _("The customer number belongs to one person and the ID number to another."),
    "erased": _("This person's data was erased at their request and is not brought back."),
    "own_guardian": _("Nobody is their own guardian."),
    "end_missing": _("A policy that has ended needs the first day no longer covered."),
    "outside_policy": _("This day lies outside the policy (%(starts)s to %(ends)s)."),
    "sums_missing": _("At least one sum insured is needed. This product has: %(known)s."),
    "unknown_term": _("“%(name)s” cannot be another for one policy. Possible are: %(known)s."),
    "unknown_deductible": _("This product offers no such deductible. It has: %(known)s."),
    "unknown_sum": _("This product has no such sum insured. It has: %(known)s."),
    "which_member": _("This person joined more than once. Please give the joining day: %(known)s."),
    "shares_whole": _("The shares of order %(order)s add up to %(sum)s %%, not 100 %%."),
    "rows_apart": _("Rows of one insured person stand together. Please sort the sheet by policy and insured person."),
    "group_refused": _("Another row of the same insured person is not in order, so none was taken."),
    "endorsement_elsewhere": _("This endorsement number belongs to policy “%(name)s”."),
    "term": _("Changed terms are written as name=value, separated by semicolons."),
    "unknown_accumulator": _("This product keeps no such amount. It keeps: %(known)s."),
    "period_missing": _("Please give the first day of the period. Policy years of this policy start on: %(known)s."),
    "not_a_year_start": _("No policy year of this policy starts on this day. They start on: %(known)s."),
    "lifetime": _("This amount counts for a lifetime and has no period. Please leave the cell empty."),
    "whole_days": _("This is counted in whole days."),
    "number_taken": _("This number belongs to a case that was not imported."),
    "worked_on": _("This case has been worked on here since. Please change it on its page."),
    "state_fixed": _("The state of an imported case changes through work on it, not by an import. It is “%(current)s”."),
    "needed_for_state": _("A case that is “%(state)s” needs this."),
    "unwanted_for_state": _("A case that is “%(state)s” cannot have this."),
    # a file
    "file_unreadable": _("This file cannot be read. Save it as CSV (UTF-8) or Excel (.xlsx) and send it again."),
    "file_too_large": _("This file is larger than %(most)s MB. Please split it."),
    "encoding": _("The text is neither UTF-8 nor GB18030. Save it as CSV (UTF-8) and send it again."),
    "csv_broken": _("The table breaks off here: %(what)s. What follows was not read; please look for a quotation mark too many."),
    "no_heading": _(
        "The first row is no heading we know. For the closest table, %(table)s, these columns are missing: %(missing)s."
    ),
    "column_twice": _("Two columns have this heading. Please keep one."),
    "column_unknown": _("This column is not known and was not read."),
    "empty_sheet": _("This sheet is empty."),
    # changes
    "changed": _("%(old)s → %(new)s"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One remark. ``value`` is as written, masked where it is personal; ``row`` counts the heading as 1."""

    kind: str
    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        words = str(REASONS[self.code])
        return words % self.params if "%" in words else words

    @property
    def place(self) -> str:
        return f"{self.file} › {self.sheet}" if self.sheet else self.file

    def __str__(self) -> str:
        return _now("%(place)s, row %(row)s, %(column)s “%(value)s”: %(reason)s") % {
            "place": self.place,
            "row": self.row,
            "column": self.column or "–",
            "value": self.value,
            "reason": self.reason,
        }


def to_text(found: Iterable[Finding]) -> str:
    """Findings as the text that is kept: one JSON object a line."""
    return "\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in found)


def from_text(kept: str) -> Iterable[Finding]:
    return (Finding(**json.loads(line)) for line in kept.split("\n") if line)

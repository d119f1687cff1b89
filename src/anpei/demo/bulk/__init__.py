"""Many cases quickly: copies of cases the real actions made, each with a person, contract, numbers and dates of its own.

A ``Pattern`` is one real case read once: the rows of the case, its person and its contract, each with the columns that
have to change. Writing a copy fills those in, hashes the events into chains of their own and goes straight to the
tables (COPY on PostgreSQL, executemany on SQLite), so a million cases need no more memory than a batch.

What a copy does not have: background jobs that are done (the worker deletes them anyway) and idempotency keys. Letters
and bundles of copies are one shared sheet that says so: they were not set one by one.
"""

from anpei.demo.bulk.copies import copy_cases, patterns_of, weeks_back
from anpei.demo.bulk.pattern import Pattern

__all__ = ["Pattern", "copy_cases", "patterns_of", "weeks_back"]

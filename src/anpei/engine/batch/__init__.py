"""A book of claims in columns: checked, worked out by blocks, accumulated by members, to the same fen as one by one.

``book`` takes a book apart and puts it together, ``order`` sorts it and cuts it between members, ``reading``, ``lists`` and
``bills`` make integers of its columns, ``plan`` holds what one product needs, ``block`` works one block out, ``balances``
carries what is used up from claim to claim, ``result`` writes figures and findings, ``difference`` compares with what is stored.
"""

from anpei.engine.batch.book import BLOCK, blocks, calculate, result_schema
from anpei.engine.batch.difference import Contradiction, Differences, differences
from anpei.engine.batch.result import BatchResult, Keep

__all__ = [
    "BLOCK",
    "BatchResult",
    "Contradiction",
    "Differences",
    "Keep",
    "blocks",
    "calculate",
    "differences",
    "result_schema",
]

"""Shares of counts and how sure they are. Intervals are at 95 %. A weighted count need not be whole."""

from __future__ import annotations

import math

Z = 1.959964  # of the normal distribution, two-sided 95 %


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Interval of a share (Wilson 1927); of nothing, everything is possible."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = (share + Z * Z / (2 * whole)) / (1 + Z * Z / whole)
    reach = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole)) / (1 + Z * Z / whole)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def net(plus: int, minus: int, whole: int) -> tuple[float, float]:
    """Interval of one share less another of the same counts, as promoters less detractors; between -1 and 1.

    Agresti and Min 2005 (Statistics in Medicine 24, 729-740): Wald with half a count more in each of the four cells
    of the matched table, so that nobody is sure of a score because everybody of a few said the same.
    """
    more, less, all_ = plus + 0.5, minus + 0.5, whole + 2
    middle = (more - less) / all_
    reach = Z * math.sqrt(more + less - (more - less) ** 2 / all_) / all_
    return max(middle - reach, -1.0), min(middle + reach, 1.0)


def newcombe(part: float, whole: float, other_part: float, other_whole: float) -> tuple[float, float, float]:
    """First share less the other, with its interval: Newcombe 1998, method 10, from the two Wilson intervals."""
    share, other = part / whole, other_part / other_whole
    low, high = wilson(part, whole)
    other_low, other_high = wilson(other_part, other_whole)
    difference = share - other
    return (
        difference,
        difference - math.hypot(share - low, other_high - other),
        difference + math.hypot(high - share, other - other_low),
    )

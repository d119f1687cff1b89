"""What a program that works through a book asks of the allocator."""

from __future__ import annotations

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # names and values of glibc's malloc.h
LARGEST_ARRAY = 32 * 2**20
KEPT = 2**31 - 1


def keep_freed_memory() -> bool:
    """Use the arrays of one block again for the next one, instead of giving them back and faulting every page in anew.

    That is a tenth of the time on one core, and on two it is what both would wait for. For the whole process and not
    taken back, so only for a program that does nothing else; False where the C library knows no such wish.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST_ARRAY) and mallopt(M_TRIM_THRESHOLD, KEPT))

from __future__ import annotations

import platform
import subprocess
import sys


def test_the_allocator_takes_the_wish_where_it_is_glibc() -> None:
    # In a process of its own: the wish is not taken back.
    asked = "from anpei.books.memory import keep_freed_memory; print(keep_freed_memory())"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert told.strip() == str(platform.libc_ver()[0] == "glibc")

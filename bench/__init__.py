"""Benchmarks: ``make bench`` or ``python -m bench``. What they measure and what came out is in docs/performance.md."""

"""Rows into answers: what this caller may see of them, masked as their role asks."""

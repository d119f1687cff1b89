"""Deadlines as data: the rules of a clock set and their arithmetic. Pure; stands on `values` only."""

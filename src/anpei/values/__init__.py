"""Plain values of the trade: money in fen, local dates, working days, identifiers. Pure.

Imports nothing of ours.
"""

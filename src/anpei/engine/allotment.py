"""Losses shared among those who owe them, to the fen: the one primitive behind limits that several victims or payers meet at.

In rounds: what is left of each loss is split over its payers that have room left, by their weight; each payer takes what
fits, and when it is offered more than its room, its room is split over the losses by what each offered; what it could not
take goes into the next round, until every loss is met or nobody has room. Every split is by largest remainder, ties in
order. Each round meets every loss or uses up a payer, so there are at most as many rounds as payers, and one.

One loss and several payers: each pays loss × limit ÷ Σ limits, or its limit (Interpretation of road accident law art. 18).
One payer and several victims: each is paid loss × limit ÷ Σ losses, or the loss (art. 19).
"""

from __future__ import annotations

from collections.abc import Sequence

from anpei.values.money import split_by_largest_remainder


def allot(losses: Sequence[int], rooms: Sequence[int], may: Sequence[int]) -> list[int]:
    """What payer p bears of loss r, at position ``r × payers + p``. A payer weighs as much as its whole room.

    ``may`` is 1 where the payer owes that loss at all. No loss gets more than itself, no payer gives more than its room.
    """
    return _allot(losses, rooms, rooms, may)


def spread_evenly(whole: int, rooms: Sequence[int]) -> list[int]:
    """One amount spread over rows in equal parts, none above its room; what does not fit moves to the others."""
    return _allot([whole], rooms, [1] * len(rooms), [1] * len(rooms))


def _allot(
    losses: Sequence[int], rooms: Sequence[int], weights: Sequence[int], may: Sequence[int]
) -> list[int]:
    payers = len(rooms)
    left, room = list(losses), list(rooms)
    borne = [0] * (len(left) * payers)
    while True:
        offered = [
            _split(left[row], [weights[p] if room[p] and may[row * payers + p] else 0 for p in range(payers)])
            for row in range(len(left))
        ]
        if not any(map(any, offered)):
            return borne
        for payer in range(payers):
            offers = [offer[payer] for offer in offered]
            for row, part in enumerate(_split(min(room[payer], sum(offers)), offers)):
                borne[row * payers + payer] += part
                left[row] -= part
                room[payer] -= part


def _split(amount: int, weights: list[int]) -> list[int]:
    """Nobody to split over, or nothing to split: nothing for anybody."""
    return split_by_largest_remainder(amount, weights) if amount and any(weights) else [0] * len(weights)

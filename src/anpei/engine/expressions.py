"""Integer expressions: the one language in which compiled terms are written, for every back end to be generated from.

Each expression lives at a grain: ``claim`` (one value) or a table (``line``, ``receipt``, ``stay``, ``injury``,
``illness``, ``beneficiary``, ``item``, ``insurer``, ``claimant``, ``vehicle``, ``victim``, ``pair``: one value a row; a pair is
a victim with a vehicle).
A row may read claim values and, for a line, the values of its receipt, for a pair those of its victim and
vehicle. Tables come up only through ``Fold``. Every value is an integer: fen, days, basis points, grades, or 0 and 1 for
conditions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

Grain = Literal[
    "claim", "receipt", "line", "stay", "injury", "illness",
    "beneficiary", "item", "insurer", "claimant", "vehicle", "victim", "pair",
]  # fmt: skip
Mode = Literal["half_up", "down", "up"]
TERM = "term."
"""What the name of a fact begins with that holds the value of a negotiable term."""


@dataclass(frozen=True, slots=True)
class Const:
    value: int


@dataclass(frozen=True, slots=True)
class Term:
    """A number the product file gives, with the path it stands at."""

    path: str
    value: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One input value of the claim."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """One input value of each row of a table."""

    table: Grain
    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of an earlier step."""

    name: str


@dataclass(frozen=True, slots=True)
class Add:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Less:
    whole: Expr
    part: Expr


@dataclass(frozen=True, slots=True)
class Times:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Least:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Most:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """``whole`` × ``bp`` ÷ 10,000 in whole fen, rounded once as the terms say. Never of a negative amount."""

    whole: Expr
    bp: Expr
    mode: Mode


@dataclass(frozen=True, slots=True)
class Proportion:
    """``whole`` × ``part`` ÷ ``of`` in whole fen, rounded once; 0 where ``of`` is 0. Never of a negative amount."""

    whole: Expr
    part: Expr
    of: Expr
    mode: Mode


@dataclass(frozen=True, slots=True)
class Apportion:
    """A claim's amount split over the rows of a table by weight, to the fen: largest remainder, ties in order."""

    whole: Expr
    by: Ref


@dataclass(frozen=True, slots=True)
class SpreadEvenly:
    """A claim's amount in equal parts over rows, none above its room; what does not fit moves on (anpei.engine.allotment)."""

    whole: Expr
    room: Ref


@dataclass(frozen=True, slots=True)
class Allot:
    """For each pair, what the vehicle bears of the victim's loss within its room (anpei.engine.allotment)."""

    loss: Ref
    room: Ref
    may: Ref


@dataclass(frozen=True, slots=True)
class Compare:
    sign: Literal["==", "<=", ">=", ">"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Expr


@dataclass(frozen=True, slots=True)
class When:
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Choose:
    """The n-th of a list of terms, n from 1; 0 chooses nothing and gives 0."""

    terms: tuple[Term, ...]
    position: Expr


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows of one table brought together: the sum, the least or the greatest (0 of no rows).

    ``into`` a claim, lines into their receipt, or pairs into their victim.
    """

    of: Ref
    how: Literal["sum", "least", "greatest"] = "sum"
    into: Literal["claim", "receipt", "victim"] = "claim"


@dataclass(frozen=True, slots=True)
class AllowInOrder:
    """Lines one after the other, each allowed what earlier lines of its group left of the limit."""

    of: Ref
    limit: Expr
    by: Literal["claim", "receipt"]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit after everything its accumulator holds so far, this claim's earlier steps included."""

    accumulator: str
    limit: Expr


Expr = (
    Const | Term | Fact | Column | Ref | Add | Less | Times | Least | Most | Share | Proportion | Apportion | SpreadEvenly
    | Allot | Compare | AllOf | AnyOf | Not | When
    | Choose | Fold | AllowInOrder | Left
)  # fmt: skip


COLUMNAR = frozenset(
    {
        *(Const, Term, Fact, Column, Ref, Add, Less, Times, Least, Most, Share, Proportion, Apportion),
        *(Compare, AllOf, AnyOf, Not, When, Choose, Fold, AllowInOrder, Left),
    }
)
"""Kinds that NumPy can work out for a block of claims at once."""


def columnar(expr: Expr) -> bool:
    """Whether this expression, with all inside it, has a columnar form."""
    into_claim = not isinstance(expr, Fold) or expr.into in ("claim", "receipt")
    return type(expr) in COLUMNAR and into_claim and all(columnar(child) for child in children(expr))


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one."""
    match expr:
        case Add(parts) | Least(parts) | Most(parts) | AllOf(parts) | AnyOf(parts):
            return parts
        case Less(a, b) | Times(a, b) | Compare(_, a, b) | Share(a, b, _):
            return (a, b)
        case When(a, b, c) | Proportion(a, b, c, _):
            return (a, b, c)
        case Apportion(whole, by) | SpreadEvenly(whole, by):
            return (whole, by)
        case Allot(loss, room, may):
            return (loss, room, may)
        case Not(part):
            return (part,)
        case Choose(_, position):
            return (position,)
        case Fold(of=of):
            return (of,)
        case AllowInOrder(of=of, limit=limit):
            return (of, limit)
        case Left(limit=limit):
            return (limit,)
        case _:
            return ()


def with_facts_for(terms: Collection[str], expr: Expr) -> Expr:
    """The same expression, the terms at these paths read as facts (``term.<path>``): a policy may say another value.

    The terms inside a Choose stay: which one is read is the choice's own business.
    """
    if isinstance(expr, Term):
        return Fact(f"{TERM}{expr.path}") if expr.path in terms else expr
    inner: dict[str, Any] = {
        part.name: _inside(terms, getattr(expr, part.name))
        for part in fields(expr)
        if not (isinstance(expr, Choose) and part.name == "terms")
    }
    return replace(expr, **inner)


def _inside(terms: Collection[str], value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_inside(terms, one) for one in value)
    return with_facts_for(terms, value) if isinstance(value, get_args(Expr)) else value


def leaves(expr: Expr) -> list[Expr]:
    """Every fact, column, term and earlier step read, in reading order, each once. A Left also reads its accumulator."""
    found: list[Expr] = []
    if isinstance(expr, Fact | Column | Term | Ref | Left):
        found.append(expr)
    for child in children(expr):
        found.extend(leaf for leaf in leaves(child) if leaf not in found)
    return found

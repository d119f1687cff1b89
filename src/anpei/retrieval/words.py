"""What a text is cut into for the lexical half: characters and pairs of characters of Chinese, words of the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+(?:\.[0-9]+)*")
_COMMON = """
a an and are as at be by can do does did for from has have how i if in is it me my no not of on or so that the then there
this to was we what when where which who will with would you your
""".split()  # noqa: SIM905  a list of forty words reads as words, not as forty lines
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "s")
_SHORTEST_STEM = 4
PIECES_OF_A_WORD = 4


def pieces(text: str) -> list[str]:
    """The pieces of a text in order; a pair of characters says more than either, so both are kept."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if ord(run[0]) >= 0x3400:
            found += run
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        elif run not in _COMMON:
            found.append(_stem(run))
    return found


def length(found: Sequence[str]) -> int:
    """How much is said, in pieces of Chinese: a word of another language says as much as two characters and their pairs."""
    return sum(1 if ord(piece[0]) >= 0x3400 else PIECES_OF_A_WORD for piece in found)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word

"""Finding a passage by words and by meaning."""

from __future__ import annotations

import numpy as np
import pytest

from anpei.retrieval import meaning
from anpei.retrieval.index import Index, Passage
from anpei.retrieval.words import pieces

CARER = Passage("carer", ("请护工陪、吃饭这些不是看病的钱。",), "陪护费 carer")
SHARE = Passage("share", ("用医保结算过的赔百分之九十，没用的赔百分之八十。",), "几成 share")
WAIT = Passage("wait", ("头三十天里查出来的病不保。", "Illness in the first thirty days is not covered."))


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([CARER, SHARE, WAIT])


def test_chinese_is_cut_into_characters_and_pairs_and_english_into_stems() -> None:
    assert pieces("赔几成") == ["赔", "几", "成", "赔几", "几成"]
    assert pieces("What shares are covered in 2.4.1?") == ["share", "cover", "2.4.1"]
    assert pieces("ＡＢＣ１２") == ["abc", "12"]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("护工费给报吗", "carer"),
        ("能赔几成", "share"),
        ("三十天里病了", "wait"),
        ("waiting thirty days", "wait"),
    ],
)
def test_a_question_finds_its_passage(index: Index, question: str, key: str) -> None:
    assert index.search(question)[0].key == key


def test_a_question_without_a_word_finds_nothing(index: Index) -> None:
    assert index.search("？？！") == []


def test_words_nobody_knows_cover_nothing(index: Index) -> None:
    assert index.search("zzz qqq")[0].coverage == 0.0


def test_a_question_in_the_passage_s_own_words_is_covered_whole(index: Index) -> None:
    best = index.search("吃饭")[0]
    assert (best.key, best.coverage) == ("carer", 1.0)


def test_the_same_question_gives_the_same_answer(index: Index) -> None:
    assert index.search("护工费") == index.search("护工费")


def test_vectors_have_length_one_whether_shipped_or_read() -> None:
    found = meaning.vectors(["能报几成", "一句从来没有人写过的话"])
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-4)


def test_a_shipped_vector_is_as_good_as_a_read_one(tmp_path, monkeypatch) -> None:
    kept = tmp_path / "some.npz"
    read = meaning.vectors(["护工谁出钱"])[0]
    assert meaning.ship(["护工谁出钱", "护工谁出钱"], to=kept) == 1
    monkeypatch.setattr(meaning, "SHIPPED", kept)
    monkeypatch.setattr(meaning, "_known", {})
    meaning._shipped.cache_clear()
    try:
        assert meaning.unshipped(["护工谁出钱", "别的话"]) == ["别的话"]
        assert float(read @ meaning.vectors(["护工谁出钱"])[0]) > 0.999
    finally:
        meaning._shipped.cache_clear()

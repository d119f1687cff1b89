"""A shipped product file with one thing in it written otherwise."""

from pathlib import Path

import pytest

import anpei.library
from anpei.terms import Product, TermsError, loader

FOLDER = Path(anpei.library.__file__).parent / "products"


def text_after(product: str, old: str, new: str) -> str:
    text = (FOLDER / f"{product}.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def refused_after(product: str, old: str, new: str) -> TermsError:
    """The refusal of the changed file."""
    with pytest.raises(TermsError) as caught:
        loader.loads(text_after(product, old, new), f"{product}.yaml")
    return caught.value


def loaded_after(product: str, old: str, new: str) -> Product:
    """The product of the changed file, which is sound."""
    return loader.loads(text_after(product, old, new), f"{product}.yaml")

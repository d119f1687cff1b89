"""Reads about products: the parsed terms and their compiled form, cached by the hash of the text."""

from __future__ import annotations

from functools import lru_cache

from anpei.engine import CompiledTerms
from anpei.engine.compiler import compile as compile_terms
from anpei.products.models import ProductVersion
from anpei.terms import Product as Terms
from anpei.terms import loader


def terms(version: ProductVersion) -> Terms:
    """The product file of a published version, parsed once per process."""
    return _parsed(version.sha256, version.text, str(version.product_id))


def compiled(version: ProductVersion) -> CompiledTerms:
    """The named steps of a published version, generated once per process."""
    return _compiled(version.sha256, version.text, str(version.product_id))


@lru_cache(maxsize=256)
def _parsed(_sha256: str, text: str, name: str) -> Terms:
    return loader.loads(text, name)


@lru_cache(maxsize=256)
def _compiled(sha256: str, text: str, name: str) -> CompiledTerms:
    return compile_terms(_parsed(sha256, text, name))

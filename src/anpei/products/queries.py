"""Reads about products: the parsed terms and their compiled form, cached by the text."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from anpei.core.errors import NotFound
from anpei.engine import CompiledTerms
from anpei.engine.compiler import compile as compile_terms
from anpei.products.models import ProductVersion
from anpei.terms import Product as Terms
from anpei.terms import loader


def terms(version: ProductVersion) -> Terms:
    """The product file of a published version, parsed once per process."""
    return loader.loads(version.text, str(version.product_id))


def compiled(version: ProductVersion) -> CompiledTerms:
    """The named steps of a published version, generated once per process."""
    return _compiled(version.text)


def published(product: str, number: str = "") -> ProductVersion:
    """A published version by product code and number, the one valid from the latest day without one. Raises NotFound."""
    found = ProductVersion.objects.filter(product__code=product).select_related("product")
    if number:
        found = found.filter(version=number)
    version = found.order_by("-valid_from", "-pk").first()
    if version is None:
        raise NotFound(
            "product.unknown", _("There is no published version of this product with this number.")
        )
    return version


@lru_cache(maxsize=256)
def _compiled(text: str) -> CompiledTerms:
    return compile_terms(loader.loads(text, "published"))

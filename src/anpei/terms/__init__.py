"""The product file: schema, loader, validation. Pure; only the loader reads files."""

from anpei.terms.errors import TermsError
from anpei.terms.product import Product

__all__ = ["Product", "TermsError"]

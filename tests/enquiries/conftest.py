from __future__ import annotations

import pytest

from anpei.enquiries import knowledge, passages
from anpei.enquiries.passages import Library
from anpei.terms import Product
from anpei.terms.shipped import find


@pytest.fixture(scope="session")
def accident() -> Product:
    return find("qc_accident")


@pytest.fixture(scope="session")
def library(accident: Product) -> Library:
    return passages.library(terms=accident, entries=knowledge.shipped(), digest="tests")

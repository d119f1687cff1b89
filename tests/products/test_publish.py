"""A published version never changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cast import SYSTEM

import anpei.library
from anpei.core.errors import Refused
from anpei.products import actions, queries
from anpei.products.models import ProductVersion

LIBRARY = Path(anpei.library.__file__).parent / "products"


@pytest.fixture
def published(db: None) -> list[ProductVersion]:
    return actions.publish_library(by=SYSTEM)


def test_every_shipped_product_is_published_once(published: list[ProductVersion]) -> None:
    again = actions.publish_library(by=SYSTEM)
    assert [row.pk for row in again] == [row.pk for row in published]
    assert len({row.product_id for row in published}) == len(published) == len(list(LIBRARY.glob("*.yaml")))


def test_other_text_under_a_published_number_is_refused(published: list[ProductVersion]) -> None:
    one = published[0]
    with pytest.raises(Refused) as refused:
        actions.publish(text=one.text + "\n# changed\n", by=SYSTEM)
    assert refused.value.code == "product.published"
    assert ProductVersion.objects.get(pk=one.pk).text == one.text


def test_terms_are_those_of_the_published_text(published: list[ProductVersion]) -> None:
    assert [queries.terms(row).code for row in published] == [row.product.code for row in published]

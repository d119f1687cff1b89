"""Publishing products. A published version never changes: the same text again is a no-op, another text is refused."""

from __future__ import annotations

from importlib.resources import files

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.products.models import Product, ProductVersion
from anpei.terms import loader


def publish(*, text: str, by: Actor, name: str = "product file") -> ProductVersion:
    """Publish one product file. Raises TermsError when the file is not sound, Refused when the version is taken."""
    terms = loader.loads(text, name)
    with transaction.atomic():
        product, _created = Product.objects.get_or_create(
            code=terms.code, defaults={"name": terms.name.zh, "name_en": terms.name.en, "line": terms.line}
        )
        existing = ProductVersion.objects.filter(product=product, version=terms.version).first()
        if existing and existing.text == text:
            return existing
        if existing:
            raise Refused(
                code="product.published",
                message=_(
                    "This version is published and cannot change. Give the new text a new version number."
                ),
            )
        return ProductVersion.objects.create(
            product=product,
            version=terms.version,
            text=text,
            sha256=terms.sha256,
            valid_from=terms.valid_from,
            valid_to=terms.valid_to,
            published_at=clock.now(),
            published_by=by.name,
        )


def publish_library(*, by: Actor) -> list[ProductVersion]:
    """Publish every product file shipped with anpei."""
    shipped = sorted(
        (file for file in (files("anpei.library") / "products").iterdir() if file.name.endswith(".yaml")),
        key=lambda f: f.name,
    )
    return [publish(text=file.read_text(encoding="utf-8"), by=by, name=file.name) for file in shipped]

"""What is sold: products and their published, immutable versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from anpei.core.models import Row


class Product(Row):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    line = models.CharField(max_length=24, db_index=True)

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class ProductVersion(Row):
    """One readable product file as published. The text never changes; its hash is the version's identity."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    text = models.TextField(help_text="The product file, as published.")
    sha256 = models.CharField(max_length=64, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="one_text_per_product_version")
        ]

    def __str__(self) -> str:
        return f"{self.product.code} {self.version}"

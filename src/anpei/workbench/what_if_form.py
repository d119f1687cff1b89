"""The numbers of a product version as a form: one field a number, in yuan, percent or days, named by its path."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anpei.terms.numbers import NumberTerm, number_terms
from anpei.terms.product import Product
from anpei.workbench.forms import WorkbenchForm, YuanField, date_field
from anpei.workbench.numbers import PercentField


class WhatIfForm(WorkbenchForm):
    from_on = date_field(required=False, label=_("Decided from"))
    to_on = date_field(required=False, label=_("Decided until"))

    def __init__(
        self, product: Product, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.terms = number_terms(product)
        values = {term.path: term.value for term in self.terms}
        super().__init__(*args, initial=values | (initial or {}), auto_id="w-%s", **kwargs)
        for term in self.terms:
            self.fields[term.path] = _field_of(term)

    @property
    def changes(self) -> dict[str, int]:
        """Path to value of every number that is another than in the file; one left empty stays as it is."""
        typed = ((term, self.cleaned_data.get(term.path)) for term in self.terms)
        return {term.path: value for term, value in typed if value is not None and value != term.value}

    def listed(self) -> list[tuple[str, list[tuple[NumberTerm, str, forms.BoundField]]]]:
        """Fields by benefit: (benefit, [(term, label, field)])."""
        language = get_language() or "zh-hans"
        groups: dict[str, list[tuple[NumberTerm, str, forms.BoundField]]] = {}
        for term in self.terms:
            rows = groups.setdefault(term.section.in_(language), [])
            rows.append((term, term.label.in_(language), self[term.path]))
        return list(groups.items())


def _field_of(term: NumberTerm) -> forms.Field:
    attrs = {"class": "form-control num", "inputmode": "decimal", "autocomplete": "off"}
    if term.unit == "fen":
        return YuanField(required=False, widget=forms.TextInput(attrs=attrs))
    if term.unit == "bp":
        return PercentField(required=False, widget=forms.TextInput(attrs=attrs))
    return forms.IntegerField(
        required=False, min_value=0, widget=forms.TextInput(attrs=attrs | {"inputmode": "numeric"})
    )

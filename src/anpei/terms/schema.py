"""The published JSON schema of a product file."""

from __future__ import annotations

from typing import Any

from anpei.terms.product import Product


def json_schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) an editor can check and complete a product file with."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "anpei product file",
        **{key: value for key, value in Product.model_json_schema().items() if key != "title"},
    }

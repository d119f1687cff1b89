"""A FHIR resource as JSON in which every amount keeps both decimals: 12000.00, never 12000.0 and never by way of a float.

fhir.resources writes decimals as floats, so the models are walked here instead.
"""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.resource import Resource
from fhir_core.fhirabstractmodel import FHIRAbstractModel

# No string of a FHIR message may hold U+0000 (the reader refuses it), so nothing else can look like a marked number.
_NUMBER = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def written(resource: Resource) -> str:
    """The JSON text of a resource."""
    marked = json.dumps(_tree(resource), ensure_ascii=False, indent=2)
    return _NUMBER.sub(r"\1", marked) + "\n"


def _tree(node: Any) -> Any:
    match node:
        case FHIRAbstractModel():
            return _named(node)
        case list() | tuple():
            return [_tree(one) for one in node]
        case Decimal():
            return f"\x00{node:f}\x00"
        case datetime.date():
            return node.isoformat()
        case bool() | int() | str():
            return node
    return str(node)


def _named(node: FHIRAbstractModel) -> dict[str, Any]:
    """The elements that are given, by their names in FHIR; a resource says first of which type it is."""
    given = {
        field.alias or name: _tree(value)
        for name, field in type(node).model_fields.items()
        if (value := getattr(node, name)) is not None
    }
    kind = {"resourceType": type(node).__name__} if isinstance(node, Resource) else {}
    in_order = {name: given.pop(name) for name in type(node).elements_sequence() if name in given}
    return {**kind, **in_order, **given}

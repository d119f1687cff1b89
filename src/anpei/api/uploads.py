"""Files that come in: as a form with the file, or as JSON with the content in base64."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from pydantic import ValidationError

from anpei.api.parsing import StrictParser
from anpei.api.problems import field_name
from anpei.api.schemas.base import Upload
from anpei.core.errors import Invalid

FORM = "multipart/form-data"
Said = TypeVar("Said", bound=Upload)


def document(schema: type[Upload], **fields: dict[str, Any]) -> dict[str, Any]:
    """The request body of an upload for the document. ``fields`` describes what the form takes beside the file."""
    described = schema.model_json_schema(ref_template="#/components/schemas/{model}")
    described.pop("$defs", None)  # what it refers to is among the document's own schemas
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}, **fields},
    }
    content = {FORM: {"schema": form}, "application/json": {"schema": described}}
    return {"requestBody": {"required": True, "content": content}}


def receive(request: HttpRequest, schema: type[Said]) -> tuple[Said, bytes]:
    """What was said about the file, and the file itself. Raises Invalid beside the field that cannot be right."""
    return _from_form(request, schema) if request.content_type == FORM else _from_json(request, schema)


def _from_form(request: HttpRequest, schema: type[Said]) -> tuple[Said, bytes]:
    files = request.FILES.getlist("file")
    if len(files) != 1 or not isinstance(files[0], UploadedFile):
        raise Invalid(fields={"file": _("Send one file in the field “file”.")})
    typed: dict[str, Any] = {name: value for name, value in request.POST.items() if value}
    if "filename" in schema.model_fields:
        typed["filename"] = (files[0].name or "")[-120:]
    content = files[0].read()
    return _checked({**typed, "content_base64": ""}, schema), content


def _from_json(request: HttpRequest, schema: type[Said]) -> tuple[Said, bytes]:
    if request.content_type != "application/json":
        raise HttpError(415, "content type")
    said = _checked(StrictParser().parse_body(request), schema)
    try:
        return said, base64.b64decode(said.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(fields={"content_base64": _("This is not base64.")}) from None


def _checked(values: object, schema: type[Said]) -> Said:
    try:
        return schema.model_validate(values)
    except ValidationError as refusal:
        raise Invalid(fields={field_name(one["loc"]): one["msg"] for one in refusal.errors()}) from None

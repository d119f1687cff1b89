"""Addresses under /api/."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from anpei.api import pages
from anpei.api.application import build
from anpei.api.problems import spoken_as_problem, unknown_address

api = build()
operations, _app, namespace = api.urls
for pattern in operations:
    if isinstance(pattern, URLPattern):
        pattern.callback = spoken_as_problem(pattern.callback)

urlpatterns = [
    path("health", spoken_as_problem(pages.health), name="api-health"),
    path("docs", spoken_as_problem(pages.documentation), name="api-docs"),
    path("v1/", (operations, "ninja", namespace)),
    re_path(r"^.*$", csrf_exempt(unknown_address)),
]

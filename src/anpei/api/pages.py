"""What stands beside the operations: health for a watchdog, the documentation page."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anpei.jobs.queries import health as queue_health

LATE = timedelta(minutes=5)  # longer than that, messages and payments wait noticeably


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while requests are served; ``late`` when background work falls behind. Without a database the answer is 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    queue = queue_health()
    late = queue.oldest_waiting > LATE or queue.parked > 0
    return JsonResponse(
        {
            "status": "late" if late else "ok",
            "database": "ok",
            "queue": {
                "oldest_waiting_seconds": int(queue.oldest_waiting.total_seconds()),
                "parked": queue.parked,
            },
        }
    )


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The operations to read and to try, drawn from the document by scripts of our own host."""
    return render(request, "api/docs.html", {"document": reverse("api-v1:openapi-json")})

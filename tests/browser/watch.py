"""What a page must never do behind our backs: break a script, break the content policy, answer with a 5xx."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, WebError

# A refusal is an answer: Chromium writes every 4xx on the console, and an outage is a 503 by intent.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|503)")


@dataclass
class Watch:
    """Complaints of all pages of the contexts given to ``over``; a test ends by looking at them."""

    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> BrowserContext:
        context.on("console", self._said)
        context.on("weberror", self._raised)
        context.on("response", self._answered)
        return context

    def broke_the_line(self) -> None:
        """The test cut the network itself: what the browser says about that is no complaint."""
        self.complaints = [one for one in self.complaints if "net::ERR_FAILED" not in one]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.complaints.append(f"console: {message.text} ({_where(message.page)})")

    def _raised(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error} ({_where(error.page)})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 and response.status != 503:
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")


def _where(page: Page | None) -> str:
    return page.url if page else "no page"

"""What stands on a page in the wrong language, leaving out what is said by people or fixed by a contract."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Visible text, button labels, placeholders and names for screen readers; never what is marked as another language,
# a quotation of what a person wrote, or a switch that speaks to those who cannot read this page.
_SHOWN = """() => {
  const own = document.documentElement.lang;
  const skip = (el) => el.closest("script, style, noscript, .own, .quote, .say2, q, select[name=assignee], select[name=handler]")
    || (el.closest("[lang]") && el.closest("[lang]").lang !== own);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (text && !skip(walker.currentNode.parentElement)) found.push(text);
  }
  for (const el of document.querySelectorAll("[aria-label], [placeholder], [alt], [title]")) {
    if (skip(el)) continue;
    found.push(...["aria-label", "placeholder", "alt", "title"].map((name) => el.getAttribute(name)).filter(Boolean));
  }
  return found;
}"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]+)+|\b[a-z]{4,}\b")


def shown(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(_SHOWN)
    return texts


def chinese_left(page: Page, *, data: Iterable[str]) -> list[str]:
    """Texts of an English page that are Chinese once ``data`` (names, places, numbers typed by people) is taken out."""
    return _left(page, CHINESE, data)


def english_left(page: Page, *, data: Iterable[str]) -> list[str]:
    """Texts of a Chinese page with an English word or phrase in them."""
    return _left(page, ENGLISH, data)


def _left(page: Page, other: re.Pattern[str], data: Iterable[str]) -> list[str]:
    known = sorted(data, key=len, reverse=True)
    left = []
    for text in shown(page):
        rest = text
        for one in known:
            rest = rest.replace(one, "")
        if other.search(rest):
            left.append(text)
    return left

"""What a person can mend about a file that cannot be read at all."""

from __future__ import annotations


class Unreadable(Exception):
    """The file holds no page that could be looked at. ``code`` is worded in ``recognition.wording``.

    Codes: file.empty, file.type, file.damaged, file.encrypted, file.too_large, file.too_small, file.too_many_pages.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

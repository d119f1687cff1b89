"""The one error of this package.

A value that cannot be accepted, with a stable code for translation above.
"""


class BadValue(ValueError):
    """Refused value. `code` is stable ("money.too_many_decimals").

    The message is English, for developers and logs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

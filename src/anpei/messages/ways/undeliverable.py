"""What a way out says when trying again is useless."""


class Undeliverable(Exception):
    """The provider says this address will never work; trying again is useless."""

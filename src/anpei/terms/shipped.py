"""The product files shipped in ``anpei.library``: listed, and found by code and version without reading them all."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from anpei.terms import loader
from anpei.terms.product import Product

_CODE = re.compile(r"^code:\s*[\"']?([a-z0-9_]+)", re.MULTILINE)
_VERSION = re.compile(r"^version:\s*[\"']?([0-9.]+)", re.MULTILINE)


class NotShipped(LookupError):
    """No shipped product has this code and version; ``shipped`` lists those there are, like ``qc_accident 2.1``."""

    def __init__(self, wanted: str, shipped: list[str]) -> None:
        self.wanted = wanted
        self.shipped = shipped
        super().__init__(f"There is no product {wanted}. There are: {', '.join(shipped)}.")


def files() -> list[Path]:
    """Every shipped product file, by name."""
    folder = Path(str(resources.files("anpei.library"))) / "products"
    return sorted(folder.glob("*.yaml"))


def find(code: str, version: str | None = None) -> Product:
    """The shipped product of a code, in a version or (None) in the latest. NotShipped when there is none."""
    known = {file: _named(file) for file in files()}
    fitting = [file for file, named in known.items() if named[0] == code and version in (None, named[1])]
    if not fitting:
        wanted = f"{code} {version}" if version else code
        raise NotShipped(wanted, [" ".join(named) for named in known.values()])
    return loader.load(max(fitting, key=lambda file: _order(known[file][1])))


def _named(file: Path) -> tuple[str, str]:
    """Code and version as the file's own lines give them: what else it says is the loader's to judge."""
    text = file.read_text(encoding="utf-8")
    code, version = _CODE.search(text), _VERSION.search(text)
    return (code[1] if code else "", version[1] if version else "")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part)

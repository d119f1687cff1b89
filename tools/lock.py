"""Pin everything again: ``make lock``. Hashes for every file, and no package host in any lock file."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from assets import npm

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
COMPILE: list[str | Path] = [
    *(
        UV,
        "pip",
        "compile",
        "--quiet",
        "--upgrade",
        "--generate-hashes",
        "--universal",
        "--python-version",
        "3.11",
    ),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
]


def main() -> None:
    compile_lock("pyproject.toml", output="requirements.lock")
    compile_lock(
        "pyproject.toml",
        "--extra",
        "dev",
        "--constraint",
        "requirements.lock",
        output="requirements-dev.lock",
    )
    with tempfile.NamedTemporaryFile("w", suffix=".in") as bootstrap:
        bootstrap.write("uv\nsetuptools>=75\n")
        bootstrap.flush()
        compile_lock(bootstrap.name, output="requirements-bootstrap.lock")
    lock_assets()


def compile_lock(*arguments: str, output: str) -> None:
    subprocess.run(
        [*COMPILE, *arguments, "--output-file", output], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def lock_assets() -> None:
    npm("install", "--package-lock-only", folder=ROOT)
    lock = ROOT / "package-lock.json"
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)  # web addresses that no installation needs
    lock.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()

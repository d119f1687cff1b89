"""Install anpei into .venv: ``python3 tools/install.py runtime|dev``. Needs only Python with pip and venv.

Runs on the machine's own Python before anything is installed, so it uses the standard library alone and
parses on old versions too, to be able to say which version is missing. Done steps are remembered by a hash
of their inputs: a second run takes a fraction of a second.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
DONE = VENV / "installed.json"
VENDOR = ROOT / "src" / "anpei" / "static" / "vendor"
OLDEST = (3, 11)

# Measured from empty caches on Linux x86-64: wheels, then front-end packages.
LOCKS = {"runtime": ("requirements.lock", 456), "dev": ("requirements-dev.lock", 646)}
PIP_INSTALL = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check")
BOOTSTRAP_LOCK = "requirements-bootstrap.lock"
BOOTSTRAP_MB = 18
ASSETS_MB = 26

# What pip has been told on this machine (a company mirror, a proxy, a certificate), in uv's words.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def main(kind: str) -> None:
    check_python()
    make_environment()
    install_packages(kind)
    install_anpei()
    collect_assets()
    subprocess.run([VENV / "bin" / "anpei", "messages", "compile"], check=True)


def check_python() -> None:
    if sys.version_info < OLDEST:
        stop(
            f"anpei needs Python 3.11 or newer, this is {sys.version.split()[0]}: "
            "add PYTHON=python3.11 to the command."
        )
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        major, minor = sys.version_info[:2]
        stop(
            f"Python cannot make virtual environments here: install the package python{major}.{minor}-venv "
            f"(Debian, Ubuntu: apt install python{major}.{minor}-venv), then run the same command again."
        )


def make_environment() -> None:
    """A virtual environment with pip; one left half-made by an interrupted run is made again."""
    whole = (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    )
    if not whole:
        say("Making the virtual environment .venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    if not UV.exists() or done("bootstrap") != digest(BOOTSTRAP_LOCK):
        say(f"Installing the installer (downloads about {BOOTSTRAP_MB} MB)")
        run(
            [*PIP_INSTALL, "--quiet", "--require-hashes", "-r", BOOTSTRAP_LOCK],
            "The installer could not be downloaded: check the network and pip's settings (pip config list)",
        )
        remember("bootstrap", digest(BOOTSTRAP_LOCK))


def install_packages(kind: str) -> None:
    lock, megabytes = LOCKS[kind]
    if done(kind) == digest(lock):
        return
    say(f"Installing the {kind} packages (downloads about {megabytes} MB the first time)")
    run(
        [UV, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock],
        "The packages could not be installed: the line above says which one and why",
    )
    remember(kind, digest(lock))
    if kind == "dev":
        remember("runtime", digest(LOCKS["runtime"][0]))  # the development set contains it


def install_anpei() -> None:
    if done("anpei") == digest("pyproject.toml") and (VENV / "bin" / "anpei").exists():
        return
    run(
        [
            UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            PYTHON,
            "--no-deps",
            "--no-build-isolation",
            "--editable",
            ".",
        ],
        "anpei itself could not be installed into .venv",
    )
    remember("anpei", digest("pyproject.toml"))


def collect_assets() -> None:
    inputs = digest("package-lock.json", "tools/assets.py", "tools/icons.txt")
    if done("assets") == inputs and (VENDOR / "icons.svg").exists():
        return
    say(f"Collecting the front-end assets (downloads about {ASSETS_MB} MB the first time)")
    subprocess.run([PYTHON, "tools/assets.py"], cwd=ROOT, check=True)
    remember("assets", inputs)


def uv_environment() -> dict[str, str]:
    """This process's environment with pip's settings added; what is set for uv itself wins."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    told: dict[str, str] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = PIP_TO_UV.get(key.rpartition(".")[2])
        if name:
            words = str(ast.literal_eval(value)).split()
            told[name] = ("," if name == "UV_FIND_LINKS" else " ").join(
                words
            )  # environment comes last, as in pip
    told["UV_PYTHON_DOWNLOADS"] = "never"
    if "UV_INDEX" in told:
        # uv stops at the first index that knows a name, pip looks at all; hashes make pip's way safe.
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {**told, **os.environ}


def run(command: list[str | Path], failure: str) -> None:
    if subprocess.run(command, cwd=ROOT, env=uv_environment()).returncode != 0:
        stop(f"{failure}. Then run the same command again: what is done already is kept.")


def digest(*files: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / file).read_bytes() for file in files)).hexdigest()


def done(step: str) -> str | None:
    return json.loads(DONE.read_text()).get(step) if DONE.exists() else None


def remember(step: str, inputs: str) -> None:
    record = json.loads(DONE.read_text()) if DONE.exists() else {}
    DONE.write_text(json.dumps({**record, step: inputs}, indent=1))


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def stop(sentence: str) -> None:
    sys.exit(f"\n{sentence}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        stop("Usage: python3 tools/install.py runtime|dev")
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        stop("Stopped. Run the same command again: what is done already is kept.")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)

"""The installer before it installs: what it refuses, and how it hands pip's settings to uv."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "install.py"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    specification = importlib.util.spec_from_file_location("install", TOOL)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "DONE", tmp_path / "installed.json")
    return module


def pip_says(monkeypatch: pytest.MonkeyPatch, install: ModuleType, listing: str) -> None:
    answer = subprocess.CompletedProcess([], 0, stdout=listing)
    monkeypatch.setattr(install.subprocess, "run", lambda *args, **kwargs: answer)
    for name in (*install.PIP_TO_UV.values(), "UV_PYTHON_DOWNLOADS", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)


def given(environment: dict[str, str]) -> dict[str, str]:
    """What uv is told about packages; where it caches is the machine's affair."""
    told = {key: value for key, value in environment.items() if key.startswith(("UV_", "SSL_CERT_FILE"))}
    told.pop("UV_CACHE_DIR", None)
    return told


def test_an_old_python_is_refused_with_what_to_add(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "OLDEST", (9, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer.*PYTHON=python3\.11"):
        install.check_python()


def test_a_python_without_venv_names_the_missing_package(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    with pytest.raises(SystemExit, match=rf"apt install python{version}-venv"):
        install.check_python()


def test_a_mirror_that_pip_uses_is_used_by_uv(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = (
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='https://one.example https://two.example'\n"
        ":env:.find-links='/srv/wheels /srv/more'\n"
        "global.cert='/etc/company.pem'\n"
        "global.no-cache-dir='false'\n"
    )
    pip_says(monkeypatch, install, listing)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert given(install.uv_environment()) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://one.example https://two.example",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/srv/wheels,/srv/more",
        "SSL_CERT_FILE": "/etc/company.pem",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def test_what_is_set_for_uv_itself_wins(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_says(monkeypatch, install, "global.index-url='https://mirror.example/simple'\n")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert install.uv_environment()["UV_DEFAULT_INDEX"] == "https://own.example/simple"


def test_a_finished_step_is_remembered_until_its_input_changes(install: ModuleType) -> None:
    assert install.done("dev") is None
    install.remember("dev", "first")
    install.remember("runtime", "second")
    assert (install.done("dev"), install.done("runtime")) == ("first", "second")

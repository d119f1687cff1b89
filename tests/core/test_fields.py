from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from anpei.core.fields import (
    MAX_FEN,
    DecryptionError,
    EncryptedTextField,
    FenField,
    decrypt,
    encrypt,
    keyed_hash,
)

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()
PURPOSE = "parties.party.id_number"


@pytest.fixture
def sample(transactional_db: None) -> Iterator[type[models.Model]]:
    with isolate_apps("anpei.core"):

        class Sample(models.Model):
            amount_fen = FenField(lowest=0, null=True)
            secret = EncryptedTextField(null=True)
            other = EncryptedTextField(null=True)

            class Meta:
                app_label = "core"

        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        yield Sample
        with connection.schema_editor() as editor:
            editor.delete_model(Sample)


def test_money_is_kept_to_the_fen(sample: type[models.Model]) -> None:
    row = sample.objects.create(amount_fen=MAX_FEN)
    assert sample.objects.get(pk=row.pk).amount_fen == MAX_FEN


@pytest.mark.parametrize("amount", [-1, MAX_FEN + 1])
def test_the_database_refuses_money_out_of_bounds(sample: type[models.Model], amount: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sample.objects.create(amount_fen=amount)


@pytest.mark.parametrize("amount", [1.0, Decimal("1.00"), "1", True])
def test_money_that_is_no_whole_number_is_refused(sample: type[models.Model], amount: object) -> None:
    with pytest.raises(TypeError, match="money is integer fen"):
        sample.objects.create(amount_fen=amount)


def test_money_can_be_added_up_in_the_database(sample: type[models.Model]) -> None:
    row = sample.objects.create(amount_fen=100)
    sample.objects.filter(pk=row.pk).update(amount_fen=models.F("amount_fen") + 1)
    assert sample.objects.filter(amount_fen__gte=101).count() == 1


def test_a_form_is_told_the_bounds() -> None:
    field = FenField(lowest=0)
    with pytest.raises(ValidationError):
        field.run_validators(-1)
    assert field.deconstruct()[3] == {"lowest": 0}


def test_an_encrypted_text_is_plain_in_python_and_sealed_at_rest(sample: type[models.Model]) -> None:
    row = sample.objects.create(secret="11010519491231002X")
    assert sample.objects.get(pk=row.pk).secret == "11010519491231002X"
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM core_sample")
        assert "11010519491231002X" not in cursor.fetchone()[0]


def test_empty_and_missing_text_stay_as_they_are(sample: type[models.Model]) -> None:
    row = sample.objects.create(secret="", other=None)
    row.refresh_from_db()
    assert (row.secret, row.other) == ("", None)


def test_update_and_bulk_update_seal_as_well(sample: type[models.Model]) -> None:
    row = sample.objects.create(secret="a")
    sample.objects.filter(pk=row.pk).update(secret="b")
    row.other = "c"
    sample.objects.bulk_update([row], ["other"])
    row.refresh_from_db()
    assert (row.secret, row.other) == ("b", "c")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, other FROM core_sample")
        assert all(":" in stored for stored in cursor.fetchone())


def test_a_value_copied_into_another_column_does_not_open(sample: type[models.Model]) -> None:
    sample.objects.create(secret="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_sample SET other = secret")
    with pytest.raises(DecryptionError, match=r"core\.sample\.other") as refusal:
        sample.objects.get()
    assert "13800138000" not in str(refusal.value)


def test_looking_up_an_encrypted_column_is_refused(sample: type[models.Model]) -> None:
    with pytest.raises(TypeError, match="keyed_hash"):
        sample.objects.filter(secret="x").exists()
    assert sample.objects.filter(secret__isnull=True).count() == 0


def test_an_old_key_still_opens_and_the_new_one_seals(settings) -> None:
    settings.ANPEI_DATA_KEYS = [OLD]
    sealed = encrypt("王芳", PURPOSE)
    settings.ANPEI_DATA_KEYS = [NEW, OLD]
    assert decrypt(sealed, PURPOSE) == "王芳"
    assert encrypt("王芳", PURPOSE).partition(":")[0] != sealed.partition(":")[0]
    settings.ANPEI_DATA_KEYS = [NEW]
    with pytest.raises(DecryptionError, match="no data key"):
        decrypt(sealed, PURPOSE)


def test_a_changed_ciphertext_does_not_open() -> None:
    key_id, _, payload = encrypt("王芳", PURPOSE).partition(":")
    raw = bytearray(base64.b64decode(payload))
    raw[-1] ^= 1
    with pytest.raises(DecryptionError, match="was changed"):
        decrypt(f"{key_id}:{base64.b64encode(bytes(raw)).decode()}", PURPOSE)


def test_a_short_key_is_refused_by_name(settings) -> None:
    settings.ANPEI_DATA_KEYS = ["c2hvcnQ="]
    with pytest.raises(ValueError, match="ANPEI_DATA_KEYS"):
        encrypt("x", PURPOSE)


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_sealed_opens_again(text: str) -> None:
    assert decrypt(encrypt(text, PURPOSE), PURPOSE) == text


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert encrypt("x", PURPOSE) != encrypt("x", PURPOSE)


def test_a_keyed_hash_is_stable_per_purpose_and_ignores_how_it_was_typed(settings) -> None:
    plain = keyed_hash("phone", "13800138000")
    assert len(plain) == 64
    assert keyed_hash("phone", " １３８００１３８０００ ") == plain
    assert keyed_hash("id_number", "13800138000") != plain
    settings.ANPEI_HASH_KEY = NEW
    assert keyed_hash("phone", "13800138000") != plain


def test_a_keyed_hash_keeps_upper_and_lower_case_apart() -> None:
    assert keyed_hash("api_client.secret", "aB-c") != keyed_hash("api_client.secret", "abc")

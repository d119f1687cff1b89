from datetime import timedelta

import pytest
from django.db import IntegrityError

from anpei.accounts import actions, queries
from anpei.accounts.models import CodePurpose, OneTimeCode
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]
PHONE, CALLER = "13800138000", Actor(kind="customer", id="portal", name="portal")


def ask(phone: str = PHONE, ip: str = "203.0.113.7"):
    return actions.request_code(phone=phone, ip=ip, purpose=CodePurpose.LOGIN, by=CALLER)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def later(**delta: int):
    return clock.at(clock.now() + timedelta(**delta))


def test_right_code_gives_the_hash_of_the_phone() -> None:
    code = ask().shown_code
    assert actions.verify_code(phone="+86 138 0013 8000", code=f" {code} ") == queries.phone_hash(PHONE)


def test_code_is_not_shown_outside_the_demo_but_sent(settings) -> None:
    settings.DEMO = False
    answer = ask()
    assert answer.shown_code is None
    row = OneTimeCode.objects.get()
    assert Job.objects.get(task="messages.send_code").args == {"code_id": row.pk}
    to_send = queries.code_to_send(row.pk)
    assert to_send.phone == PHONE
    assert actions.verify_code(phone=PHONE, code=to_send.code) == queries.phone_hash(PHONE)


def test_neither_phone_nor_code_is_readable_in_the_table() -> None:
    from django.db import connection

    code = ask().shown_code
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_onetimecode")
        stored = [str(value) for value in cursor.fetchone()]
    assert not any(PHONE in value or value == code for value in stored)


def test_used_code_is_refused_the_second_time() -> None:
    code = ask().shown_code
    actions.verify_code(phone=PHONE, code=code)
    with pytest.raises(Refused) as refusal:
        actions.verify_code(phone=PHONE, code=code)
    assert refusal.value.code == "code.expired"


def test_code_runs_out_after_five_minutes() -> None:
    code = ask().shown_code
    with later(minutes=5), pytest.raises(Refused) as refusal:
        actions.verify_code(phone=PHONE, code=code)
    assert refusal.value.code == "code.expired"


def test_unknown_phone_and_run_out_code_read_the_same() -> None:
    with pytest.raises(Refused) as refusal:
        actions.verify_code(phone="13900139000", code="123456")
    assert (refusal.value.code, str(refusal.value.message)) == (
        "code.expired",
        "This code is no longer valid. Please get a new one; it stays good for 5 minutes.",
    )


def test_sixth_try_is_refused_even_with_the_right_code() -> None:
    code = ask().shown_code
    words = []
    for _ in range(5):
        with pytest.raises(Invalid) as refusal:
            actions.verify_code(phone=PHONE, code=wrong(code))
        words.append(str(refusal.value.fields["code"]))
    assert words[0] == "This code does not match. You can try 4 more times."
    assert words[3] == "This code does not match. You can try 1 more time."
    assert words[4] == "This code does not match. Please get a new one."
    with pytest.raises(Refused) as refusal:
        actions.verify_code(phone=PHONE, code=code)
    assert refusal.value.code == "code.too_many_attempts"


def test_code_of_another_purpose_does_not_open_the_door() -> None:
    code = actions.request_code(phone=PHONE, ip="203.0.113.7", purpose=CodePurpose.SIGN, by=CALLER).shown_code
    with pytest.raises(Refused):
        actions.verify_code(phone=PHONE, code=code)


def test_code_of_another_phone_does_not_match() -> None:
    ask()
    other = ask("13900139000").shown_code
    OneTimeCode.objects.filter(phone_hash=queries.phone_hash(PHONE)).update(
        code_hash=OneTimeCode.objects.get(phone_hash=queries.phone_hash("13900139000")).code_hash
    )
    with pytest.raises(Invalid):
        actions.verify_code(phone=PHONE, code=other)


def test_only_the_last_code_counts() -> None:
    first = ask().shown_code
    with later(minutes=1):
        second = ask().shown_code
        if first != second:
            with pytest.raises(Invalid):
                actions.verify_code(phone=PHONE, code=first)
        assert actions.verify_code(phone=PHONE, code=second) == queries.phone_hash(PHONE)


def test_second_code_within_a_minute_is_refused() -> None:
    ask()
    with later(seconds=59), pytest.raises(Refused) as refusal:
        ask()
    assert (refusal.value.code, refusal.value.status) == ("code.wait", 429)
    assert OneTimeCode.objects.count() == 1


def test_database_holds_one_code_a_minute_per_phone() -> None:
    ask()
    row = OneTimeCode.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_eleventh_code_of_a_day_is_refused_and_the_hotline_named(settings) -> None:
    for minute in range(10):
        with later(minutes=2 * minute):
            ask(ip=f"203.0.113.{minute}")
    with later(minutes=30), pytest.raises(Refused) as refusal:
        ask(ip="203.0.113.99")
    assert refusal.value.code == "code.daily_limit"
    assert settings.INSURER_HOTLINE in str(refusal.value.message)
    with later(days=1, minutes=30):
        assert ask(ip="203.0.113.99").shown_code


def test_thirty_first_code_from_one_address_is_refused() -> None:
    for number in range(30):
        ask(f"138001380{number:02d}")
    with pytest.raises(Refused) as refusal:
        ask("13900139000")
    assert (refusal.value.code, refusal.value.status) == ("code.address_limit", 429)
    with later(hours=1):
        assert ask("13900139000").shown_code


@pytest.mark.parametrize("phone", ["", "12345", "01088886666", "1380013800x", "+1 202 555 0100"])
def test_phone_that_is_no_mobile_is_named(phone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(phone)
    assert list(refusal.value.fields) == ["phone"]
    assert OneTimeCode.objects.count() == 0


def test_readable_part_is_emptied_when_the_code_runs_out(settings) -> None:
    settings.DEMO = False
    ask()
    row = OneTimeCode.objects.get()
    forget = Job.objects.get(task="accounts.forget_code")
    assert (forget.args, forget.run_at) == ({"code_id": row.pk}, row.expires_at)
    from anpei.accounts.tasks import forget_code

    forget_code(**forget.args)
    row.refresh_from_db()
    assert row.sealed == ""
    assert queries.code_to_send(row.pk) is None

"""The pages of log-in, on a bare URL table: what they open afterwards belongs to the workbench."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.accounts.conftest import PASSWORD, SYSTEM, House, hire

from anpei.accounts.models import Staff
from anpei.core import clock

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("staff/today/", lambda request: HttpResponse(request.user.get_username()), name="today"),
    path("staff/", include("anpei.accounts.urls")),
    path("", include("anpei.portal.urls")),  # pages of refusal know the way to the first page
]
LOGIN, CODE, PROFILE, TODAY = "/staff/login/", "/staff/login/code/", "/staff/profile/", "/staff/today/"


@pytest.fixture(autouse=True)
def bare_site(settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_REDIRECT_URL = TODAY
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler(house: House) -> Staff:
    staff = hire("li", "handler", house.sichuan)
    Staff.objects.filter(pk=staff.pk).update(language="en")
    return staff


def post(client: Client, page: str, **data: str) -> HttpResponse:
    return client.post(page, data, HTTP_ACCEPT_LANGUAGE="en")


def log_in(client: Client, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return post(client, LOGIN, username="li", password=password, **extra)


def who(client: Client) -> str:
    return client.get(TODAY).content.decode()


def device(staff: Staff, *, confirmed: bool = True) -> TOTPDevice:
    return TOTPDevice.objects.create(user=staff, name="phone", confirmed=confirmed)


def code_of(device: TOTPDevice) -> str:
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def wrong_code(device: TOTPDevice) -> str:
    return f"{(int(code_of(device)) + 500_000) % 1_000_000:06d}"


def test_right_password_opens_the_workbench(client: Client, handler: Staff) -> None:
    response = log_in(client)
    assert (response.status_code, response.url) == (302, TODAY)
    assert who(client) == "li"
    assert response.cookies["django_language"].value == "en"


def test_log_in_returns_to_the_page_asked_for_but_only_ours(client: Client, handler: Staff) -> None:
    assert log_in(client, next="/staff/profile/?a=1").url == "/staff/profile/?a=1"
    assert log_in(Client(), next="https://evil.example/").url == TODAY
    assert log_in(Client(), next="//evil.example/").url == TODAY


def test_log_in_takes_a_new_session_key(client: Client, handler: Staff) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    log_in(client)
    assert client.session.session_key != planted


def test_wrong_password_and_unknown_name_read_the_same(client: Client, handler: Staff) -> None:
    wrong = log_in(client, password="no")
    unknown = post(client, LOGIN, username="nobody", password="no")
    words = "User name and password do not match. Please type both again."
    assert wrong.status_code == unknown.status_code == 422
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()
    assert 'value="li"' in wrong.content.decode()


def test_inactive_person_cannot_log_in_and_is_out_at_once(client: Client, handler: Staff) -> None:
    log_in(client)
    Staff.objects.filter(pk=handler.pk).update(is_active=False)
    assert who(client) == ""
    assert log_in(Client()).status_code == 422


def test_fifth_wrong_password_locks_and_names_the_minutes(client: Client, handler: Staff) -> None:
    for _ in range(4):
        assert log_in(client, password="no").status_code == 422
    fifth = log_in(client, password="no")
    assert fifth.status_code == 429
    assert "This log-in opens again in 15 minutes." in fifth.content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    locked = log_in(client)
    assert locked.status_code == 429
    assert "This log-in opens again in 5 minutes." in locked.content.decode()
    assert who(client) == ""


def test_lock_ends_after_the_promised_time(client: Client, handler: Staff) -> None:
    for _ in range(6):
        log_in(client, password="no")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert log_in(client).status_code == 302


def test_lock_is_for_the_pair_of_name_and_address(client: Client, handler: Staff) -> None:
    for _ in range(5):
        log_in(client, password="no")
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert log_in(other).status_code == 302


def test_device_asks_for_its_code_before_anything_opens(client: Client, handler: Staff) -> None:
    phone = device(handler)
    response = log_in(client, next="/staff/profile/")
    assert response.url == CODE
    assert who(client) == ""
    assert "Please open the authenticator app" in client.get(CODE).content.decode()
    done = post(client, CODE, code=code_of(phone))
    assert (done.status_code, done.url) == (302, "/staff/profile/")
    assert who(client) == "li"
    assert client.session["otp_device_id"] == phone.persistent_id


def test_wrong_code_is_refused_and_the_next_has_to_wait(client: Client, handler: Staff) -> None:
    phone = device(handler)
    log_in(client)
    first = post(client, CODE, code=wrong_code(phone))
    assert first.status_code == 422
    assert "This code does not match." in first.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=6, throttling_failure_timestamp=timezone.now())
    second = post(client, CODE, code=code_of(phone))
    assert "For your safety the next try is possible in" in second.content.decode()
    assert who(client) == ""


def test_same_code_does_not_work_twice(client: Client, handler: Staff) -> None:
    phone = device(handler)
    code = code_of(phone)
    log_in(client)
    assert post(client, CODE, code=code).status_code == 302
    other = Client()
    log_in(other)
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert post(other, CODE, code=code).status_code == 422


def test_code_page_without_a_password_leads_back(client: Client, handler: Staff) -> None:
    device(handler)
    assert client.get(CODE).url == LOGIN


def test_code_page_forgets_the_password_after_five_minutes(client: Client, handler: Staff) -> None:
    phone = device(handler)
    log_in(client)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert post(client, CODE, code=code_of(phone)).url == LOGIN
    assert who(client) == ""


def test_required_second_factor_is_set_up_before_anything_opens(
    client: Client, handler: Staff, settings
) -> None:
    settings.REQUIRE_TOTP = True
    assert log_in(client).url == CODE
    page = client.get(CODE).content.decode()
    assert "data:image/svg+xml" in page
    assert who(client) == ""
    pending = TOTPDevice.objects.get(user=handler, confirmed=False)
    assert post(client, CODE, code=wrong_code(pending)).status_code == 422
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert post(client, CODE, code=code_of(pending)).url == TODAY
    assert who(client) == "li"
    assert TOTPDevice.objects.get(user=handler).confirmed


def test_second_factor_is_set_up_from_the_profile_by_wish(client: Client, handler: Staff) -> None:
    log_in(client)
    assert "Off." in client.get(PROFILE).content.decode()
    client.get(CODE)
    assert post(client, CODE, code=code_of(TOTPDevice.objects.get(user=handler))).url == PROFILE
    assert "On. Each log-in asks for a code" in client.get(PROFILE).content.decode()
    assert client.get(CODE).url == PROFILE


def test_log_out_ends_the_session_and_needs_a_post(client: Client, handler: Staff) -> None:
    log_in(client)
    assert client.get("/staff/logout/").status_code == 405
    assert who(client) == "li"
    assert client.post("/staff/logout/").url == LOGIN
    assert who(client) == ""


def test_profile_needs_a_log_in(client: Client, handler: Staff, settings) -> None:
    response = client.get(PROFILE)
    assert response.url == f"{LOGIN}?next={PROFILE}"


def test_password_change_keeps_this_browser_and_ends_the_others(client: Client, handler: Staff) -> None:
    other = Client()
    log_in(client)
    log_in(other)
    assert post(client, PROFILE, old=PASSWORD, new="brave-green-lamp").status_code == 302
    assert (who(client), who(other)) == ("li", "")
    assert log_in(Client(), password="brave-green-lamp").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wrong", "brave-green-lamp", "This is not your present password."),
        (PASSWORD, "short", "too short"),
        (PASSWORD, "password12", "too common"),
        (PASSWORD, "", "Please enter a new password."),
    ],
)
def test_password_change_says_what_is_wrong_beside_the_field(
    client: Client, handler: Staff, old: str, new: str, words: str
) -> None:
    log_in(client)
    response = post(client, PROFILE, old=old, new=new)
    assert response.status_code == 422
    assert words in response.content.decode()
    handler.refresh_from_db()
    assert handler.check_password(PASSWORD)


def test_language_is_kept_with_the_person(client: Client, handler: Staff) -> None:
    log_in(client)
    response = post(client, PROFILE, language="zh-hans")
    assert response.cookies["django_language"].value == "zh-hans"
    handler.refresh_from_db()
    assert handler.language == "zh-hans"
    assert "我的账号" in client.get(PROFILE).content.decode()


def test_cast_is_hired_by_the_system(handler: Staff) -> None:
    from anpei.audit.models import Event

    assert Event.objects.get(type="staff.created", subject_id=handler.pk).actor_id == SYSTEM.id

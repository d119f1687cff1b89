"""Every setting, from the environment, parsed strictly. With none set: a demo on SQLite under ``var/``.

The full list with defaults is in ``docs/settings.md``.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from anpei.core.environment import Environment

BASE_DIR = Path(__file__).resolve().parent
env = Environment(os.environ)

MODE = env.choice("ANPEI_MODE", ["demo", "production"], default="demo")
DEMO = MODE == "demo"
DATA_DIR = env.path("ANPEI_DATA_DIR", default=Path.cwd() / "var")
DEBUG = False

secrets = env.secrets(DATA_DIR / "keys.json", may_generate=DEMO)
SECRET_KEY = secrets.django_key
ANPEI_DATA_KEYS = secrets.data_keys
ANPEI_HASH_KEY = secrets.hash_key

ALLOWED_HOSTS = env.items("ANPEI_HOSTS", default=["*"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.items("ANPEI_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "ninja",  # for its bundled documentation scripts
    "anpei.core",
    "anpei.jobs",
    "anpei.audit",
    "anpei.deadlines",
    "anpei.organisation",
    "anpei.accounts",
    "anpei.messages",
    "anpei.parties",
    "anpei.mandates",
    "anpei.products",
    "anpei.policies",
    "anpei.claims",
    "anpei.documents",
    "anpei.surveys",
    "anpei.settlement",
    "anpei.payments",
    "anpei.archive",
    "anpei.protection",
    "anpei.advice",
    "anpei.care",
    "anpei.alerts",
    "anpei.enquiries",
    "anpei.hotline",
    "anpei.disclosure",
    "anpei.complaints",
    "anpei.importing",
    "anpei.api",
    "anpei.portal",
    "anpei.workbench",
]

MIDDLEWARE = [
    "anpei.core.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "anpei.core.middleware.WithoutNul",
    "anpei.portal.middleware.FormsOnly",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anpei.urls"
WSGI_APPLICATION = "anpei.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": env.database("ANPEI_DATABASE_URL", default_path=DATA_DIR / "anpei.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "workbench:today"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page promises when the lock ends
AXES_LOCKOUT_CALLABLE = "anpei.accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "anpei.accounts.addresses.client_ip"
REQUIRE_TOTP = env.flag("ANPEI_REQUIRE_TOTP", default=not DEMO)
SHOW_CODES = env.flag("ANPEI_SHOW_CODES", default=DEMO)  # one-time codes on the page instead of by SMS

# Signed cookies keep a session without a database write; the signature key is the product's secret.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "anpei.portal.views.errors.forbidden"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.flag("ANPEI_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "style-src": [SELF, "'unsafe-inline'"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # how times are shown; they are stored and computed as aware UTC

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("ANPEI_STATIC_DIR", default=DATA_DIR / "static")
WHITENOISE_USE_FINDERS = DEMO
if DEMO:
    STATIC_ROOT.mkdir(
        parents=True, exist_ok=True
    )  # nothing is collected there, but WhiteNoise asks for the folder
MEDIA_ROOT = DATA_DIR / "files"
VAULT_BUCKET = env.bucket("ANPEI_VAULT")  # None: originals lie in the folder above
PICTURES_DIR = DATA_DIR / "pictures"  # small ones and pages to look at, drawn again when missing

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_MAX_PIXELS = 60_000_000

INSURER_NAME = env.text("ANPEI_INSURER_NAME", default="晴川财产保险股份有限公司")
OTP_TOTP_ISSUER = INSURER_NAME  # how the log-in is named in the authenticator app
INSURER_HOTLINE = env.text("ANPEI_HOTLINE", default="95000")
MODEL_URL = env.text("ANPEI_MODEL_URL", default="")  # OpenAI-compatible: words answers, never knows them
MODEL_NAME = env.text("ANPEI_MODEL_NAME", default="default")
MODEL_KEY = env.text("ANPEI_MODEL_KEY", default="")
PUBLIC_URL = env.text("ANPEI_PUBLIC_URL", default=f"http://localhost:{env.text('PORT', default='8000')}")

SMTP = env.server("ANPEI_SMTP", {"smtp": 25, "smtps": 465})  # None: mails go to the sandbox
MAIL_FROM = env.text("ANPEI_MAIL_FROM", default="claims@localhost")
SMS_URL = env.text("ANPEI_SMS_URL", default="")  # gateway that takes {"key", "to", "text"}; empty: sandbox
SMS_TOKEN = env.text("ANPEI_SMS_TOKEN", default="")
WECHAT = env.server("ANPEI_WECHAT", {"wechat": 443})  # wechat://appid:secret@official; None: sandbox
WECHAT_TOKEN = env.text("ANPEI_WECHAT_TOKEN", default="")  # signs what WeChat sends; empty: nothing is taken

BANK_SECRET = env.text(
    "ANPEI_BANK_SECRET", default=""
)  # signs the bank's answers; empty: none are taken by the API
WEBHOOK_PRIVATE = env.flag("ANPEI_WEBHOOK_PRIVATE", default=False)  # webhooks may reach private networks

READER = env.text(
    "ANPEI_READER", default="anpei.documents.reader.Recognition"
)  # dotted path of what reads papers; empty: a person types

INVOICE_VERIFIER = env.text(
    "ANPEI_INVOICE_VERIFIER", default="anpei.documents.verification.Offline"
)  # dotted path of what asks the issuer's platform about a receipt or invoice

QUIET_HOURS = env.path(
    "ANPEI_QUIET_HOURS", default=BASE_DIR / "library" / "messages" / "quiet-hours.yaml"
)  # at night nobody is woken

CAP_EVENT_CODES = env.path(
    "ANPEI_CAP_EVENT_CODES", default=BASE_DIR / "library" / "alerts" / "cap-event-codes.csv"
)  # what the event codes of a warning service mean

COMPLAINT_RULES = env.path("ANPEI_COMPLAINT_RULES", default=BASE_DIR / "library" / "complaints")

MANDATE_MAX_DAYS = env.number("ANPEI_MANDATE_MAX_DAYS", default=365)  # somebody may act for another that long

CARE_LEAST_ANSWERS = env.number("ANPEI_CARE_LEAST_ANSWERS", default=10)  # of fewer there is no figure

JOBS_KEEP_DAYS = env.number("ANPEI_JOBS_KEEP_DAYS", default=14)

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("ANPEI_LOG_LEVEL", default="WARNING")},
}

"""The product's settings with the floor alone: a process of the scene starts in a second, not with every app."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "anpei.core",
    "anpei.jobs",
    "anpei.audit",
]
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.jobs.scene_settings"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
urlpatterns: list[object] = []

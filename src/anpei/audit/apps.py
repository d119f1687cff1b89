from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "anpei.audit"
    label = "audit"

    def ready(self) -> None:
        from anpei.audit import checks  # noqa: F401

        autodiscover_modules("events")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProtectionConfig(AppConfig):
    name = "anpei.protection"
    label = "protection"

    def ready(self) -> None:
        autodiscover_modules("troubles")

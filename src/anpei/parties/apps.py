from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PartiesConfig(AppConfig):
    name = "anpei.parties"
    label = "parties"

    def ready(self) -> None:
        autodiscover_modules("retention")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagesConfig(AppConfig):
    name = "anpei.messages"
    label = "messaging"  # Django has an app labelled "messages"

    def ready(self) -> None:
        autodiscover_modules("conversation")

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "anpei.core"
    label = "core"

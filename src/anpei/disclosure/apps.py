from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "anpei.disclosure"
    label = "disclosure"

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "anpei.mandates"
    label = "mandates"

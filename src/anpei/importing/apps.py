from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "anpei.importing"
    label = "importing"

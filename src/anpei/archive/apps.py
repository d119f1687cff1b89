from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "anpei.archive"
    label = "archive"

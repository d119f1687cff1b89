from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "anpei.hotline"
    label = "hotline"

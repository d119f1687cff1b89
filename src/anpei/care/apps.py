from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "anpei.care"
    label = "care"

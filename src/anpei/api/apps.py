from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "anpei.api"
    label = "api"

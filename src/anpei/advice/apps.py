from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "anpei.advice"
    label = "advice"

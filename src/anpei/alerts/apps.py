from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "anpei.alerts"
    label = "alerts"

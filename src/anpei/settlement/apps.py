from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "anpei.settlement"
    label = "settlement"

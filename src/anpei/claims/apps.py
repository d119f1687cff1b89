from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "anpei.claims"
    label = "claims"

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "anpei.policies"
    label = "policies"

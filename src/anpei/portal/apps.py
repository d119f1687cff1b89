from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "anpei.portal"
    label = "portal"

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "anpei.organisation"
    label = "organisation"

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "anpei.surveys"
    label = "surveys"

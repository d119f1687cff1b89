from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "anpei.deadlines"
    label = "deadlines"

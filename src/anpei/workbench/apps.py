from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "anpei.workbench"
    label = "workbench"

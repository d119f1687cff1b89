from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "anpei.documents"
    label = "documents"

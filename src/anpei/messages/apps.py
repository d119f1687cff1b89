from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "anpei.messages"
    label = "messaging"  # Django has an app labelled "messages"

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "anpei.complaints"
    label = "complaints"

    def ready(self) -> None:
        from anpei.complaints import tasks  # noqa: F401  registers its subscriptions

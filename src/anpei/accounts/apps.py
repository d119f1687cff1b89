from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "anpei.accounts"
    label = "accounts"

    def ready(self) -> None:
        from anpei.accounts import checks  # noqa: F401  registers the production guards

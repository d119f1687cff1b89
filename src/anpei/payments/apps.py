from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "anpei.payments"
    label = "payments"

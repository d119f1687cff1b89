from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "anpei.enquiries"
    label = "enquiries"

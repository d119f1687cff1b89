from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "anpei.products"
    label = "products"

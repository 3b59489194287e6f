from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "kezhou.platform.fields"
    label = "fields"

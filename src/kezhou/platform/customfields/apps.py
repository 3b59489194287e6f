from django.apps import AppConfig


class CustomFieldsConfig(AppConfig):
    name = "kezhou.platform.customfields"
    label = "customfields"

    def ready(self) -> None:
        from kezhou.platform.entities import registry

        from . import source

        if source.specs not in registry.custom_fields:
            registry.custom_fields.append(source.specs)

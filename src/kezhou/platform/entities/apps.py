from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "kezhou.platform.entities"
    label = "entities"

    def ready(self) -> None:
        from kezhou.platform.org import epochs

        from . import dictionaries, registry

        registry.current_epoch[:] = [lambda: epochs.current().schema]
        registry.dictionaries.append(dictionaries.choices)

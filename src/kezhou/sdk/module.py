"""A module's Django configuration: finds `<entity>/model.py` and `<entity>/entity.py` by itself."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class ModuleConfig(AppConfig):
    """Base of every module's `apps.py`. The folder of an entity gives its key."""

    default = False
    """Django looks for the one configuration in a module's `apps.py`; this base, imported there, is none."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def import_models(self) -> None:
        for folder in self._folders("model.py"):
            import_module(f"{self.name}.{folder}.model")
        super().import_models()

    def ready(self) -> None:
        # Models cannot be imported before Django has read every app's configuration.
        from kezhou.platform.entities import registry
        from kezhou.platform.entities.definition import Entity

        for folder in self._folders("entity.py"):
            found = import_module(f"{self.name}.{folder}.entity")
            for value in vars(found).values():
                if isinstance(value, type) and issubclass(value, Entity) and value.__module__ == found.__name__:
                    registry.register(value, value.key or folder, self.name.rpartition(".")[2])

    def _folders(self, file: str) -> list[str]:
        return sorted(path.parent.name for path in Path(self.path).glob(f"*/{file}"))

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "kezhou.platform.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from kezhou.platform.records import hooks

        from . import alike, guard, index

        hooks.alike.append(alike.for_import)
        hooks.duplicate_checks.append(guard.check)
        hooks.saved += [index.keep, guard.queue]

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kezhou.platform.search"
    label = "search"

    def ready(self) -> None:
        from kezhou.platform.query import select
        from kezhou.platform.records import hooks

        from . import contact_points, predicate

        select.text_search[:] = [predicate.text_search]
        hooks.saved.append(contact_points.keep)

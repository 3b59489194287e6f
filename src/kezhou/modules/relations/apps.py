from kezhou.sdk.module import ModuleConfig


class RelationsConfig(ModuleConfig):
    name = "kezhou.modules.relations"
    label = "relations"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk.records import before_rows, checks

        from . import api, endpoints, trees
        from .graph import people
        from .relation import guard

        before_rows.append(trees.lock_group)
        checks.extend([guard.check, trees.check_group, trees.check_seats])
        api.sources.append(people.known_by)
        endpoints.register()

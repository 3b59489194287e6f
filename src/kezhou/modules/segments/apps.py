from kezhou.sdk.module import ModuleConfig


class SegmentsConfig(ModuleConfig):
    name = "kezhou.modules.segments"
    label = "segments"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk.query import meaning, stored_conditions

        from . import api, endpoints
        from .segment import store

        endpoints.register()
        meaning(api.TOKEN, store.meaning_of)
        stored_conditions.append(store.stored_conditions)

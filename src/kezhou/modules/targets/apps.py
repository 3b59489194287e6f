from kezhou.sdk.module import ModuleConfig


class TargetsConfig(ModuleConfig):
    name = "kezhou.modules.targets"
    label = "targets"

    def ready(self) -> None:
        from kezhou.sdk.dictionaries import choice_sources

        from . import defaults, measures, reports

        super().ready()
        choice_sources.append(measures.choices)
        defaults.register()
        reports.register()
        from kezhou.sdk import records

        from . import endpoints, guard

        records.checks.append(guard.check)
        endpoints.register()

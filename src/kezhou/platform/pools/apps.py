from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "kezhou.platform.pools"
    label = "pools"

    def ready(self) -> None:
        from kezhou.platform.access import explain, scope
        from kezhou.platform.query import expand, titles
        from kezhou.platform.records import hooks

        from . import acts, facts, ledger, members, settings, why

        acts.register()
        facts.register()
        expand.stored_conditions.append(settings.stored_conditions)
        scope.extra_predicates.append(members.rows_of_pools)
        scope.closed_words.append(members.words_of_pools)
        explain.explainers.append(why.pool_reasons)
        titles.sources["pool"] = members.pool_titles
        hooks.saved.append(ledger.recorded)
        hooks.entry_pools.append(members.entry_pools)

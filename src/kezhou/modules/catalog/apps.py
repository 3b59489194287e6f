from kezhou.sdk.module import ModuleConfig


class CatalogConfig(ModuleConfig):
    name = "kezhou.modules.catalog"
    label = "catalog"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk.records import checks

        from . import defaults, endpoints
        from .product_category import tree

        checks.append(tree.check)
        endpoints.register()
        defaults.register()

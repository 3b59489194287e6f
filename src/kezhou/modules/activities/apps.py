from kezhou.sdk.module import ModuleConfig


class ActivitiesConfig(ModuleConfig):
    name = "kezhou.modules.activities"
    label = "activities"

from kezhou.sdk.module import ModuleConfig


class PartiesConfig(ModuleConfig):
    name = "kezhou.modules.parties"
    label = "parties"

from kezhou.sdk.module import ModuleConfig


class OrgModuleConfig(ModuleConfig):
    name = "kezhou.modules.org"
    label = "org_module"

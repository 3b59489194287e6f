from kezhou.sdk.module import ModuleConfig


class OddConfig(ModuleConfig):
    name = "tests.fakes.odd"
    label = "odd"

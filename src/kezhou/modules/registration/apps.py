from kezhou.sdk.module import ModuleConfig


class RegistrationConfig(ModuleConfig):
    name = "kezhou.modules.registration"
    label = "registration"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk.public import PublicPage, public_page

        from . import endpoints, page

        endpoints.register()
        public_page(PublicPage("f", page.handle))

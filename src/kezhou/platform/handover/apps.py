from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "kezhou.platform.handover"
    label = "handover"

    def ready(self) -> None:
        from kezhou.platform.identity import hooks as identity_hooks

        from . import acts, duties, notices

        acts.register()
        duties.register()
        identity_hooks.security_listeners.append(notices.left_behind)

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kezhou.platform.access"
    label = "access"

    def ready(self) -> None:
        from kezhou.platform.jobs import hooks as job_hooks

        from . import people

        job_hooks.set_ctx_for_user(people.ctx_for_user)

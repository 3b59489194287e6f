from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "kezhou.platform.approvals"
    label = "approvals"

    def ready(self) -> None:
        from kezhou.platform.access.scope import extra_predicates
        from kezhou.platform.entities import registry
        from kezhou.platform.pools import ledger
        from kezhou.platform.records import hooks

        from . import documents, extensions, locks, seeing

        registry.derived_actions.append(documents.derived)
        hooks.lock_checks.append(locks.locked)
        hooks.closed_checks.append(locks.closed)
        hooks.delete_checks.append(locks.kept)
        hooks.hanging_checks.append(locks.hanging)
        hooks.deferred.append(documents.defer)
        hooks.saved.append(extensions.follow)
        ledger.moved.append(extensions.lapse)
        extra_predicates.append(seeing.asked_about)

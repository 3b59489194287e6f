"""The composition root: joins rooms that may not import each other. Everything else registers itself from above."""

from django.apps import AppConfig


class CompositionConfig(AppConfig):
    name = "kezhou.config"
    label = "config"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from kezhou.http.auth import me_hooks
        from kezhou.kernel.text.sentence import use_translator
        from kezhou.platform import audit
        from kezhou.platform.access import people
        from kezhou.platform.approvals import hooks as approval_hooks
        from kezhou.platform.files import hooks as file_hooks
        from kezhou.platform.identity import hooks as identity_hooks
        from kezhou.platform.notify import inbox

        from . import organisation

        def audit_security(ctx, event):  # type: ignore[no-untyped-def]
            meta = {**event.meta, "ok": event.ok}
            audit.write(ctx, [audit.Entry("user", event.user_id, event.action, meta=meta)])

        def audit_file(ctx, entity, record_id, action, meta):  # type: ignore[no-untyped-def]
            audit.write(ctx, [audit.Entry(entity, record_id, action, meta=meta)])

        use_translator(gettext)
        identity_hooks.security_listeners.append(audit_security)
        identity_hooks.mfa_required.append(people.needs_second_factor)
        file_hooks.set_record_act(audit_file)
        approval_hooks.set_holders(people.holders)
        me_hooks.unread.append(inbox.unread_count)
        organisation.join()

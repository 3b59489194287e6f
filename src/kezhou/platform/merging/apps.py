from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "kezhou.platform.merging"
    label = "merging"

    def ready(self) -> None:
        from kezhou.platform.duplicates import asking
        from kezhou.platform.notify import inbox, sources
        from kezhou.platform.records import hooks

        from . import jobs, names, resolve, words

        words.register()
        asking.messengers.append(inbox.notify)
        hooks.restore_checks.append(resolve.refuse_restore)
        hooks.saved.append(names.keep)
        sources.former.append(sources.Former(resolve.has_former, resolve.former_titles))
        assert jobs  # noqa: S101 — registers the nightly jobs

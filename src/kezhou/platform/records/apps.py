from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kezhou.platform.records"
    label = "records"

    def ready(self) -> None:
        from kezhou.platform.customfields import hooks as field_hooks
        from kezhou.platform.files import hooks as file_hooks
        from kezhou.platform.org import hooks as org_hooks
        from kezhou.platform.query import expand, titles

        from . import hooks, organisation, ownership, subjects, team_bulk, trace, views

        org_hooks.owner_moved.append(ownership.rewrite_departments)
        hooks.saved += [organisation.follow, subjects.attach_files]
        file_hooks.set_subject_check(subjects.check)
        expand.stored_conditions.append(views.stored_conditions)
        titles.sources[subjects.FILE] = subjects.files
        field_hooks.set_record_change(trace.definition)
        team_bulk.register()

"""Roles that were there before work logs say what new ones say: a log is its author's and those above, not
everybody's who may read customers. A role that says something about work logs already keeps its word."""

from django.db import migrations
from django.db.models import F

_OWN = dict.fromkeys(("create", "update", "delete"), "own")
_STAFF = {**_OWN, "view": "own_and_reports", "review": "own_and_reports", "export": "none"}
_LEADS = {**_OWN, **dict.fromkeys(("view", "review", "export"), "dept_tree")}
GRANTS = {
    "ceo": {**_OWN, **dict.fromkeys(("view", "review", "export"), "all")},
    "director": _LEADS,
    "manager": _LEADS,
    **dict.fromkeys(("sales", "service", "marketing", "finance", "readonly"), _STAFF),
}


def grant(apps, schema_editor):  # type: ignore[no-untyped-def]
    role, cell = apps.get_model("access", "Role"), apps.get_model("access", "RoleGrant")
    known = set(cell.objects.filter(entity="journal").values_list("role_id", flat=True))
    missing = [each for each in role.objects.filter(key__in=GRANTS, builtin=True) if each.id not in known]
    cell.objects.bulk_create(
        cell(role=each, entity="journal", action=action, level=level)
        for each in missing
        for action, level in GRANTS[each.key].items()
    )
    if missing:
        apps.get_model("org", "Epoch").objects.update(access=F("access") + 1)


class Migration(migrations.Migration):
    dependencies = [("journals", "0001_initial"), ("access", "0002_exclusive_roles"), ("org", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]

"""Roles that were there before credit say what new ones say: finance grants it, whoever sells reads that of their
customers. A role that says something about credit already keeps its word."""

from django.db import migrations
from django.db.models import F

ACTIONS = ("view", "create", "update", "delete", "export", "import", "assign", "reveal")
ALL = dict.fromkeys(ACTIONS, "all")
GRANTS = {
    **dict.fromkeys(("ceo", "finance"), ALL),
    **{key: {"view": "dept_tree", "create": "none"} for key in ("director", "manager")},
    "sales": {"view": "own", "create": "none"},
    **{key: {"view": "none", "create": "none"} for key in ("service", "marketing", "readonly")},
}


def grant(apps, schema_editor):  # type: ignore[no-untyped-def]
    role, cell = apps.get_model("access", "Role"), apps.get_model("access", "RoleGrant")
    known = set(cell.objects.filter(entity="credit_profile").values_list("role_id", flat=True))
    missing = [each for each in role.objects.filter(key__in=GRANTS, builtin=True) if each.id not in known]
    cell.objects.bulk_create(
        cell(role=each, entity="credit_profile", action=action, level=level)
        for each in missing
        for action, level in GRANTS[each.key].items()
    )
    if missing:
        apps.get_model("org", "Epoch").objects.update(access=F("access") + 1)


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_initial"), ("access", "0002_exclusive_roles"), ("org", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]

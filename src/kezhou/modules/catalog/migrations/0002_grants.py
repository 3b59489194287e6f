"""Roles that were there before the catalogue say what new ones say: everybody reads products, those who lead make
prices, sales do not see costs. A role that says something about an entity already keeps its word."""

from django.db import migrations
from django.db.models import F

ACTIONS = ("view", "create", "update", "delete", "export", "import", "assign", "reveal")
SHELVES = ("product", "product_category", "unit", "product_unit")
PRICES = ("price_book", "price_entry", "price_policy", "discount_authority")
ALL = dict.fromkeys(ACTIONS, "all")
READ = {"view": "all", "create": "none"}
NOTHING = {"view": "none", "create": "none"}
OTHERS = ("sales", "service", "marketing", "readonly")


def grants(entity):  # type: ignore[no-untyped-def]
    others = READ if entity in SHELVES else NOTHING
    leaders, readers = dict.fromkeys(("ceo", "director"), ALL), dict.fromkeys(("manager", "finance"), READ)
    return {**leaders, **readers, **dict.fromkeys(OTHERS, others)}


def grant(apps, schema_editor):  # type: ignore[no-untyped-def]
    role, cell = apps.get_model("access", "Role"), apps.get_model("access", "RoleGrant")
    field = apps.get_model("access", "RoleField")
    roles = {each.key: each for each in role.objects.filter(builtin=True)}
    for entity in (*SHELVES, *PRICES):
        known = set(cell.objects.filter(entity=entity).values_list("role_id", flat=True))
        cell.objects.bulk_create(
            cell(role=roles[key], entity=entity, action=action, level=level)
            for key, levels in grants(entity).items()
            if key in roles and roles[key].id not in known
            for action, level in levels.items()
        )
    known = set(field.objects.filter(entity="product", field="cost").values_list("role_id", flat=True))
    field.objects.bulk_create(
        field(role=roles[key], entity="product", field="cost", view="hidden", edit=False)
        for key in OTHERS
        if key in roles and roles[key].id not in known
    )
    if roles:
        apps.get_model("org", "Epoch").objects.update(access=F("access") + 1)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("access", "0002_exclusive_roles"), ("org", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]

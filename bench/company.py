"""The company that owns the customers: 120 departments in three levels, 1,500 people, four roles, dictionaries."""

import random
from dataclasses import asdict, dataclass
from datetime import datetime

from .rows import LEVELS, SOURCES, STATUSES, Company

BRANCHES, BIG_BRANCH = 8, 55
"""The first branch has 55 departments below it: half of the company, and the place of the director."""
DEPARTMENTS, PEOPLE = 120, 1_500
PASSWORD = "Quick-7-Otters-Swim"
GRANTS = {
    "sales": {"*": ("view create update delete import export", "own")},
    "director": {"*": ("view create update delete assign import export", "dept_tree")},
    "ceo": {"*": ("view create update delete assign import export", "all")},
}


@dataclass(frozen=True, slots=True)
class People:
    """Who asks in the measurements."""

    sales: int
    director: int
    ceo: int


def build(now: datetime) -> tuple[Company, People]:
    """Fills an empty database, in the application's name."""
    from kezhou.kernel.ctx import Ctx
    from kezhou.modules.parties.reference.industries import industries
    from kezhou.platform.access.models import Role, RoleGrant, UserRole
    from kezhou.platform.identity.passwords import set_password
    from kezhou.platform.org import epochs, tree
    from kezhou.platform.org.models import User

    ctx = Ctx.system("bench")
    draw = random.Random(1500)
    root = tree.create_department(ctx, name="客舟贸易集团", kind="company")
    branches = [
        tree.create_department(ctx, name=f"第{n + 1}分公司", parent_id=root.id, kind="branch") for n in range(BRANCHES)
    ]
    leaves = []
    for number in range(DEPARTMENTS - BRANCHES - 1):
        above = branches[0] if number < BIG_BRANCH else branches[1 + number % (BRANCHES - 1)]
        leaves.append(tree.create_department(ctx, name=f"销售{number + 1}部", parent_id=above.id))
    places = [root.id, branches[0].id, *(branch.id for branch in branches[1:])]
    people = []
    for number in range(PEOPLE):
        dept = places[number] if number < len(places) else leaves[number % len(leaves)].id
        people.append(
            User(
                username=f"u{number + 1}",
                staff_no=f"K{number + 1:05d}",
                name=_name(draw),
                sort_key=f"u {number + 1:05d}",
                email=f"u{number + 1}@bench.example",
                department_id=dept,
                created_at=now,
                updated_at=now,
            )
        )
    people = User.objects.bulk_create(people)
    # The roles that every installation begins with would answer beside these.
    Role.objects.all().delete()
    roles = {}
    for name, grants in GRANTS.items():
        role = roles[name] = Role.objects.create(key=name, name=name, created_at=now, updated_at=now)
        for entity, (actions, level) in grants.items():
            for action in actions.split():
                RoleGrant.objects.create(role=role, entity=entity, action=action, level=level)
    ceo, director, staff = people[0], people[1], people[len(places) :]
    UserRole.objects.bulk_create(
        [
            UserRole(user=ceo, role=roles["ceo"]),
            UserRole(user=director, role=roles["director"]),
            *(UserRole(user=person, role=roles["sales"]) for person in staff),
        ]
    )
    weights = [1 / (10 + place) ** 0.8 for place in range(len(staff))]
    draw.shuffle(weights)
    middle = sorted(range(len(staff)), key=lambda at: weights[at])[len(staff) // 2]
    asking = People(staff[middle].id, director.id, ceo.id)
    for user_id in asdict(asking).values():
        set_password(ctx, user_id, PASSWORD, must_change=False)
    codes = [each.code for each in industries()]
    dictionaries()
    epochs.bump_access(None)
    owners = [(person.id, person.department_id or 0) for person in staff]
    return Company(owners, weights, codes, now), asking


def dictionaries() -> None:
    """The choices of customers; those that are there already stay."""
    from kezhou.modules.parties.reference import LEGAL_FORMS
    from kezhou.modules.parties.reference.industries import industries
    from kezhou.platform.fields.models import Dictionary, DictionaryItem
    from kezhou.platform.org import epochs

    items = {
        "customer_level": [code for code, _weight in LEVELS],
        "customer_status": [code for code, _weight in STATUSES["A"]],
        "customer_source": [code for code, _weight in SOURCES],
        "customer_kind": ["company", "person"],
        "industry": [each.code for each in industries()],
        "legal_form": [each.code for each in LEGAL_FORMS],
    }
    for key, codes in items.items():
        kept, _new = Dictionary.objects.get_or_create(key=key, defaults={"label": key})
        known = set(kept.items.values_list("code", flat=True))
        DictionaryItem.objects.bulk_create(
            DictionaryItem(dictionary=kept, code=code, label=code, order=at)
            for at, code in enumerate(codes)
            if code not in known
        )
    epochs.bump_schema()


def _name(draw: random.Random) -> str:
    return draw.choice("王李张刘陈杨赵黄周吴徐孙胡朱高") + "".join(
        draw.choices("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超", k=2)
    )

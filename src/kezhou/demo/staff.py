"""The made-up group: three branches, their departments, about forty people who report to each other."""

from __future__ import annotations

from dataclasses import dataclass

from faker import Faker

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.org import people, tree
from kezhou.platform.org.models import Department, User

COMPANY = "客舟示例集团"
MAIL_DOMAIN = "kezhou.example"
MOBILE_HEADS = ("130", "135", "138", "150", "158", "186", "188", "199")

DEPARTMENTS = (
    ("group", None, COMPANY, "company"),
    ("office", "group", "总经办", "department"),
    ("finance", "group", "财务部", "department"),
    ("marketing", "group", "市场部", "department"),
    ("service", "group", "客服中心", "department"),
    ("it", "group", "信息部", "department"),
    ("selling", "group", "营销中心", "department"),
    ("beijing", "selling", "北京分公司", "branch"),
    ("bj1", "beijing", "北京销售一部", "department"),
    ("bj2", "beijing", "北京销售二部", "department"),
    ("shanghai", "selling", "上海分公司", "branch"),
    ("sh1", "shanghai", "上海销售一部", "department"),
    ("sh2", "shanghai", "上海销售二部", "department"),
    ("shenzhen", "selling", "深圳分公司", "branch"),
    ("sz1", "shenzhen", "深圳销售部", "department"),
    ("sz2", "shenzhen", "深圳大客户部", "department"),
)
"""Key, the key above, name, kind."""

POSITIONS = (
    ("总经理", 1), ("销售总监", 10), ("分公司总经理", 20), ("部门经理", 30), ("高级客户经理", 40), ("客户经理", 50),
    ("客服专员", 60), ("市场专员", 60), ("会计", 60), ("总经理助理", 60), ("系统管理员", 70), ("安全管理员", 70),
    ("审计管理员", 70),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A person to be: sign-in name, role, department, position, and whom they report to."""

    username: str
    role: str
    department: str
    position: str
    superior: str | None
    signs_in: bool = False


def posts() -> list[Post]:
    """Everybody, superiors before those who report to them."""
    found = [
        Post("ceo", "ceo", "office", "总经理", None, True),
        Post("director", "director", "selling", "销售总监", "ceo", True),
        Post("sysadmin", "sysadmin", "it", "系统管理员", "ceo", True),
        Post("secadmin", "secadmin", "it", "安全管理员", "ceo", True),
        Post("auditor", "auditor", "it", "审计管理员", "ceo", True),
        Post("readonly", "readonly", "office", "总经理助理", "ceo", True),
        Post("finance1", "finance", "finance", "会计", "ceo", True),
        Post("finance2", "finance", "finance", "会计", "finance1"),
        Post("marketing1", "marketing", "marketing", "市场专员", "director", True),
        Post("marketing2", "marketing", "marketing", "市场专员", "marketing1"),
        Post("service1", "service", "service", "客服专员", "ceo", True),
        Post("service2", "service", "service", "客服专员", "service1"),
        Post("service3", "service", "service", "客服专员", "service1"),
    ]
    heads = {"beijing": "head_bj", "shanghai": "head_sh", "shenzhen": "head_sz"}
    found += [Post(name, "manager", place, "分公司总经理", "director") for place, name in heads.items()]
    teams = (("bj1", "beijing", 4), ("bj2", "beijing", 3), ("sh1", "shanghai", 3), ("sh2", "shanghai", 3))
    number = 0
    for at, (team, branch, size) in enumerate((*teams, ("sz1", "shenzhen", 3), ("sz2", "shenzhen", 3)), 1):
        manager = f"manager{at}"
        found.append(Post(manager, "manager", team, "部门经理", heads[branch], at <= 2))
        for place in range(size):
            number += 1
            # The sign-in names that everybody is told: sales1 and sales2 in the first department, sales3 in the second.
            name = f"sales{_SALES_NUMBERS[number - 1]}"
            position = "高级客户经理" if place == 0 else "客户经理"
            found.append(Post(name, "sales", team, position, manager, name in ("sales1", "sales2", "sales3")))
    return found


_SALES_NUMBERS = (1, 2, 4, 5, 3, *range(6, 20))


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is who: people and departments by their keys."""

    users: dict[str, User]
    departments: dict[str, Department]
    posts: tuple[Post, ...]


def hire(ctx: Ctx, fake: Faker) -> Staff:
    """Departments, positions, people with roles, and who leads what."""
    departments: dict[str, Department] = {}
    for order, (key, above, name, kind) in enumerate(DEPARTMENTS, 1):
        parent = departments[above].id if above else None
        departments[key] = tree.create_department(ctx, name=name, parent_id=parent, kind=kind, order=order)
    positions = {name: people.create_position(ctx, name=name, rank=rank).id for name, rank in POSITIONS}
    roles = dict(Role.objects.filter(deleted_at__isnull=True).values_list("key", "id"))
    users: dict[str, User] = {}
    everybody = posts()
    for number, post in enumerate(everybody, 1):
        users[post.username] = people.create_user(
            ctx,
            username=post.username,
            name=_fresh_name(fake, users),
            staff_no=f"KZ{number:04d}",
            email=f"{post.username}@{MAIL_DOMAIN}",
            phone=mobile(fake),
            department_id=departments[post.department].id,
            position_id=positions[post.position],
            superior_id=users[post.superior].id if post.superior else None,
            is_demo=True,
        )
    UserRole.objects.bulk_create(UserRole(user=users[p.username], role_id=roles[p.role]) for p in everybody)
    leaders = {"group": "ceo", "office": "ceo", "finance": "finance1", "marketing": "marketing1", "service": "service1"}
    leaders |= {"it": "sysadmin", "selling": "director"}
    leaders |= {post.department: post.username for post in everybody if post.role == "manager"}
    for key, username in leaders.items():
        Department.objects.filter(id=departments[key].id).update(leader=users[username])
    return Staff(users, departments, tuple(everybody))


def mobile(fake: Faker) -> str:
    """A mobile number with one of the heads that operators give out."""
    return fake.random_element(MOBILE_HEADS) + fake.numerify("########")


def _fresh_name(fake: Faker, users: dict[str, User]) -> str:
    """No two colleagues of one name."""
    taken = {user.name for user in users.values()}
    while (name := fake.name()) in taken:
        continue
    return name

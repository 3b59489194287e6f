"""`kezhou admin USER`: the first administrators of an installation without the demo company."""

import argparse

from ..instance import ready

ROLES = ("sysadmin", "secadmin", "auditor")
DEFAULT_COMPANY = "公司"
MAX_NAME = 64


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("admin", help="make an administrator and print a temporary password")
    parser.add_argument("user", metavar="USER", help="sign-in name")
    parser.add_argument("--name", default="", help="name of the person (the sign-in name)")
    parser.add_argument("--role", choices=ROLES, default="sysadmin", help="which of the three administrators")
    parser.add_argument("--company", default=DEFAULT_COMPANY, help="name of the company, when there is none yet")
    parser.set_defaults(run=run)


def _sign_in_name(given: str) -> str:
    """A name that can be typed into the sign-in form. Raises `ValueError`."""
    name = given.strip()
    if not 1 <= len(name) <= MAX_NAME or "@" in name or not name.isprintable() or len(name.split()) != 1:
        raise ValueError(f"a sign-in name has 1 to {MAX_NAME} characters, no blank and no @, such as “admin”.")
    return name


def run(options: argparse.Namespace) -> int:
    username = _sign_in_name(options.user)
    company = options.company.strip() or DEFAULT_COMPANY
    with ready():
        from django.db import transaction

        from kezhou.kernel.ctx import Ctx
        from kezhou.platform.access.models import Role, UserRole
        from kezhou.platform.identity import passwords
        from kezhou.platform.org import epochs, people, tree
        from kezhou.platform.org.models import Department, User

        from ..defaults import ensure

        ctx = Ctx.system("kezhou admin")
        ensure(ctx)
        with transaction.atomic():
            if User.objects.filter(username__iexact=username, deleted_at__isnull=True).exists():
                raise ValueError(f"there is somebody called {username!r} already; choose another sign-in name.")
            top = Department.objects.filter(parent__isnull=True, deleted_at__isnull=True).first()
            if top is None:
                top = tree.create_department(ctx, name=company, kind="company")
            user = people.create_user(
                ctx, username=username, name=options.name.strip() or username, department_id=top.id
            )
            UserRole.objects.create(user=user, role=Role.objects.get(key=options.role))
            epochs.bump_access([user.id])
            password = passwords.reset(ctx, user.id)
    print(f"{username}  {password}  (to be changed at the first sign-in)")
    return 0

"""`kezhou admin USER`: the first administrators of an installation without the demo company."""

import argparse

from ..instance import ready

ROLES = ("sysadmin", "secadmin", "auditor")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("admin", help="make an administrator and print a temporary password")
    parser.add_argument("user", metavar="USER", help="sign-in name")
    parser.add_argument("--name", default="", help="name of the person (the sign-in name)")
    parser.add_argument("--role", choices=ROLES, default="sysadmin", help="which of the three administrators")
    parser.add_argument("--company", default="公司", help="name of the company, when there is none yet")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready():
        from django.db import transaction

        from kezhou.kernel.ctx import Ctx
        from kezhou.platform.access.models import Role, UserRole
        from kezhou.platform.identity import passwords
        from kezhou.platform.org import epochs, people, tree
        from kezhou.platform.org.models import Department

        from ..defaults import ensure

        ctx = Ctx.system("kezhou admin")
        ensure(ctx)
        with transaction.atomic():
            top = Department.objects.filter(parent__isnull=True, deleted_at__isnull=True).first()
            if top is None:
                top = tree.create_department(ctx, name=options.company, kind="company")
            user = people.create_user(
                ctx, username=options.user, name=options.name or options.user, department_id=top.id
            )
            UserRole.objects.create(user=user, role=Role.objects.get(key=options.role))
            epochs.bump_access([user.id])
            password = passwords.reset(ctx, user.id)
    print(f"{options.user}  {password}  (to be changed at the first sign-in)")
    return 0

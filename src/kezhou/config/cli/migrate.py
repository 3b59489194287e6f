"""`kezhou migrate`: schema and rights of the application's role."""

import argparse

from ..instance import ready


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("migrate", help="bring the database schema to the state of this version")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready("owner"):
        from ..migration import migrate

        done = migrate()
        if done.applied:
            from kezhou.kernel.ctx import Ctx

            from ..defaults import ensure

            ensure(Ctx.system("kezhou migrate"))
    print(f"{done.applied} migrations applied." if done.applied else "The schema is up to date.")
    return 0

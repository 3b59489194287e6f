"""`kezhou demo`: the demo company, once, and its logins."""

import argparse

from ..instance import ready


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("demo", help="load the demo company into an empty database and print its logins")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready():
        from ..demo import kept_logins, load

        if load() is None and not kept_logins():
            print("The database already has people; no demo company was loaded.")
            return 0
    print_logins()
    return 0


def print_logins() -> None:
    """Name, role and password of everybody in the demo company, as a table."""
    from ..home import read_json

    logins = read_json("demo-logins.json")
    if not logins:
        return
    print("Demo logins (kept in demo-logins.json of the instance's folder):")
    for login in logins:
        print(f"  {login['username']:<12} {login['password']:<24} {login['name']} · {login['role']}")

"""`kezhou token USER`: a bearer token for a person, printed once."""

import argparse

from ..instance import ready


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("token", help="print a new API token of a person")
    parser.add_argument("user", metavar="USER", help="sign-in name")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready():
        from kezhou.kernel.clock import SystemClock
        from kezhou.platform.identity import tokens

        print(tokens.issue_by_name(options.user, SystemClock()))
    return 0

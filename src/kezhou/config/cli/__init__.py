"""`kezhou`, the command for whoever runs an instance. One file per command; each says what it takes and does it."""

import argparse
import sys

from .. import environment
from . import admin, backup, check, demo, entity, exchange, failures, migrate, token, up

COMMANDS = (up, migrate, demo, admin, check, token, exchange, entity, backup)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code is 0 when it did what was asked, 1 when it could not, 2 for wrong words,
    130 when it was interrupted."""
    parser = argparse.ArgumentParser(prog="kezhou", description="Kezhou CRM 客舟")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(commands)
    options = parser.parse_args(arguments)
    try:
        environment.check()
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, it becomes a sentence
        return failures.tell(options.command, error)

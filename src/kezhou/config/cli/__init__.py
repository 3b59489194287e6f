"""`kezhou`, the command for whoever runs an instance. One file per command; each says what it takes and does it."""

import argparse
import sys

from kezhou.kernel.errors import KezhouError

from . import admin, backup, check, demo, entity, exchange, migrate, token, up

COMMANDS = (up, migrate, demo, admin, check, token, exchange, entity, backup)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code is 0 when it did what was asked, 1 when it could not, 2 for wrong words."""
    parser = argparse.ArgumentParser(prog="kezhou", description="Kezhou CRM 客舟")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (KezhouError, RuntimeError, ValueError, OSError) as error:
        sys.stderr.write(f"kezhou {options.command}: {error}\n")
        for field_error in getattr(error, "errors", ()):
            sys.stderr.write(f"  {field_error.path}: {field_error.message}\n")
        return 1

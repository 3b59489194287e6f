"""`kezhou backup FILE` and `kezhou restore FILE`: everything of an instance in one file, and back."""

import argparse
from pathlib import Path

from ..instance import ready, running_database


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("backup", help="write database and files to one archive; the instance may run on")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(run=run_backup)
    parser = commands.add_parser("restore", help="fill an empty database and its files from an archive")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(run=run_restore)


def run_backup(options: argparse.Namespace) -> int:
    from ..archive import write_archive

    with running_database():
        size = write_archive(options.file)
    print(f"{options.file}: {size:,} bytes.")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    from ..archive import restore_archive

    with running_database():
        restore_archive(options.file)
        with ready("owner"):
            from ..migration import migrate

            migrate()
    print(f"Restored from {options.file}.")
    return 0

"""`kezhou import` and `kezhou export`: files in and out, under the rights of a person."""

import argparse
import sys
from pathlib import Path

from ..instance import ready


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("import", help="read records of an entity from a csv or xlsx file")
    parser.add_argument("entity", metavar="ENTITY", help="the entity's key, such as customer")
    parser.add_argument("file", metavar="FILE", type=Path, help="csv, csv.gz or xlsx")
    parser.add_argument("--preset", help="a saved or shipped mapping of columns, such as cn-registry")
    parser.add_argument("--as", dest="user", metavar="USER", help="whose rights apply and who will own the records")
    parser.add_argument(
        "--on-match", choices=("skip", "update", "fill"), default="skip", help="what to do with records that exist"
    )
    parser.set_defaults(run=run_import)
    parser = commands.add_parser("export", help="write the records of an entity to a csv or xlsx file")
    parser.add_argument("entity", metavar="ENTITY", help="the entity's key, such as customer")
    parser.add_argument("file", metavar="FILE", type=Path, help="ends with .csv or .xlsx")
    parser.add_argument("--as", dest="user", metavar="USER", help="whose rights apply")
    parser.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    with ready():
        from kezhou.platform.exchange.cli import import_file

        return import_file(options.entity, options.file, options.preset, options.user, options.on_match, sys.stdout)


def run_export(options: argparse.Namespace) -> int:
    with ready():
        from kezhou.platform.exchange.cli import export_file

        return export_file(options.entity, options.file, options.user, sys.stdout)

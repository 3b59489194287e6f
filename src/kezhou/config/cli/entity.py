"""`kezhou entity NAME`: the two files with which a new entity begins."""

import argparse
import os


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("entity", help="write the first files of a new entity")
    parser.add_argument("name", metavar="NAME", help="module and entity, such as sales.opportunity")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    import django

    django.setup()
    from kezhou.platform.entities import scaffold

    for path in scaffold.create(options.name):
        print(path)
    return 0

"""`kezhou check`: does what is stored hold together? Every room adds its own checks."""

import argparse

from ..instance import ready


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("check", help="verify the integrity of the stored data")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready():
        from django.utils.module_loading import autodiscover_modules

        from kezhou.platform.base.checks import all_checks

        autodiscover_modules("integrity")
        failed = 0
        for name, check in all_checks():
            findings = check()
            failed += bool(findings)
            print(f"{'FAILED' if findings else 'ok':<7} {name}")
            for finding in findings:
                print(f"        {finding}")
    print(f"{failed} checks failed." if failed else "All checks passed.")
    return 1 if failed else 0

"""The worker process: jobs, schedules and dispatch of events, until it is told to stop."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    os.environ["KEZHOU_PROCESS"] = "worker"
    django.setup()
    from kezhou.platform.jobs.worker import run

    run()


if __name__ == "__main__":
    main()

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "kezhou.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        """An app's jobs and event subscribers live in its `jobs.py` and `subscribers.py`; they register on import."""
        autodiscover_modules("jobs", "subscribers")

"""Django's settings, put together from what is installed. Nothing here is edited on a server: see the environment
variables."""

import os
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from . import database
from .home import home, secret_key

PACKAGE = Path(__file__).resolve().parent.parent

ROOMS = (
    *("base", "org", "jobs", "fields", "entities", "access", "identity", "query", "audit", "events", "customfields"),
    *("files", "ledger", "numbering", "records", "exchange", "search", "notify", "pools", "duplicates", "approvals"),
    *("automation", "reports", "printing", "merging", "reminders", "handover"),
)
"""The platform's rooms from bottom to top; a room with tables or start-up code has an `apps.py`."""


def _installed_apps() -> list[str]:
    rooms = [f"kezhou.platform.{room}" for room in ROOMS if (PACKAGE / "platform" / room / "apps.py").exists()]
    modules = [f"kezhou.modules.{path.parent.name}" for path in sorted((PACKAGE / "modules").glob("*/apps.py"))]
    plugins = sorted(entry.value for entry in entry_points(group="kezhou.modules"))
    extra = [name.strip() for name in os.environ.get("KEZHOU_EXTRA_APPS", "").split(",") if name.strip()]
    return ["procrastinate.contrib.django", *rooms, *modules, *plugins, *extra, "kezhou.config"]


def _hosts() -> list[str]:
    given = [name.strip() for name in os.environ.get("KEZHOU_HOSTS", "").split(",") if name.strip()]
    bound = os.environ.get("KEZHOU_HOST", "")
    local = ["127.0.0.1", "localhost", "[::1]"]
    return [*local, *given, *([bound] if bound not in ("", "0.0.0.0", "::", *local) else [])]  # noqa: S104 - compared only


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = _hosts()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("KEZHOU_BEHIND_PROXY") == "1" else None
"""Set `KEZHOU_BEHIND_PROXY=1` only where a proxy of ours sets this header on every request."""

INSTALLED_APPS = _installed_apps()
MIDDLEWARE = ["kezhou.config.security.SecurityHeaders"]
ROOT_URLCONF = "kezhou.config.urls"
APPEND_SLASH = False

DATABASES: dict[str, dict[str, Any]] = {
    "default": database.django_database(
        database.owner_url() if os.environ.get("KEZHOU_DB_ROLE") == "owner" else database.app_url()
    )
}
KEZHOU_OWNER_URL = None if database.process_kind() == "web" else database.owner_url()
"""For work on the schema outside migrations (an index on a custom field); the processes that face people never hold
it."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

KEZHOU_URL = os.environ.get("KEZHOU_URL", "")
"""Under which address people reach the site, such as `https://crm.example.com`: for links in mails."""
EMAIL_HOST = os.environ.get("KEZHOU_SMTP_HOST", "")
"""Without a mail server no mail is sent."""
EMAIL_PORT = int(os.environ.get("KEZHOU_SMTP_PORT") or "587")
EMAIL_HOST_USER = os.environ.get("KEZHOU_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KEZHOU_SMTP_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("KEZHOU_SMTP_TLS", "starttls") == "ssl"
EMAIL_USE_TLS = os.environ.get("KEZHOU_SMTP_TLS", "starttls") == "starttls"
"""`starttls` (the default), `ssl`, or `none` for a server on the same machine."""
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KEZHOU_SMTP_FROM") or EMAIL_HOST_USER or "kezhou@localhost"

KEZHOU_HOME = home()
FILES_ROOT = KEZHOU_HOME / "files"
"""Uploaded and generated files, under keys that the server makes."""

FILES_S3: dict[str, str] | None = (
    {"bucket": os.environ["KEZHOU_S3_BUCKET"], "endpoint": os.environ.get("KEZHOU_S3_ENDPOINT", "")}
    if os.environ.get("KEZHOU_S3_BUCKET")
    else None
)
"""An S3 bucket for files instead of the folder; needs the extra `kezhou[s3]`, credentials as boto3 finds them."""

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [str(PACKAGE / part / "locale") for part in ("config", "demo", "http", "kernel", "sdk")]
"""Catalogues of packages that are no Django apps; each app brings its own `locale` folder."""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KEZHOU_LOG_LEVEL", "WARNING")},
    "filters": {
        "with_trace": {"()": "django.utils.log.CallbackFilter", "callback": lambda record: bool(record.exc_info)}
    },
    "loggers": {
        "django.request": {"filters": ["with_trace"]},  # an answer of 503 is no event; an unforeseen exception is
        "procrastinate": {"level": "WARNING"},
    },
}

"""Which database this process talks to, in whose name, and within which limits.

`DATABASE_URL` names an external PostgreSQL (the application's role), `DATABASE_OWNER_URL` the same one in the name
of the owner, who migrates. Without them the embedded cluster recorded in the instance's folder is used.
"""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from . import embedded

MIN_SERVER_VERSION = 150000
ALLOWED_QUERY = {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"}

LIMITS_MS = {
    "web": {"statement_timeout": 15_000, "lock_timeout": 5_000, "idle_in_transaction_session_timeout": 30_000},
    "worker": {"statement_timeout": 600_000, "lock_timeout": 10_000, "idle_in_transaction_session_timeout": 120_000},
    "cli": {"statement_timeout": 0, "lock_timeout": 60_000, "idle_in_transaction_session_timeout": 0},
}
"""How long one statement, one wait for a lock and one forgotten transaction may last, in milliseconds, per kind of
process."""


NEVER_UNASKED = 1_000_000_000
"""Uses of a statement after which the driver prepares it by itself: none is, but those that ask for it are (see
`platform/base/sql.py`)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the database is and the role that signs in."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


def parse_url(url: str) -> Target:
    """Reads `postgresql://user:password@host:port/name?host=/socket/folder&sslmode=require`; unknown words are
    errors."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(
            f"The database address cannot be read ({error}): postgresql://user:password@host:5432/NAME"
        ) from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("A database address starts with postgresql:// ; no other kind of database is supported.")
    query = dict(parse_qsl(parts.query)) if parts.query else {}
    unknown = set(query) - ALLOWED_QUERY
    if unknown:
        raise ValueError(f"Unknown words in the database address: {', '.join(sorted(unknown))}.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("The database address names no database: postgresql://user:password@host:5432/NAME")
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return Target(name, unquote(parts.username or ""), unquote(parts.password or ""), host, str(port or ""), query)


def is_external() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def app_url() -> str | None:
    """The address in the application's name; None when the embedded cluster was not made yet."""
    if is_external():
        return os.environ["DATABASE_URL"]
    cluster = embedded.known()
    return None if cluster is None else cluster.url(embedded.APP)


def owner_url() -> str | None:
    """The address in the owner's name; for an external database without one, the application's."""
    if is_external():
        return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    cluster = embedded.known()
    return None if cluster is None else cluster.url(embedded.OWNER)


def process_kind() -> str:
    """`web`, `worker` or `cli`, as set by whoever started this process."""
    kind = os.environ.get("KEZHOU_PROCESS", "cli")
    if kind not in LIMITS_MS:
        raise ValueError(f"KEZHOU_PROCESS is '{kind}'; it may be one of {', '.join(LIMITS_MS)}.")
    return kind


def django_database(url: str | None) -> dict[str, Any]:
    """The settings of one Django connection. Without an address they name a place where nothing is, so that a
    mistake shows."""
    target = parse_url(url) if url else Target("kezhou", "nobody", "", "/nonexistent", "", {})
    kind = process_kind()
    limits = " ".join(f"-c {name}={milliseconds}" for name, milliseconds in LIMITS_MS[kind].items())
    return {
        "ENGINE": "kezhou.config.postgresql",
        "NAME": target.name,
        "USER": target.user,
        "PASSWORD": target.password,
        "HOST": target.host,
        "PORT": target.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": f"kezhou-{kind}",
            "options": limits,
            "prepare_threshold": NEVER_UNASKED,
            **target.options,
        },
    }

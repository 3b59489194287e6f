"""Pytest's part for Kezhou and for plug-ins: `-p kezhou.config.testing`.

Starts one embedded PostgreSQL for the whole run in a folder of its own, migrates it as the owner and lets the tests
work as the application's role, with exactly the rights that it has in service. Sockets lead to this machine only.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

FAST = "fsync=off,synchronous_commit=off,full_page_writes=off,shared_buffers=128MB,max_wal_size=4GB,autovacuum=off"
LOCAL = ["127.0.0.1", "::1"]

_home = Path(tempfile.mkdtemp(prefix="kezhou-test-", dir=os.environ.get("KEZHOU_TEST_FOLDER")))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
_home.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
os.environ["KEZHOU_HOME"] = str(_home)
os.environ["KEZHOU_PG_SETTINGS"] = FAST
os.environ["KEZHOU_SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ["DJANGO_SETTINGS_MODULE"] = "kezhou.config.settings"
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KEZHOU_DB_ROLE", "KEZHOU_PROCESS"):
    os.environ.pop(_name, None)
if (Path.cwd() / "tests" / "fakes" / "odd" / "apps.py").exists():
    sys.path.insert(0, str(Path.cwd()))  # before Django is set up, which is before pytest's own `pythonpath`
    os.environ.setdefault("KEZHOU_EXTRA_APPS", "tests.fakes.odd")


def pytest_configure(config: pytest.Config) -> None:
    """Registered this late, our fixtures take the place of those of the same name in pytest-django."""
    from . import database

    config.pluginmanager.register(database, "kezhou-database")


@pytest.fixture(autouse=True)
def _local_sockets_only() -> None:
    """No test reaches another machine, on purpose or by mistake."""
    socket_allow_hosts(LOCAL, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_memories() -> None:
    """A test that rolls back leaves epochs as they were: what was kept of its rows would look fresh to the next one."""
    from kezhou.platform.base.caches import forget_all

    forget_all()

"""A migrated, empty database that several test runs start from, each with a copy of its own.

Bringing the schema to the state of the code takes longer than most files of tests, and it is the same work every time:
`python -m kezhou.config.testing.template FOLDER` does it once, `KEZHOU_TEST_TEMPLATE=FOLDER` lets a run begin there. A
run finds out by itself what the copy lacks, as any installation does.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

VARIABLE = "KEZHOU_TEST_TEMPLATE"
RECORD = "database.json"


def build(folder: Path) -> None:
    """Make the database in this folder, with the settings of tests, and leave its server stopped."""
    from . import FAST

    os.environ |= {"KEZHOU_HOME": str(folder), "KEZHOU_PG_SETTINGS": FAST, "KEZHOU_SECRET_KEY": "t" * 50}
    import django

    from kezhou.config import embedded

    with embedded.use() as cluster:
        os.environ["DATABASE_URL"] = cluster.url(embedded.APP)
        os.environ["DATABASE_OWNER_URL"] = cluster.url(embedded.OWNER)
        os.environ["KEZHOU_DB_ROLE"] = "owner"
        django.setup()
        from kezhou.config.migration import migrate

        migrate()


def copy_to(home: Path) -> bool:
    """Give an empty instance's folder the template's database; False where none is named, or its data lie elsewhere."""
    named = os.environ.get(VARIABLE)
    if not named:
        return False
    template = Path(named)
    record = json.loads((template / RECORD).read_text(encoding="utf-8"))
    places = [Path(record[name]) for name in ("data", "socket")]
    if not all(place.is_relative_to(template) for place in places):
        return False
    # `cp` keeps the owner: the server may run as a user of its own.
    subprocess.run(["cp", "-a", f"{template}/.", str(home)], check=True)
    data, socket = (str(home / place.relative_to(template)) for place in places)
    record |= {"data": data, "socket": socket}
    (home / RECORD).write_text(json.dumps(record), encoding="utf-8")
    return True


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())

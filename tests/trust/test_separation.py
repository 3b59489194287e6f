"""C09: two databases (账套) share nothing. C27: nothing in the process speaks to another machine. C25, C26: files that
come in and go out do no harm."""

import ast
import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql

import kezhou
from kezhou.config import embedded
from kezhou.kernel.clock import FixedClock
from kezhou.kernel.errors import KezhouError
from kezhou.platform.exchange import cells
from kezhou.platform.exchange.reading.source import open_table
from kezhou.platform.identity import tokens
from kezhou.platform.org.models import User

from .conftest import forget
from .fingerprint import fingerprint
from .world import ACTIONS, Caller, build

PACKAGE = Path(kezhou.__file__).parent

# -- C09 ----------------------------------------------------------------------------------------------------------

VISITOR = """
import json, sys
import django
django.setup()
from django.test import Client
token, key = sys.argv[1:]
client = Client(raise_request_exception=False)
headers = {"Authorization": "Bearer " + token, "Host": "127.0.0.1", "Idempotency-Key": key}
def call(method, path, body=None):
    sent = json.dumps(body or {})
    answer = client.generic(method, "/api/v1/" + path, sent, content_type="application/json", headers=headers)
    return answer.status_code, (json.loads(answer.content) if answer.content else None)
made = call("POST", "customer", {"name": "only here"})
print(json.dumps({"me": call("GET", "me")[0], "made": made, "list": call("GET", "customer?total=exact")}))
"""


@pytest.fixture
def second(transactional_db: None, database_server: Any) -> Iterator[str]:
    """A second database on the same server, with the same rows as the first."""
    world = build()
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    connections.close_all()
    with database_server.connect(embedded.SUPERUSER, "postgres", autocommit=True) as boss:
        boss.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [embedded.DATABASE],
        )
        boss.execute(sql.SQL("CREATE DATABASE kezhou_second TEMPLATE {}").format(sql.Identifier(embedded.DATABASE)))
        yield database_server.url(embedded.APP, "kezhou_second")
        boss.execute("DROP DATABASE kezhou_second WITH (FORCE)")


def test_c09_two_databases_share_nothing(second: str, database_server: Any, tmp_path: Path, settings: Any) -> None:
    """Two instances, even on one server: rows, numbers, tokens, kept answers, caches and files are each one's own."""
    forget()
    settings.ROOT_URLCONF = "kezhou.config.urls"
    clock = FixedClock(datetime.now(UTC))  # the other process has no other clock than the machine's
    _row, here = tokens.issue(User.objects.get(username="asker"), "here", ["write"], 9, clock)
    before = fingerprint()
    with psycopg.connect(second) as other:
        owner = other.execute("SELECT id FROM org_user WHERE username = 'asker'").fetchone()
        assert owner is not None
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KEZHOU_", "DATABASE_"))}
    environment |= {
        "DATABASE_URL": second,
        "KEZHOU_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kezhou.config.settings",
    }

    def visit(token: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", VISITOR, token, "the-key"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    foreign = visit(here)
    assert (foreign["me"], foreign["made"][0], foreign["list"][0]) == (
        401,
        401,
        401,
    )  # a token of the first is none there

    # The second's own token; its calls leave the first exactly as it was.
    source = (
        "import django; django.setup()\nfrom kezhou.kernel.clock import SystemClock\n"
        "from kezhou.platform.identity import tokens\nprint(tokens.issue_by_name('asker', SystemClock()))"
    )
    issued = subprocess.run(
        [sys.executable, "-c", source], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    there = visit(issued.stdout.strip())
    assert (there["made"][0], there["list"][1]["total"]) == (201, 1)
    assert fingerprint() == before
    mine = Caller(clock, None, here)
    assert mine.get("customer?total=exact").json()["total"] == 0
    assert mine.get(f"customer/{there['made'][1]['id']}").status_code == 404
    made = mine.call("POST", "customer", {"name": "here"}, **{"Idempotency-Key": "the-key"})
    assert made.status_code == 201  # neither the answer kept under this key over there, nor its number
    assert made.json()["id"] == there["made"][1]["id"]  # each counts for itself
    assert mine.get("search?q=only").json()["groups"] == []
    forget()


def test_c09_nothing_in_a_process_can_name_another_database() -> None:
    """No routing between databases in the code: one process, one set of settings, one connection."""
    from django.conf import settings

    assert list(settings.DATABASES) == ["default"]
    assert settings.DATABASE_ROUTERS == []
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (".using(" in line or "connections[" in line) and "config/testing" not in str(path)
    ]
    assert found == []


# -- C27 ----------------------------------------------------------------------------------------------------------

OUTBOUND = {"requests", "httpx", "aiohttp", "urllib3", "http", "urllib", "smtplib", "ftplib", "imaplib",
"poplib", "telnetlib",
            "xmlrpc", "socket", "asyncio", "websockets", "paramiko", "webbrowser", "nntplib"}  # fmt: skip
HARMLESS = {"urllib.parse", "http.HTTPStatus", "http"}
ALLOWED = {
    "config/cli/up.py": {"socket", "urllib.request", "urllib.error"},  # asks its own web process whether it is ready
    "config/wsgi_bridge.py": {"asyncio"},
    "http/stream.py": {"asyncio"},
    "platform/jobs/rescue.py": {"asyncio"},
    "platform/jobs/worker.py": {"asyncio", "socket"},  # the name of its own machine
    "platform/reminders/mail.py": {"smtplib"},  # the one mail server that the environment names, to people's addresses
}
"""File → modules that can speak to others, each with its reason. The only other machine is the mail server that whoever
runs the site names in the environment; without it no mail is sent."""


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def test_c27_no_code_path_speaks_to_another_machine() -> None:
    """Reminders by mail are the only outbound feature, and no address of a machine comes from data. Another one comes
    through one egress function with its own table."""
    found: dict[str, set[str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module]
            wanted = {name for name in names if name.split(".")[0] in OUTBOUND and name not in HARMLESS}
            if wanted:
                found.setdefault(str(path.relative_to(PACKAGE)), set()).update(wanted)
    beyond = {name: modules - ALLOWED.get(name, set()) for name, modules in found.items()}
    assert {name: modules for name, modules in beyond.items() if modules} == {}


def test_c27_no_shell_no_pickle_no_eval_in_the_code() -> None:
    """Commands with a shell, unsafe deserialisation, code from text, unpacking without a look: none of it."""
    bad = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                shell = any(
                    k.arg == "shell" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
                    for k in node.keywords
                )
                own = isinstance(node.func, ast.Name)
                if name == "system" and getattr(getattr(node.func, "value", None), "id", "") == "os":
                    bad.append(f"{path.relative_to(PACKAGE)}:{node.lineno} os.system")
                if (
                    shell
                    or (own and name in ("eval", "exec", "__import__"))
                    or name in ("extractall", "popen", "unsafe_load")
                ):
                    bad.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {name}")
            elif isinstance(node, ast.Import) and {alias.name for alias in node.names} & {
                "pickle",
                "marshal",
                "shelve",
                "dill",
                "yaml",
            }:
                bad.append(f"{path.relative_to(PACKAGE)}:{node.lineno} import")
    assert bad == []


# -- C25, C26 -------------------------------------------------------------------------------------------------------

BOMB_SECONDS = 1.0
BOMB_BYTES = 50 * 1024 * 1024


def workbook(sheet: bytes, strings: bytes = b"<sst/>", more: dict[str, bytes] | None = None) -> bytes:
    """The least that is a workbook, with this sheet."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'

    def related(kind: bytes, target: bytes) -> bytes:
        one = b'<Relationship Id="r1" Type="' + relation + kind + b'" Target="' + target + b'"/>'
        return relations + one + b"</Relationships>"

    sheets = b'<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": related(b"/officeDocument", b"xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": related(b"/worksheet", b"worksheets/sheet1.xml"),
        "xl/workbook.xml": b"<workbook " + space + b' xmlns:r="' + relation + b'">' + sheets + b"</workbook>",
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return written.getvalue()


def bombs() -> dict[str, bytes]:
    long = (
        b"<worksheet><sheetData>"
        + b"<row><c t='inlineStr'><is><t>"
        + b"A" * (150 * 1024 * 1024)
        + b"</t></is></c></row></sheetData></worksheet>"
    )
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
    outside = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    far = b"<worksheet><sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    return {
        "packed tight": workbook(long),
        "strings without end": workbook(
            b"<worksheet/>", strings=b"<sst>" + b"<si><t>x</t></si>" * 14_000_000 + b"</sst>"
        ),
        "billion laughs": workbook(laughs),
        "a file from outside": workbook(outside),
        "a cell at the end of the world": workbook(far),
        "many parts": workbook(b"<worksheet/>", more={f"xl/media/{n}.xml": b"" for n in range(5000)}),
        "a zip in it": workbook(b"<worksheet/>", more={"xl/embeddings/a.zip": workbook(b"<worksheet/>")}),
        "no workbook": b"PK\x03\x04" + b"\x00" * 2000,
    }


def test_c25_bombs_are_refused_at_once_and_without_eating_memory(tmp_path: Path) -> None:
    for name, content in bombs().items():
        path = tmp_path / "upload.xlsx"
        path.write_bytes(content)
        del content
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        begun = time.process_time()
        with pytest.raises(KezhouError) as refused:
            next(open_table(path).rows(), None)
        assert time.process_time() - begun < BOMB_SECONDS, name
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - peak < BOMB_BYTES, name
        assert refused.value.status in (400, 413, 422), name


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_c26_a_formula_leaves_as_text_and_comes_back_as_it_was(first: str) -> None:
    text = first + "cmd|' /C calc'!A0"
    assert cells.neutral(text) == "'" + text
    assert cells.plain(cells.neutral(text)) == text


def test_c26_what_is_no_formula_is_left_alone() -> None:
    for text in ("", "华为", "a=b", "1-2", "'quoted", "86 13800001234"):
        assert cells.neutral(text) == text
        assert cells.plain(text) == text

"""The OpenAPI document: well formed, complete, and the same as the one that is committed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kezhou.platform.entities import registry

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "docs" / "api" / "openapi.json"
METHODS = {"get", "post", "put", "patch", "delete"}
_PARAMETER = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """As `make openapi` writes it, without the modules of the tests."""
    path = tmp_path_factory.mktemp("api") / "openapi.json"
    environment = {**os.environ, "KEZHOU_EXTRA_APPS": "", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "kezhou.http.openapi", str(path)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(path.read_text(encoding="utf-8")))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield path, method, operation


def test_it_is_the_committed_one(document: dict[str, Any]) -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    assert committed["paths"].keys() == document["paths"].keys(), "run make openapi and look at the difference"
    assert committed == document, "run make openapi and look at the difference"


def test_it_is_well_formed(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"] == "Kezhou CRM"
    seen: set[str] = set()
    for path, method, operation in operations(document):
        place = f"{method} {path}"
        assert operation["operationId"] not in seen, place
        seen.add(operation["operationId"])
        assert operation["responses"], place
        in_path = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert in_path == set(_PARAMETER.findall(path)), place
        names = [(p["in"], p["name"]) for p in operation.get("parameters", [])]
        assert len(names) == len(set(names)), place
        assert all("schema" in p for p in operation.get("parameters", [])), place


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))):
        node: Any = document
        for part in reference.split("/"):
            node = node[part]


def test_it_describes_every_entity_of_the_product(document: dict[str, Any]) -> None:
    for key, entity in registry.native().items():
        if entity.module == "odd":
            assert f"/api/v1/{key}" not in document["paths"]
            continue
        listed = document["paths"][f"/api/v1/{key}"]["get"]
        schema = listed["responses"]["200"]["content"]["application/json"]["schema"]
        assert set(entity.fields) <= set(schema["properties"]["items"]["items"]["properties"])

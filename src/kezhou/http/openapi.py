"""The OpenAPI document of this version: `python -m kezhou.http.openapi docs/api/openapi.json`.

It covers what the code declares; custom fields and other people's modules are described by `/meta` of an installation.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def document() -> dict[str, Any]:
    """The document of the API as it is mounted, in plain JSON types. Django must be set up."""
    from django.utils import translation

    from .api import PREFIX, build
    from .jsonio import dumps

    with translation.override("en"):
        schema = build(documented=True).get_openapi_schema(path_prefix=f"/{PREFIX}")
        found: dict[str, Any] = dict(json.loads(dumps(schema)))
    for methods in found["paths"].values():
        for operation in methods.values():
            _without_supposed(operation["responses"])
    return found


def _without_supposed(answers: dict[str, Any]) -> None:
    """Ninja supposes a 200 of every call; one that says itself with what it answers does not give that."""
    said = [status for status in answers if status.startswith("2") and status != "200"]
    if said and "content" not in answers.get("200", {}):
        answers.pop("200", None)


def text(found: dict[str, Any]) -> str:
    """How it stands in the file: sorted, so that a difference shows what changed and nothing else."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(words: list[str]) -> int:
    if len(words) != 1:
        sys.stderr.write("python -m kezhou.http.openapi FILE\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    import django

    django.setup()
    path = Path(words[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(document()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes the OpenAPI document: `python -m kezhou.http.openapi docs/api/openapi.json`."""

import json
import os
import sys
from pathlib import Path
from typing import Any


def document() -> dict[str, Any]:
    """The document of the native fields, without anything that differs between installations."""
    from kezhou.http.api import PREFIX
    from kezhou.http.urls import api

    schema = api.get_openapi_schema(path_prefix=f"/{PREFIX}")
    return dict(json.loads(json.dumps(schema, default=str)))


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    import django

    django.setup()
    from django.utils import translation

    with translation.override("en"):
        Path(arguments[0]).write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

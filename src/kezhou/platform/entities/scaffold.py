"""`kezhou entity sales.opportunity:商机`: the two files with which an entity begins, and a new module around it.

The Chinese name behind the colon may be left out; the catalogue then shows the English one until somebody writes it.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from . import registry

MODULES = Path(__file__).resolve().parents[2] / "modules"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
MAX_NAME = 19
"""Characters of an entity's class name: the names of its indexes are made of it, and Django lets those have 30."""

MODEL = '''"""{words} as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class {cls}(m.Record):
    """Say here what one {word} is in the business."""

    name = m.CharField(_("Name"), max_length=200)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("{label}")
        verbose_name_plural = _("{labels}")
'''
ENTITY = '''"""What of {lower} is shown, and to whom."""

from {package}.{entity}.model import {cls}
from kezhou.sdk.entity import Entity, Field


class {cls}Entity(Entity):
    model = {cls}
    fields = {{"name": Field(search=True)}}
'''
APPS = """from kezhou.sdk.module import ModuleConfig


class {config}Config(ModuleConfig):
    name = "{package}"
    label = "{module}"
"""
CATALOGUE = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
MESSAGE = """
msgid "{english}"
msgstr "{chinese}"
"""
NEXT = """
Then:
  1. write its columns into {model} and what differs from them into {entity}
  2. .venv/bin/python -m django makemigrations {module} --settings kezhou.config.settings
  3. write the Chinese of new sentences into {catalogue}
  4. make run"""


def create(name: str, modules: Path = MODULES, package: str = "kezhou.modules") -> list[str]:
    """Write the files of `module.entity`; their paths, and what comes next as the last line. Raises ValueError."""
    key, _colon, chinese = name.partition(":")
    module, _dot, entity = key.partition(".")
    _check(key, module, entity)
    folder = modules / module / entity
    if folder.exists() or entity in registry.native():
        raise ValueError(f"There is an entity called “{entity}” already.")
    label = entity.replace("_", " ").capitalize()
    words = {
        "cls": _class(entity),
        "config": _class(module),
        "entity": entity,
        "label": label,
        "labels": _plural(label),
        "lower": _plural(label).lower(),
        "module": module,
        "package": f"{package}.{module}",
        "word": label.lower(),
        "words": _plural(label),
    }
    files = {folder / "__init__.py": "", folder / "model.py": MODEL, folder / "entity.py": ENTITY}
    if not (modules / module / "apps.py").exists():
        files |= {
            modules / module / "__init__.py": "",
            modules / module / "apps.py": APPS,
            modules / module / "migrations" / "__init__.py": "",
        }
    written = []
    for path, text in files.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(**words), encoding="utf-8")
            written.append(str(path))
    catalogue = modules / module / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    _translate(catalogue, {"Name": "名称", label: chinese or label, _plural(label): chinese or _plural(label)})
    hint = NEXT.format(model=folder / "model.py", entity=folder / "entity.py", module=module, catalogue=catalogue)
    return [*written, str(catalogue), hint]


def _translate(catalogue: Path, sentences: Mapping[str, str]) -> None:
    """Add what the catalogue does not have yet."""
    known = catalogue.read_text(encoding="utf-8") if catalogue.exists() else CATALOGUE
    for english, chinese in sentences.items():
        if f'msgid "{english}"' not in known:
            known += MESSAGE.format(english=english, chinese=chinese.replace("\\", "").replace('"', ""))
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    catalogue.write_text(known, encoding="utf-8")


def _check(name: str, module: str, entity: str) -> None:
    for part in (module, entity):
        if not _NAME.fullmatch(part) or keyword.iskeyword(part):
            raise ValueError(
                f"“{name}” is no name of an entity: write module.entity in lower case and singular, "
                "such as sales.opportunity"
            )
    if len(_class(entity)) > MAX_NAME:
        raise ValueError(f"“{entity}” is too long: at most {MAX_NAME} letters without the underscores.")


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _plural(label: str) -> str:
    if label.endswith(("s", "x", "z", "ch", "sh")):
        return f"{label}es"
    return f"{label[:-1]}ies" if re.search(r"[^aeiou]y$", label) else f"{label}s"

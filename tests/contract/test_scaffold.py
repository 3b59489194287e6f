"""`kezhou entity`: what it writes starts, migrates and answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kezhou.platform.entities import scaffold

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "first-entity.md"
CHECK = """
import django
django.setup()
from django.core.management import call_command
from kezhou.platform.entities import registry
entity = registry.native()["vehicle"]
print(entity.label, entity.plural, entity.title, ",".join(entity.fields))
call_command("makemigrations", "fleet", verbosity=0)
call_command("makemigrations", "fleet", check=True, dry_run=True, verbosity=0)
"""


def started(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "src")]),
        "KEZHOU_EXTRA_APPS": "plants.fleet",
        "DJANGO_SETTINGS_MODULE": "kezhou.config.settings",
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECK],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_is_written_starts(tmp_path: Path) -> None:
    modules = tmp_path / "plants"
    modules.mkdir()

    *paths, hint = scaffold.create("fleet.vehicle:车辆", modules, "plants")

    assert {str(Path(p).relative_to(modules)) for p in paths} == {
        "fleet/__init__.py",
        "fleet/apps.py",
        "fleet/migrations/__init__.py",
        "fleet/locale/zh_Hans/LC_MESSAGES/django.po",
        "fleet/vehicle/__init__.py",
        "fleet/vehicle/model.py",
        "fleet/vehicle/entity.py",
    }
    assert "makemigrations fleet" in hint
    done = started(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:3] == ["Vehicle", "Vehicles", "name"]
    assert (modules / "fleet" / "migrations" / "0001_initial.py").exists()


def test_what_is_written_passes_the_linter(tmp_path: Path) -> None:
    modules = tmp_path / "src" / "kezhou" / "modules"
    for name in ("model", "entity"):  # the linter asks whether what is imported lies in the same project
        place = tmp_path / "src" / "kezhou" / "sdk" / f"{name}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    scaffold.create("fleet.vehicle:车辆", modules)
    ruff = str(Path(sys.executable).parent / "ruff")
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run([ruff, *command, str(modules)], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_entity_joins_its_module(tmp_path: Path) -> None:
    scaffold.create("fleet.vehicle:车辆", tmp_path)
    paths = scaffold.create("fleet.trip", tmp_path)

    assert not [p for p in paths if p.endswith("apps.py")]
    catalogue = (tmp_path / "fleet/locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert catalogue.count('msgid "Name"') == 1
    assert 'msgid "Vehicles"\nmsgstr "车辆"' in catalogue
    assert 'msgid "Trips"' in catalogue


@pytest.mark.parametrize(
    "name",
    [
        "vehicle",
        "Fleet.vehicle",
        "fleet.",
        "fleet.a__b",
        "fleet.class",
        "fleet.customer",
        "fleet." + "a" * 20,
        "../x.y",
    ],
)
def test_a_wrong_name_writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="“"):
        scaffold.create(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_guide_is_true(tmp_path: Path) -> None:
    """The two files of docs/guide/first-entity.md, put where the command puts them, start and migrate."""
    modules = tmp_path / "plants"
    modules.mkdir()
    scaffold.create("fleet.vehicle:车辆", modules, "plants")
    model, entity = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[:2]
    (modules / "fleet/vehicle/model.py").write_text(model, encoding="utf-8")
    (modules / "fleet/vehicle/entity.py").write_text(entity.replace("kezhou.modules", "plants"), encoding="utf-8")

    done = started(tmp_path)

    assert done.returncode == 0, done.stderr
    assert "driver_phone" in done.stdout
    assert len(model.splitlines()) + len(entity.splitlines()) < 60

"""C37: every column that holds something about a person is registered, and every other one was looked at."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from kezhou.platform.entities import registry
from kezhou.platform.fields.spec import FieldSpec

LIST = Path(__file__).with_name("not_personal.txt")
REGISTRY = Path(__file__).with_name("personal_columns.txt")
CLASSES = ("S1", "S2", "S3", "S4")
ABOUT_PERSONS = ("phone", "email", "person_name", "id_number", "address")
"""Field types behind which a person can stand."""
OURS = sorted(key for key, entity in registry.native().items() if entity.model.__module__.startswith("kezhou."))
"""Entities of the product; those of the tests' own fake module are about nobody."""


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def reviewed() -> dict[str, str]:
    """`table.column` → why nothing in it is about a person."""
    return {name: why.strip() for name, _space, why in (line.partition(" ") for line in lines(LIST))}


def registered() -> dict[str, list[str]]:
    """`table.column` → class, purpose, basis, retention, for columns that are no field of an entity."""
    split = [[part.strip() for part in line.split("|")] for line in lines(REGISTRY)]
    return {parts[0]: parts[1:] for parts in split}


def text_columns() -> dict[str, FieldSpec | None]:
    """Columns that can hold words of or about somebody: texts, documents, lists, dates. `table.column` → its field."""
    by_model = {registry.native()[key].model: registry.native()[key] for key in OURS}
    found: dict[str, FieldSpec | None] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("kezhou."):
            continue
        entity = by_model.get(model)
        for column in model._meta.concrete_fields:
            numeric = isinstance(
                column, models.AutoField | models.IntegerField | models.BooleanField | models.ForeignKey
            )
            moment = isinstance(column, models.DateTimeField)
            if numeric or moment or isinstance(column, models.UUIDField | models.DecimalField):
                continue
            spec = entity.fields.get(column.name) if entity else None
            found[f"{model._meta.db_table}.{column.column}"] = spec
    return found


def test_c37_every_text_column_is_registered_or_was_reviewed() -> None:
    known = {*reviewed(), *registered()}
    missing = [
        name for name, spec in text_columns().items() if (spec is None or spec.pii is None) and name not in known
    ]
    assert missing == [], "Give the field a Pii(…), or write the column into personal_columns.txt or not_personal.txt."


def test_c37_the_lists_name_only_columns_that_exist_each_once_and_say_why() -> None:
    columns = text_columns()
    names = [line.split()[0] for path in (LIST, REGISTRY) for line in lines(path)]
    assert [name for name in names if name not in columns] == []
    assert len(names) == len(set(names))
    assert [name for name in names if (spec := columns.get(name)) is not None and spec.pii is not None] == []
    assert [name for name, why in reviewed().items() if len(why) < 4] == []
    for name, parts in registered().items():
        assert len(parts) == 4, name
        assert parts[0] in CLASSES, name
        assert all(parts), name


@pytest.mark.parametrize("key", OURS)
def test_c37_types_behind_which_a_person_stands_are_registered(key: str) -> None:
    entity = registry.native()[key]
    known = reviewed()
    table = entity.model._meta.db_table
    open_ = [
        name
        for name, spec in entity.fields.items()
        if spec.type.key in ABOUT_PERSONS and spec.pii is None and f"{table}.{name}" not in known
    ]
    assert open_ == []


def test_c37_a_registration_says_class_purpose_basis_and_retention() -> None:
    for entity in registry.native().values():
        for name, spec in entity.fields.items():
            if spec.pii is not None:
                assert spec.pii.kind in CLASSES, (entity.key, name)
                assert all(len(text) > 3 for text in (spec.pii.purpose, spec.pii.basis, spec.pii.retention)), (
                    entity.key,
                    name,
                )


def test_c37_c38_what_identifies_or_reaches_a_person_is_masked_by_default() -> None:
    """Phone, e-mail and number of an identity document, on every business entity (9.12)."""
    for entity in (registry.native()[key] for key in OURS):
        if entity.definition.admin:
            continue
        for name, spec in entity.fields.items():
            if spec.type.key in ("phone", "email", "id_number"):
                assert spec.masked, (entity.key, name)


def test_c46_c47_a_number_of_an_identity_document_is_stored_sealed() -> None:
    """S4 values never stand in a plain column."""
    for entity in registry.native().values():
        for name, spec in entity.fields.items():
            if spec.pii is not None and spec.pii.kind == "S4":
                kinds = {
                    type(column).__name__
                    for column in entity.model._meta.concrete_fields
                    if column.name.startswith(name)
                }
                assert "CharField" not in kinds, (entity.key, name)
                assert "TextField" not in kinds, (entity.key, name)

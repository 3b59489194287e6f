"""Migrations without re-rendering every model at every step.

Django keeps classes of all models as they stand between two operations and, when one model changes, renders anew
everything that is connected with it. Nearly all of ours point to a person and a department, so each of the hundreds
of indexes and constraints rendered all models again: 107 migrations took 210 s. What an operation really uses is the
model itself and those that point to it; with these alone they take a tenth, and the schema is the same to the letter
(compare two `pg_dump --schema-only`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

Key = tuple[str, str]


def _reloaded(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """The model and those that point to it, instead of all that hang together with it by any number of steps."""
    found = {(app_label, model_name)}
    try:
        old = state.apps.get_model(app_label, model_name)
    except LookupError:
        return found
    for field in old._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.is_relation:
            found.add((field.related_model._meta.app_label, field.related_model._meta.model_name))
    return found


@contextmanager
def few_reloads() -> Iterator[None]:
    """While migrations run."""
    original = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = _reloaded  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = original  # type: ignore[attr-defined]

"""Changing dictionaries: codes stand in records and never disappear, so what is left out is deactivated.

Every change is told to `listeners` in its transaction and makes compiled entities stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.org.epochs import bump_schema

from .models import Dictionary, DictionaryItem

PERMISSION = "dictionaries"
MAX_ITEMS = 1000
MAX_DICTIONARIES = 500
MAX_LABEL = 120
COLORS = ("", "default", "blue", "cyan", "geekblue", "gold", "green", "lime", "magenta", "orange", "purple", "red")
"""Semantic names; the web app knows how each looks in light and dark."""

_CODE = re.compile(r"^\w[\w.\-]{0,39}$")
_KEY = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
_WORDS = ("value", "label", "label_en", "color", "active")


@dataclass(frozen=True, slots=True)
class Item:
    """One choice. `label` is Chinese, `label_en` English."""

    value: str
    label: str
    label_en: str = ""
    color: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class DefaultDictionary:
    """A dictionary that a module brings along."""

    key: str
    label: str
    label_en: str
    items: Sequence[Item]
    editable: bool = True


@dataclass(frozen=True, slots=True)
class DictionaryEvent:
    """`changes` is {`value.word`: (old, new)}; a new choice is one change `value`."""

    dictionary_id: int
    action: str
    changes: Mapping[str, tuple[Any, Any]]


listeners: list[Callable[[Ctx, DictionaryEvent], None]] = []
"""Whoever records changes of definitions; the audit lies above this room."""


def require(ctx: Ctx) -> None:
    if not (ctx.grants.everything or PERMISSION in ctx.grants.admin):
        raise Forbidden(code="no_right", extra={"permission": PERMISSION})


def listed() -> list[tuple[Dictionary, list[Item]]]:
    """All dictionaries with their choices in order, deactivated ones included."""
    found = Dictionary.objects.prefetch_related("items").order_by("id")[:MAX_DICTIONARIES]
    return [(dictionary, [_item(row) for row in dictionary.items.all()]) for dictionary in found]


def create(ctx: Ctx, data: Mapping[str, Any]) -> Dictionary:
    """A dictionary for fields that an administrator adds. Raises `Invalid`, `Conflict` for a key that is taken."""
    require(ctx)
    key, label, label_en = data.get("key"), data.get("label"), data.get("label_en", "")
    errors = []
    if not isinstance(key, str) or not _KEY.match(key):
        errors.append(
            FieldError("key", "bad_key", _("A key has small letters, digits and _, and begins with a letter."))
        )
    errors += _label_problems("label", label, required=True) + _label_problems("label_en", label_en, required=False)
    items = _checked(data.get("items", []), errors)
    with transaction.atomic():
        if Dictionary.objects.count() >= MAX_DICTIONARIES:
            raise Conflict(_("At most %(limit)d dictionaries can be kept.") % {"limit": MAX_DICTIONARIES})
        texts = {"label": str(label), "label_en": str(label_en)}
        made, is_new = Dictionary.objects.get_or_create(key=str(key), defaults=texts)
        if not is_new:
            message = _("Another dictionary has this key.")
            raise Conflict(message, code="taken", errors=[FieldError("key", "taken", message)])
        _insert(made, items)
        _tell(ctx, made, {"key": (None, key)} | {item.value: (None, item.label) for item in items})
    return made


def replace_items(ctx: Ctx, key: str, wanted: Any) -> Dictionary:
    """Give a dictionary these choices in this order; a known code that is left out becomes inactive.

    Raises `Invalid` with paths such as `items.3.label`, `Conflict` where code depends on the choices.
    """
    require(ctx)
    items = _checked(wanted, [])
    with transaction.atomic():
        dictionary = Dictionary.objects.select_for_update().filter(key=key).first()
        if dictionary is None:
            raise NotFound()
        if not dictionary.editable:
            raise Conflict(_("The choices of this dictionary belong to the program."), code="fixed_dictionary")
        stored = {row.code: row for row in DictionaryItem.objects.filter(dictionary=dictionary)}
        changes = _changes(stored, items)
        if changes:
            _update(stored, items)
            _insert(dictionary, [item for item in items if item.value not in stored], items)
            _tell(ctx, dictionary, changes)
    return dictionary


def ensure(ctx: Ctx, defaults: Sequence[DefaultDictionary]) -> int:
    """Make the dictionaries and codes that were never there; the number of new codes. What exists is not touched."""
    added = 0
    with transaction.atomic():
        for default in defaults:
            dictionary, _is_new = Dictionary.objects.get_or_create(
                key=default.key,
                defaults={"label": default.label, "label_en": default.label_en, "editable": default.editable},
            )
            known = set(DictionaryItem.objects.filter(dictionary=dictionary).values_list("code", flat=True))
            missing = [item for item in default.items if item.value not in known]
            _insert(dictionary, missing, default.items)
            added += len(missing)
        if added:
            bump_schema()
    return added


def _item(row: DictionaryItem) -> Item:
    return Item(row.code, row.label, row.label_en, row.color, row.active)


def _checked(wanted: Any, errors: list[FieldError]) -> list[Item]:
    """The choices. Raises `Invalid` for these errors and those that were found before."""
    items: list[Item] = []
    if not isinstance(wanted, list) or len(wanted) > MAX_ITEMS:
        message = _("This must be a list of at most %(limit)d choices.") % {"limit": MAX_ITEMS}
        raise _invalid([*errors, FieldError("items", "not_a_list", message, {"limit": MAX_ITEMS})])
    seen: set[str] = set()
    for at, raw in enumerate(wanted):
        found = _problems(f"items.{at}", raw, seen)
        if found:
            errors = [*errors, *found]
        else:
            items.append(Item(**{**raw, "label": raw["label"].strip()}))
            seen.add(raw["value"])
    if errors:
        raise _invalid(errors)
    return items


def _problems(path: str, raw: Any, seen: set[str]) -> list[FieldError]:
    if not isinstance(raw, dict):
        return [FieldError(path, "not_an_object", _("This must be an object."))]
    found = [
        FieldError(f"{path}.{n[:60]}", "unknown_field", _("There is no such field.")) for n in raw if n not in _WORDS
    ]
    value = raw.get("value")
    if not isinstance(value, str) or not _CODE.match(value):
        message: Any = _("A code has letters, digits, _ . and -, at most 40 of them.")
        found.append(FieldError(f"{path}.value", "bad_code", message))
    elif value in seen:
        found.append(FieldError(f"{path}.value", "twice", _("This code stands twice in the list.")))
    found += _label_problems(f"{path}.label", raw.get("label"), required=True)
    found += _label_problems(f"{path}.label_en", raw.get("label_en", ""), required=False)
    if raw.get("color", "") not in COLORS:
        message = _("The colour must be one of: %(colors)s.") % {"colors": ", ".join(COLORS[1:])}
        found.append(FieldError(f"{path}.color", "unknown_color", message))
    if not isinstance(raw.get("active", True), bool):
        found.append(FieldError(f"{path}.active", "not_boolean", _("This must be true or false.")))
    return found


def _label_problems(path: str, label: Any, *, required: bool) -> list[FieldError]:
    if isinstance(label, str) and len(label) <= MAX_LABEL and "\x00" not in label and (label.strip() or not required):
        return []
    message = _("A label is text of at most %(limit)d characters.") % {"limit": MAX_LABEL}
    return [FieldError(path, "bad_label", message, {"limit": MAX_LABEL})]


def _changes(stored: Mapping[str, DictionaryItem], items: Sequence[Item]) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {}
    kept = {item.value for item in items}
    for item in items:
        row = stored.get(item.value)
        if row is None:
            changes[item.value] = (None, item.label)
            continue
        old = _item(row)
        for word in _WORDS[1:]:
            if getattr(old, word) != getattr(item, word):
                changes[f"{item.value}.{word}"] = (getattr(old, word), getattr(item, word))
    for code, row in stored.items():
        if code not in kept and row.active:
            changes[f"{code}.active"] = (True, False)
    before = [
        code for code, row in sorted(stored.items(), key=lambda pair: (pair[1].order, pair[1].id)) if code in kept
    ]
    after = [item.value for item in items if item.value in stored]
    if before != after:
        changes["order"] = (before, after)
    return changes


def _update(stored: Mapping[str, DictionaryItem], items: Sequence[Item]) -> None:
    places = {item.value: (at, item) for at, item in enumerate(items)}
    for code, row in stored.items():
        if code in places:
            row.order, item = places[code]
            row.label, row.label_en, row.color, row.active = item.label, item.label_en, item.color, item.active
        else:
            row.active, row.order = False, len(items)
    DictionaryItem.objects.bulk_update(stored.values(), ["label", "label_en", "color", "active", "order"])


def _insert(dictionary: Dictionary, new: Sequence[Item], among: Sequence[Item] | None = None) -> None:
    places = {item.value: at for at, item in enumerate(new if among is None else among)}
    DictionaryItem.objects.bulk_create(
        DictionaryItem(
            dictionary=dictionary,
            code=item.value,
            label=item.label,
            label_en=item.label_en,
            color=item.color,
            active=item.active,
            order=places[item.value],
        )
        for item in new
    )


def _tell(ctx: Ctx, dictionary: Dictionary, changes: Mapping[str, tuple[Any, Any]]) -> None:
    for listen in listeners:
        listen(ctx, DictionaryEvent(dictionary.id, "definition_changed", changes))
    bump_schema()


def _invalid(errors: Sequence[FieldError]) -> Invalid:
    return Invalid(_("Some values are not right."), errors=errors)

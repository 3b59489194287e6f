"""Dictionaries as choices: read once per schema epoch, labels in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.fields.models import DictionaryItem
from kezhou.platform.fields.spec import Choice

EPOCHS_KEPT = 4


def _pick(zh: str, en: str) -> str:
    return en if en and (get_language() or "").startswith("en") else zh


bilingual: Any = lazy(_pick, str)
"""A label that an administrator wrote in two languages; English falls back to Chinese."""


@lru_cache(maxsize=EPOCHS_KEPT)
def choices(epoch: int) -> Mapping[str, Sequence[Choice]]:
    """Dictionary key → its items in order, inactive ones included."""
    found: dict[str, list[Choice]] = {}
    for item in DictionaryItem.objects.select_related("dictionary").order_by("dictionary_id", "order", "id"):
        label = bilingual(item.label, item.label_en)
        found.setdefault(item.dictionary.key, []).append(Choice(item.code, label, item.color, item.active))
    return found


forgotten_by(choices.cache_clear)

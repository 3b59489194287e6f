"""Names of custom fields: `cf_` and a slug, given or made from the label."""

from __future__ import annotations

import re
from collections.abc import Collection

from kezhou.kernel.text.pinyin import syllables

PREFIX = "cf_"
MAX_NAME = 43
"""Characters with the prefix, so that index names stay within PostgreSQL's 63."""
_NAME = re.compile(r"cf_[a-z0-9]+(?:_[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")


def is_name(name: str) -> bool:
    """One underscore at a time: two separate a field from its operator in an address."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def made_from(label: str, taken: Collection[str]) -> str:
    """A free name for a label: `合同类型` → `cf_he_tong_lei_xing`."""
    slug = _OTHER.sub("_", "_".join(syllables(label)).lower()).strip("_")[: MAX_NAME - 8].strip("_") or "field"
    name, number = PREFIX + slug, 2
    while name in taken:
        name, number = f"{PREFIX}{slug}_{number}", number + 1
    return name

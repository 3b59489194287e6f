"""Regions and industries as the platform asks for them: names for codes, codes for names, trees for the API."""

import re
from functools import cache

from django.utils.translation import get_language

from kezhou.kernel.text.fold import fold
from kezhou.kernel.text.regions import short_name
from kezhou.modules.parties.reference import find_region, industries, region_path, regions
from kezhou.sdk.places import Node, region_finders, region_titles, register_tree

_FILLER = re.compile("^县$|直辖县")
"""What the standard writes in the place of a city where counties belong to the province itself."""


def title(code: str) -> str:
    """广东省深圳市南山区; empty for a code that no list knows."""
    names = [
        region.name for region in region_path(code) if not (region.level == "city" and _FILLER.search(region.name))
    ]
    # The four municipalities are their own only city: 北京市北京市朝阳区 is no name.
    return "".join(name for at, name in enumerate(names) if at == 0 or name != names[at - 1])


def code_of(text: str) -> str | None:
    """The code of a name, with or without what lies above it; None where it is unknown or means several places."""
    found = _by_title().get(text) or find_region("", "", text)
    if found is not None:
        return found
    codes = _by_name().get(fold(text).replace(" ", ""), frozenset())
    return next(iter(codes)) if len(codes) == 1 else None


@cache
def _by_title() -> dict[str, str]:
    """What `title` writes; of places that are written alike, such as 北京市 and its own only city, the upper one."""
    found: dict[str, str] = {}
    for region in regions():
        found.setdefault(title(region.code), region.code)
    return found


@cache
def _by_name() -> dict[str, frozenset[str]]:
    """Full and short names below the provinces. A city wins over a county of the same name."""
    full: dict[str, set[str]] = {}
    for level in ("city", "county"):
        names: dict[str, set[str]] = {}
        for region in regions():
            if region.level == level:
                for name in {region.name, short_name(region.name)}:
                    names.setdefault(name, set()).add(region.code)
        for name, codes in names.items():
            full.setdefault(name, codes)
    return {name: frozenset(codes) for name, codes in full.items()}


def region_tree() -> list[Node]:
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for region in regions():
        node = nodes[region.code] = Node(region.code, region.name)
        parent = nodes.get(region.parent or "")
        (parent.children if parent else roots).append(node)
    return roots


def industry_tree() -> list[Node]:
    english = (get_language() or "").startswith("en")
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for industry in industries():
        node = nodes[industry.code] = Node(industry.code, industry.name_en if english else industry.name_zh)
        (nodes[industry.parent].children if industry.parent else roots).append(node)
    return roots


def register() -> None:
    """Called once at start-up."""
    region_titles[:] = [title]
    region_finders[:] = [code_of]
    register_tree("regions", region_tree)
    register_tree("industries", industry_tree)

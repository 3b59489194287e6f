"""What the operator of the site set for all of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

__all__ = ["MapTiles", "map_tiles"]


@dataclass(frozen=True, slots=True)
class MapTiles:
    """Where pictures of a map come from: an address with `{z}`, `{x}` and `{y}` (WGS-84, 256 px), and whom to name."""

    url: str
    credit: str


def map_tiles() -> MapTiles | None:
    """None where the site shows no map; then no browser asks anybody for one."""
    url: str = settings.KEZHOU_MAP_TILES
    return MapTiles(url, settings.KEZHOU_MAP_CREDIT) if url else None

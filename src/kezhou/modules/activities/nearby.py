"""Customers around a point: through the read door, by distance, from an index over latitude and longitude."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.modules.activities.places import ADDRESS
from kezhou.sdk import query
from kezhou.sdk.query import Sql, all_of, fetch_all
from kezhou.sdk.site import map_tiles

MAX_SHOWN = 100
KM, MAX_KM = 10, 100
EARTH_METRES = 6_371_000
FIELDS = ("name", "level", "address", "last_follow_up_at", "next_follow_up_at")

# The great circle (haversine); rounding must not make the root larger than one.
_DISTANCE = f"""
SELECT 2 * {EARTH_METRES} * asin(least(1, sqrt(power(sin(radians(p.lat - %s) / 2), 2)
  + cos(radians(%s)) * cos(radians(p.lat)) * power(sin(radians(p.lng - %s) / 2), 2)))) AS metres"""


def around(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Customers for whom `filter` holds within `km` of `location`, the nearest first, at most `MAX_SHOWN`; `more` says
    where there are others. Where the asker stands is not kept. Raises `Forbidden` for who does not read addresses,
    `Invalid`, and `BadRequest` for a condition that cannot be asked."""
    entity = query.entity(ctx, "customer")
    rights = query.field_rights(ctx, entity)
    if rights[ADDRESS].view != "full":
        raise Forbidden()
    km = KM if given["km"] is None else given["km"]
    if not 1 <= km <= MAX_KM:
        message = _("This must lie between %(low)d and %(high)d.") % {"low": 1, "high": MAX_KM}
        raise Invalid(message, errors=[FieldError("km", "out_of_range", message)])
    point = given["location"]
    lat, lng = float(point["lat"]), float(point["lng"])
    asked = [] if given["filter"] is None else [query.where_sql(ctx, entity, query.parse(given["filter"]))]
    scope = all_of([Sql("t.deleted_at IS NULL"), query.visible(ctx, entity), *asked])
    plan = query.plan_for(ctx, entity, [name for name in FIELDS if rights[name].view != "hidden"])
    box = _box(lat, lng, km)
    rows = fetch_all(
        f"SELECT {', '.join(plan.columns)}, d.metres, p.lat, p.lng, p.accuracy, p.source, p.at "  # noqa: S608
        f"FROM activities_customerplace p JOIN {entity.table} t ON t.id = p.customer_id "
        f"CROSS JOIN LATERAL ({_DISTANCE}) d "
        "WHERE p.lat BETWEEN %s AND %s AND p.lng BETWEEN %s AND %s AND d.metres <= %s "
        f"AND {scope.text} ORDER BY d.metres, t.id LIMIT %s",
        (lat, lat, lng, *box, km * 1000, *scope.params, MAX_SHOWN + 1),
    )
    width, tiles = len(plan.columns), map_tiles()
    return {
        "items": [
            record | _place(row[width:])
            for record, row in zip(plan.records(ctx, rows[:MAX_SHOWN]), rows[:MAX_SHOWN], strict=True)
        ],
        "more": len(rows) > MAX_SHOWN,
        "km": km,
        "tiles": None if tiles is None else {"url": tiles.url, "credit": tiles.credit},
    }


def _box(lat: float, lng: float, km: int) -> tuple[float, float, float, float]:
    """South, north, west, east of everything within `km`; all longitudes where it touches a pole or the date line."""
    high = math.degrees(km * 1000 / EARTH_METRES)
    south, north = lat - high, lat + high
    if south <= -90 or north >= 90:
        return south, north, -180, 180
    wide = math.degrees(math.asin(min(1, math.sin(math.radians(high)) / math.cos(math.radians(lat)))))
    west, east = lng - wide, lng + wide
    return (south, north, -180, 180) if west < -180 or east > 180 else (south, north, west, east)


def _place(row: Any) -> dict[str, Any]:
    metres, lat, lng, accuracy, source, at = row
    place = {"location": {"lat": lat, "lng": lng}, "accuracy": accuracy, "source": source, "at": at}
    return {"metres": round(metres), "place": place}

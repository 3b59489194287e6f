"""The dashboard of a director with eight tiles and more, and a year of targets: CPU of web and PostgreSQL."""

from typing import Any

import psycopg

from . import days, deals
from .clients import Request
from .measure import Bench
from .people import Asker
from .report import Report

DASHBOARD_MS = 600.0
ROUNDS = 6
TILES = 8
DATA = "/api/v1/dashboard/data"


def measure(report: Report, admin: psycopg.Connection[tuple[Any, ...]], bench: Bench, director: Asker) -> None:
    """Fills activities and opportunities where they are missing, then asks for the first eight tiles of the
    director's dashboard."""
    days.fill(admin, days.wanted())
    deals.fill(admin)
    named = [f"t{number}" for number in range(1, TILES + 1)]
    call = Request("POST", DATA, {"template": "director", "tiles": named})
    report.add(f"dashboard_{TILES}.cpu", bench.cpu_per_call(director.bearer, call, ROUNDS), "ms", DASHBOARD_MS)
    for tile in named:
        one = Request("POST", DATA, {"template": "director", "tiles": [tile]})
        report.add(f"dashboard_{TILES}.{tile}.cpu", bench.cpu_per_call(director.bearer, one, ROUNDS), "ms")
